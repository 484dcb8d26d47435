package io.directorate.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Looks for what a guest may have left on the host. */
final class LeftBehind {
    private LeftBehind() {}

    /** Command lines of all processes that name this folder. */
    static List<String> processes(Path jobFolder) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().chars().allMatch(Character::isDigit))
                    .map(LeftBehind::commandLine)
                    .filter(line -> line.contains(jobFolder.toString()))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException endedMeanwhile) {
            return "";
        }
    }

    static void assertNothing(Path jobFolder) {
        await("processes of " + jobFolder, () -> processes(jobFolder).isEmpty());
        await("folder " + jobFolder, () -> !Files.exists(jobFolder));
    }

    /** The supervisor's command line names the kernel, too; this looks for the kernel itself. */
    static void awaitNoKernel(Path jobFolder) {
        await(
                "the guest's kernel and processes to be gone",
                () -> processes(jobFolder).stream().noneMatch(line -> line.split(" ", 2)[0].endsWith("linux.uml")));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
