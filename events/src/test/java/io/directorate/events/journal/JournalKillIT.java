package io.directorate.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process at any moment: every append that returned is there, none twice, nothing is damaged. */
final class JournalKillIT {
    private static final int ROUNDS = 10;

    @TempDir
    private Path directory;

    @Test
    void keepsEveryAcknowledgedRowWhenTheProcessIsKilled() throws IOException, InterruptedException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = Math.max(acknowledged, writeAndKill(40 + random.nextInt(200)));
            try (Journal journal = Journal.open(directory.resolve("journal.db"), JournalFixture.options(directory))) {
                long held = journal.applied().sequence();
                assertThat(held).as("seed %d round %d", seed, round).isBetween(acknowledged, acknowledged + 1);
                assertThat(journal.verify(1).rows()).isEqualTo(held);
                assertThat(journal.applied().index()).isEqualTo(held - 1);
                acknowledged = held;
            }
        }
        assertThat(acknowledged).isGreaterThan(ROUNDS * 40L);
    }

    private long writeAndKill(int lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalWriterMain.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).startsWith("opened ");
            for (int line = 0; line < lines; line++) {
                last = Long.parseLong(output.readLine());
            }
            // By its handle: the process would close its streams as well.
            process.toHandle().destroyForcibly();
            // What it had printed before it died was acknowledged too.
            for (String line = output.readLine(); line != null && !line.isEmpty(); line = output.readLine()) {
                last = Long.parseLong(line);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        return last;
    }
}
