package io.directorate.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.node.kernel.GuestTestResult.Outcome;
import org.junit.jupiter.api.Test;

class GuestTestResultTest {
    @Test
    void survivesTheWayThroughALineOfText() {
        GuestTestResult result = new GuestTestResult(Outcome.FAILED, "A > B", "name\twith ü", "line 1\nline 2");

        assertThat(result.line()).doesNotContain("\n");
        assertThat(GuestTestResult.parse(result.line())).isEqualTo(result);
    }

    @Test
    void refusesATornLine() {
        assertThatThrownBy(() -> GuestTestResult.parse("PASSED\tYQ==")).hasMessageContaining("'PASSED\tYQ=='");
    }

    @Test
    void aMissingGuestFailsTheTestWhereItMustRun() {
        assertThat(KernelGuests.mustRun("root", "")).isTrue();
        assertThat(KernelGuests.mustRun("me", "true")).isTrue();
        assertThat(KernelGuests.mustRun("me", "")).isFalse();
    }
}
