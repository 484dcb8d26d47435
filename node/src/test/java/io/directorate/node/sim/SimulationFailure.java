package io.directorate.node.sim;

import java.util.Locale;
import java.util.Optional;

/** A run that went wrong, with all that is needed to look at it and to repeat it. */
final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Optional<Invariant> invariant;
    private final long seed;
    private final String traceHash;

    SimulationFailure(long seed, Optional<Invariant> invariant, String what, Timeline time, Throwable cause) {
        super(
                String.format(
                        Locale.ROOT,
                        "seed %d, step %d, %.3f ms: %s: %s%nlast of what happened:%n%s%nrun it again with: mvn -o -Dfast -pl node -am"
                                + " test -Dtest=SimulatorTest -Dsurefire.failIfNoSpecifiedTests=false -DargLine=-Dsim.seed=%d",
                        seed,
                        time.steps(),
                        time.nowNanos() / 1e6,
                        invariant.map(Invariant::toString).orElse("unexpected failure"),
                        what,
                        time.trace().lastLines(),
                        seed),
                cause);
        this.seed = seed;
        this.invariant = invariant;
        this.traceHash = time.trace().hash();
    }

    long seed() {
        return seed;
    }

    Optional<Invariant> invariant() {
        return invariant;
    }

    String traceHash() {
        return traceHash;
    }
}
