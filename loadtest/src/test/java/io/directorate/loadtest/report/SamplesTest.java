package io.directorate.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void givesPercentilesThatWereReallySeen() {
        Samples samples = Samples.of(5, 1, 4, 2, 3);
        assertThat(samples.medianNanos()).isEqualTo(3);
        assertThat(samples.percentileNanos(99)).isEqualTo(5);
        assertThat(samples.percentileNanos(1)).isEqualTo(1);
        assertThat(samples.percentileNanos(100)).isEqualTo(5);
        assertThat(Samples.of(7).medianNanos()).isEqualTo(7);
    }

    @Test
    void putsSeveralTogether() {
        Samples joined = Samples.joined(List.of(Samples.of(5, 1), Samples.of(3)));
        assertThat(joined.count()).isEqualTo(3);
        assertThat(joined.medianNanos()).isEqualTo(3);
        assertThat(joined.leastNanos()).isEqualTo(1);
        assertThatThrownBy(() -> Samples.joined(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNothingAndPercentilesThatAreNone() {
        assertThatThrownBy(Samples::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Samples.of(1).percentileNanos(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Samples.of(1).percentileNanos(101)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsAUnitThatFits() {
        assertThat(Samples.text(1_250_000_000L)).isEqualTo("1.25 s");
        assertThat(Samples.text(3_400_000L)).isEqualTo("3.4 ms");
        assertThat(Samples.text(800_000L)).isEqualTo("800 us");
    }
}
