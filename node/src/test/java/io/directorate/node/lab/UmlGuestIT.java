package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.node.kernel.GuestJvm;
import io.directorate.node.kernel.KernelTest;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@KernelTest
class UmlGuestIT {
    private final UmlGuest guest;

    UmlGuestIT(UmlGuest guest) {
        this.guest = guest;
    }

    @Test
    void bringsBackTheExitStatusAndBothOutputsApart() {
        ShellResult result = guest.run(ShellCommand.script("echo out; echo err >&2; exit 7"));

        assertThat(result).isEqualTo(new ShellResult(7, "out\n", "err\n"));
    }

    @Test
    void passesWordsEnvironmentDirectoryAndInputUnchanged() {
        String odd = "it's \"$HOME\" `x` \\ * \n tab\t ü";
        ShellResult result = guest.run(ShellCommand.of("bash", "-c", "printf %s \"$1$V\"; pwd; cat", "name", odd)
                .withEnvironment("V", odd)
                .withDirectory(Path.of("/usr"))
                .withInput("in\nput"));

        assertThat(result.output()).isEqualTo(odd + odd + "/usr\nin\nput");
    }

    @Test
    void handsOnLinesWhileTheCommandRuns() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (ShellProcess process =
                guest.start(ShellCommand.script("echo first; exec sleep 1000").withOutput(lines::add))) {
            assertThat(lines.poll(60, TimeUnit.SECONDS)).isEqualTo("first");
            assertThat(process.isRunning()).isTrue();
        }
    }

    @Test
    void runsSeveralCommandsAtOnce() {
        // Each waits for the next one's file: they end only when all run together.
        List<ShellProcess> all = new ArrayList<>();
        guest.bash("mkdir -p /run/together");
        IntStream.range(0, 5)
                .forEach(i -> all.add(guest.start(ShellCommand.script("touch /run/together/" + i
                        + "; until [ -e /run/together/" + (i + 1) % 5 + " ]; do sleep 0.1; done; exit " + i))));

        assertThat(all.stream().map(process -> process.await().exitStatus())).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void killsACommandWithAllThatItStarted() {
        ShellProcess process = guest.start(ShellCommand.script("sleep 4711 & sleep 4711"));
        guest.bash("until [ $(pgrep -fc 'sleep 471[1]') = 2 ]; do sleep 0.1; done");

        process.close();

        assertThat(process.await().exitStatus()).isEqualTo(128 + 9);
        assertThat(guest.bash("pgrep -fc 'sleep 471[1]' || true")).isEqualTo("0\n");
    }

    @Test
    void killsACommandAtItsTimeLimit() {
        ShellCommand endless =
                ShellCommand.script("echo last words >&2; sleep 1000").withTimeLimit(Duration.ofSeconds(2));

        assertThatThrownBy(() -> guest.run(endless))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("Time limit of 2 s")
                .hasMessageContaining("last words");
    }

    @Test
    void loadsModulesWhenTheKernelAsksForThem() {
        assertThat(guest.bash("ipvsadm -A -t 1.2.3.4:80 -s mh && ipvsadm -Sn && lsmod"))
                .contains("-A -t 1.2.3.4:80 -s mh")
                .contains("ip_vs_mh");
    }

    @Test
    void showsTheKernelsMessages() {
        assertThat(guest.dmesg()).contains("IPVS: Connection hash table configured (size=4096");
    }

    @TestFactory
    Stream<DynamicNode> runsTestClassesInside() {
        return GuestJvm.in(guest).withHeap(64).tests(InsideTheGuest.class);
    }
}
