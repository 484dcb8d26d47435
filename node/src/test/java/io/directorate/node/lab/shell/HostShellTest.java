package io.directorate.node.lab.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostShellTest {
    private final HostShell shell = new HostShell();

    @Test
    void bringsBackStatusAndBothOutputs() {
        assertThat(shell.run(ShellCommand.script("cat; echo err >&2; exit 7").withInput("in")))
                .isEqualTo(new ShellResult(7, "in", "err\n"));
    }

    @Test
    void takesAnInputThatNobodyReads() {
        assertThat(shell.run(ShellCommand.script("exit 3").withInput("x".repeat(1_000_000)))
                        .exitStatus())
                .isEqualTo(3);
    }

    @Test
    void killsTheWholeSessionAtTheTimeLimit() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        ShellCommand endless = ShellCommand.script("sleep 1000 & echo $!; wait")
                .withTimeLimit(Duration.ofSeconds(1))
                .withOutput(lines::add);

        assertThatThrownBy(() -> shell.run(endless))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("Time limit of 1 s");

        long sleeper = Long.parseLong(String.valueOf(lines.poll(10, TimeUnit.SECONDS)));
        ProcessHandle.of(sleeper)
                .ifPresent(handle ->
                        handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        assertThat(ProcessHandle.of(sleeper).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void bashReturnsTheOutputOrThrows() {
        assertThat(shell.bash("echo good")).isEqualTo("good\n");
        assertThatThrownBy(() -> shell.bash("echo why >&2\nfalse"))
                .hasMessageContaining("'echo why >&2 …' ended with status 1")
                .hasMessageContaining("why");
    }
}
