package io.directorate.dataplane.snat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemCommandRunnerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private final SystemCommandRunner runner = new SystemCommandRunner();

    @Test
    void givesInputAndTakesOutputErrorsAndStatus() throws Exception {
        CommandRunner.Result result = runner.run(List.of("sh", "-c", "cat; echo no >&2; exit 3"), "in\n", LONG);
        assertThat(result).isEqualTo(new CommandRunner.Result(3, "in\n", "no\n"));
    }

    @Test
    void carriesMoreThanAPipeHolds() throws Exception {
        String much = "0123456789abcdef".repeat(64 * 1024);
        assertThat(runner.run(List.of("cat"), much, LONG).output()).isEqualTo(much);
        assertThat(runner.run(List.of("true"), much, LONG).exitStatus()).isZero();
    }

    @Test
    void killsWhatDoesNotEnd() {
        assertThatThrownBy(() -> runner.run(List.of("sleep", "600"), "", Duration.ofMillis(50)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end within PT0.05S");
    }

    @Test
    void refusesMoreOutputThanItHolds() {
        assertThatThrownBy(() -> runner.run(List.of("head", "-c", "20000000", "/dev/zero"), "", LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 16777216 bytes");
    }

    @Test
    void saysWhatIsNotInstalled() {
        assertThatThrownBy(() -> runner.run(List.of("no-such-program-anywhere"), "", LONG))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot run program");
    }
}
