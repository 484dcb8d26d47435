package io.directorate.node.sim;

/** An invariant does not hold. */
final class InvariantBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Invariant invariant;

    InvariantBroken(Invariant invariant, String what) {
        super(what);
        this.invariant = invariant;
    }

    Invariant invariant() {
        return invariant;
    }

    static void check(boolean holds, Invariant invariant, String what) {
        if (!holds) {
            throw new InvariantBroken(invariant, what);
        }
    }
}
