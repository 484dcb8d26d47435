package io.directorate.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs the simulator: a few seeds always, one with {@code -Dsim.seed=N}, many with {@code -Dsim.seeds=N} (and {@code -Dsim.from=N}). */
class SimulatorTest {
    static final int FIXED_SEEDS = 5;

    @Test
    void everySeedKeepsAllInvariants() {
        Long only = Long.getLong("sim.seed");
        if (only != null) {
            Seeds.say(only + ": " + Seeds.run(only, Set.of()));
            return;
        }
        long first = Long.getLong("sim.from", 1);
        int seeds = Integer.getInteger("sim.seeds", FIXED_SEEDS);
        assertThat(Seeds.runAll(first, first + seeds - 1, Set.of())).isEqualTo(seeds);
    }

    @Test
    void aSeedIsRepeatedExactly() {
        assertThat(Seeds.run(3, Set.of())).isEqualTo(Seeds.run(3, Set.of()));
    }
}
