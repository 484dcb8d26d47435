package io.directorate.events.journal;

import static io.directorate.events.journal.JournalFixture.batch;
import static io.directorate.events.journal.JournalFixture.command;
import static io.directorate.events.journal.JournalFixture.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills a real file system of 4 MB. Needs root to mount it. */
final class JournalFullDiskIT {
    @TempDir
    private Path directory;

    private Path disk;
    private Path file;
    private JournalOptions options;
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "mounting a small disk needs root");
        disk = Files.createDirectory(directory.resolve("disk"));
        file = disk.resolve("journal.db");
        options = JournalFixture.options(directory);
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
        mounted = true;
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", disk.toString());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("%s ends", List.of(command))
                .isTrue();
        assertThat(process.exitValue()).as("status of %s", List.of(command)).isZero();
    }

    /** Takes all room but a few bytes. */
    private Path fillDisk() throws IOException {
        Path ballast = disk.resolve("ballast");
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < 10_000; i++) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
        return ballast;
    }

    private static JournalBatch large(long index, int events) {
        JournalEvent[] all = new JournalEvent[events];
        java.util.Arrays.setAll(all, i -> new JournalEvent("large", List.of("s" + i), new byte[4_000]));
        return batch(index, command("command-" + index, all));
    }

    @Test
    void refusesAppendsWhileFullAndGoesOnAfterwards() throws IOException {
        try (Journal journal = Journal.open(file, options)) {
            journal.append(JournalFixture.singles(1, 20));
            Path ballast = fillDisk();
            long taken = 20;
            for (int attempt = 0; attempt < 200; attempt++) {
                // Small ones may still fit into the log's slack; each either is there or is not.
                try {
                    journal.append(List.of(large(taken + 1, 1 + attempt % 7)));
                    taken++;
                } catch (JournalFullException e) {
                    assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("free some space");
                }
                assertThat(journal.applied().index()).isEqualTo(taken);
            }
            long full = taken;
            assertThatExceptionOfType(JournalFullException.class)
                    .isThrownBy(() -> journal.append(List.of(large(full + 1, 100))));
            assertThatExceptionOfType(JournalFullException.class)
                    .isThrownBy(() -> journal.saveCheckpoint(journal.applied(), new byte[500_000]));
            assertThatExceptionOfType(JournalFullException.class)
                    .isThrownBy(() -> journal.snapshotTo(disk.resolve("copy.db")));
            assertThat(Files.exists(disk.resolve("copy.db"))).isFalse();
            assertThat(Files.exists(disk.resolve("copy.db.part"))).isFalse();
            assertThat(journal.list(JournalQuery.all())).hasSizeGreaterThanOrEqualTo(20);
            assertThat(journal.find("command-" + (full + 1))).isEmpty();

            Files.delete(ballast);
            journal.append(List.of(large(full + 1, 100), single(full + 2)));
            assertThat(journal.applied().index()).isEqualTo(full + 2);
            journal.verify(1);
        }
        try (Journal journal = Journal.open(file, options)) {
            assertThat(journal.find("command-22")).isPresent();
        }
    }

    @Test
    void opensAndClosesOnAFullDisk() throws IOException {
        try (Journal journal = Journal.open(file, options)) {
            journal.append(JournalFixture.singles(1, 20));
        }
        Path ballast = fillDisk();
        try (Journal journal = Journal.open(file, options)) {
            assertThat(journal.list(JournalQuery.all())).hasSize(20);
        } catch (JournalFullException e) {
            assertThat(e).hasMessageContaining("free some space");
        }
        Files.delete(ballast);
        try (Journal journal = Journal.open(file, options)) {
            journal.append(List.of(single(21)));
            assertThat(journal.verify(1).rows()).isEqualTo(21);
        }
    }

    @Test
    void cannotBeMadeOnAFullDiskAndSaysSo() throws IOException {
        Path ballast = fillDisk();
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(file, options))
                .withMessageContaining("room");
        Files.delete(ballast);
        Journal.open(file, options).close();
    }
}
