package io.directorate.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody could get wrong is found by one of a few seeds, as what it is; without the fault that seed keeps all invariants. */
class PlantedFaultsTest {
    private static final int SEEDS = 24;

    /** The seed is one that finds it; should that change, one of those behind it will. */
    @ParameterizedTest
    @CsvSource({
        "APPLY_TWICE, APPLIED_AS_AGREED, 1",
        "SKIP_INDEX, APPLIED_AS_AGREED, 1",
        "ACKNOWLEDGE_BEFORE_COMMIT, ACKNOWLEDGED_IS_AGREED, 1",
        "FORGET_TERM, ONE_ORDER, 2",
        "FORGET_BASE, APPLIED_AS_AGREED, 6",
        "FORCE_NOTHING, ONE_ORDER, 1",
        "REFUSE_FOR_CERTAIN, REFUSED_IS_NOT_DONE, 3",
        "IGNORE_FEED_GAP, FEED_IS_WHOLE, 21",
        "SKIP_RECONCILE, ALL_COME_TOGETHER, 1",
    })
    void isCaught(PlantedFault fault, Invariant expected, long from) {
        List<SimulationFailure> failures = Seeds.failures(from, from + SEEDS - 1, Set.of(fault), expected);
        assertThat(failures).last().satisfies(failure -> {
            assertThat(failure.invariant()).contains(expected);
            assertThat(failure).hasMessageContaining("-Dsim.seed=" + failure.seed());
            if (failure.seed() > SimulatorTest.FIXED_SEEDS) {
                assertThat(Seeds.run(failure.seed(), Set.of()).commands()).isPositive();
            }
        });
    }
}
