package io.directorate.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs the simulator: a few seeds always, one with {@code -Dsim.seed=N}, many with {@code -Dsim.seeds=N}. */
class SimulatorTest {
    private static final int FIXED_SEEDS = 10;

    @Test
    void everySeedKeepsAllInvariants() {
        Long only = Long.getLong("sim.seed");
        if (only != null) {
            Seeds.say(only + ": " + Seeds.run(only, Set.of()));
            return;
        }
        int seeds = Integer.getInteger("sim.seeds", FIXED_SEEDS);
        Optional<SimulationFailure> failure = Seeds.runAll(1, seeds, Set.of());
        assertThat(failure).isEmpty();
    }

    @Test
    void aSeedIsRepeatedExactly() {
        assertThat(Seeds.run(3, Set.of())).isEqualTo(Seeds.run(3, Set.of()));
    }
}
