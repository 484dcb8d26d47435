package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.node.kernel.KernelGuests;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However a guest ends, its user is told why and nothing of it stays. */
@Tag("kernel")
class GuestEndIT {
    private static GuestSupply supply;

    @BeforeAll
    static void bring() {
        supply = KernelGuests.supply();
    }

    private static GuestOptions options() {
        return GuestOptions.defaults().withMemory(256);
    }

    @Test
    void closingEndsItInOrderAndKeepsTheKernelsMessages() {
        UmlGuest guest = supply.boot(options().withConnectionTableBits(15));
        Path folder = guest.jobFolder();
        ShellProcess endless = guest.start(ShellCommand.script("sleep 1000"));

        guest.close();

        assertThat(guest.isAlive()).isFalse();
        assertThat(guest.dmesg()).contains("IPVS: Connection hash table configured (size=32768");
        assertThatThrownBy(endless::await).isInstanceOf(GuestDiedException.class);
        assertThatThrownBy(() -> guest.run("true")).isInstanceOf(GuestDiedException.class);
        LeftBehind.assertNothing(folder);
    }

    @Test
    void runsASingleCommandInABootOfItsOwn() {
        assertThat(UmlGuest.runOnce(supply.kernel(), options(), ShellCommand.script("exit 7"))
                        .exitStatus())
                .isEqualTo(7);
    }

    @Test
    void aKernelCrashIsReportedWithTheConsolesEnd() {
        try (UmlGuest guest = supply.boot(options())) {
            GuestDiedException death = catchThrowableOfType(
                    GuestDiedException.class, () -> guest.run(ShellCommand.script("echo c >/proc/sysrq-trigger")));

            assertThat(death.consoleTail()).contains("sysrq triggered crash");
            assertThat(guest.isAlive()).isFalse();
        }
    }

    @Test
    void isKilledAtItsTimeLimit() {
        Path folder;
        try (UmlGuest guest = supply.boot(options().withTimeLimit(Duration.ofSeconds(20)))) {
            folder = guest.jobFolder();

            assertThatThrownBy(() -> guest.run(ShellCommand.script("while :; do :; done")))
                    .isInstanceOf(GuestDiedException.class)
                    .hasMessageContaining("time limit of 20 s");
            LeftBehind.awaitNoKernel(folder);
        }
        LeftBehind.assertNothing(folder);
    }

    @Test
    void aGuestThatDoesNotComeUpIsReportedAndRemoved() {
        assertThatThrownBy(() -> supply.boot(options().withKernelArguments("rootflags=/nowhere")))
                .isInstanceOf(GuestDiedException.class)
                .hasMessageContaining("console");
    }

    @Test
    void diesWhenTheJvmIsKilled() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        GuestHolder.class.getName(),
                        supply.kernel().executable().toString(),
                        supply.kernel().modules().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            Path folder = Path.of(String.valueOf(lines.readLine()));
            assertThat(folder).isDirectory();
            assertThat(LeftBehind.processes(folder)).anyMatch(line -> line.contains("linux.uml"));

            holder.destroyForcibly();

            assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
            LeftBehind.assertNothing(folder);
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void diesWhenItsSupervisorIsKilled() {
        try (UmlGuest guest = supply.boot(options())) {
            Path folder = guest.jobFolder();
            ProcessHandle.of(guest.supervisorPid()).orElseThrow().destroyForcibly();

            assertThatThrownBy(() -> guest.run(ShellCommand.script("sleep 1000")))
                    .isInstanceOf(ShellException.class);
            LeftBehind.awaitNoKernel(folder);
        }
    }

    @Test
    void twoGuestsLiveSideBySide() {
        try (UmlGuest one = supply.boot(options());
                UmlGuest other = supply.boot(options())) {
            one.bash("ip netns add only-in-one");

            assertThat(other.bash("ip netns list")).isEmpty();
            assertThat(Files.exists(Path.of("/run/netns/only-in-one"))).isFalse();
        }
    }
}
