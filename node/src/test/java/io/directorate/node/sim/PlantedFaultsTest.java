package io.directorate.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody could get wrong is found by one of a few seeds, as what it is; without a fault {@link SimulatorTest} runs the same ones. */
class PlantedFaultsTest {
    private static final int SEEDS = 16;

    @ParameterizedTest
    @CsvSource({
        "APPLY_TWICE, APPLIED_AS_AGREED",
        "SKIP_INDEX, APPLIED_AS_AGREED",
        "ACKNOWLEDGE_BEFORE_COMMIT, ACKNOWLEDGED_IS_AGREED",
        "FORGET_TERM, ONE_ORDER",
        "FORCE_NOTHING, ONE_ORDER",
        "IGNORE_FEED_GAP, FEED_IS_WHOLE",
        "SKIP_RECONCILE, ALL_COME_TOGETHER",
    })
    void isCaught(PlantedFault fault, Invariant expected) {
        List<SimulationFailure> failures = Seeds.failures(SEEDS, Set.of(fault), expected);
        assertThat(failures).last().satisfies(failure -> {
            assertThat(failure.invariant()).contains(expected);
            assertThat(failure).hasMessageContaining("-Dsim.seed=");
        });
    }
}
