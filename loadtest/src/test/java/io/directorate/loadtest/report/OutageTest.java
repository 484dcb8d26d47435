package io.directorate.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OutageTest {
    @Test
    void isTheLongestSilenceThatEndsAfterTheFault() {
        // A longer silence before the fault does not count, one that has the fault in it does, from its very beginning.
        assertThat(Outage.of(new long[] {0, 500, 990, 1_400, 1_420}, 1_000)).isEqualTo(new Outage(410, 400));
    }

    @Test
    void findsASilenceThatComesLater() {
        // What was on its way is still acknowledged; only then nobody is.
        assertThat(Outage.of(new long[] {990, 1_010, 1_900, 2_000}, 1_000)).isEqualTo(new Outage(890, 900));
    }

    @Test
    void takesAcknowledgementsInAnyOrderOnAClockThatPassesItsGreatestValue() {
        long fault = Long.MAX_VALUE - 2;
        assertThat(Outage.of(new long[] {fault + 40, fault - 5, fault + 45}, fault))
                .isEqualTo(new Outage(45, 40));
    }

    @Test
    void refusesAcknowledgementsOnOneSideOnly() {
        assertThatThrownBy(() -> Outage.of(new long[] {1, 2}, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outage.of(new long[] {4, 5}, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outage.of(new long[0], 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
