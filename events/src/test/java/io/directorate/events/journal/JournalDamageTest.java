package io.directorate.events.journal;

import static io.directorate.events.journal.JournalFixture.options;
import static io.directorate.events.journal.JournalFixture.single;
import static io.directorate.events.journal.JournalFixture.singles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalDamageTest {
    private static final int PAGE_BYTES = 8_192;

    @TempDir
    private Path directory;

    private Path file;
    private List<JournalRow> rows;

    @BeforeEach
    void fill() {
        file = directory.resolve("journal.db");
        try (Journal journal = Journal.open(file, options(directory))) {
            journal.append(singles(1, 300));
            journal.saveCheckpoint(journal.applied(), new byte[10]);
            rows = journal.list(JournalQuery.all());
        }
    }

    private JournalDamagedException refused() {
        JournalDamagedException damage = catchThrowableOfType(
                JournalDamagedException.class,
                () -> Journal.open(file, options(directory)).close());
        assertThat(damage).as("opening must refuse").isNotNull();
        assertThat(damage).hasMessageContaining(file.toString()).hasMessageContaining(JournalFixture.MEND);
        return damage;
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Files.writeString(file, "x".repeat(10_000));
        assertThat(refused().offsetBytes()).isZero();
    }

    @Test
    void refusesAnEmptyFileWhereRowsWereSigned() throws IOException {
        Corruption.truncate(file, 0);
        assertThat(refused().offsetBytes()).isZero();
    }

    @Test
    void refusesAFileCutShort() throws IOException {
        long size = Files.size(file);
        Corruption.truncate(file, size - PAGE_BYTES - 17);
        assertThat(refused().offsetBytes()).isEqualTo(size - PAGE_BYTES - 17);
        Corruption.truncate(file, 50);
        assertThat(refused().offsetBytes()).isEqualTo(50);
    }

    @Test
    void refusesEveryDamagedPageAndNamesOne() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int page = 0; page < whole.length / PAGE_BYTES; page++) {
            Corruption.zero(file, (long) page * PAGE_BYTES, (long) (page + 1) * PAGE_BYTES);
            if (!java.util.Arrays.equals(whole, Files.readAllBytes(file))) {
                assertThat(refused().what()).as("page %d", page + 1).isNotEmpty();
            }
            Files.write(file, whole);
        }
        Journal.open(file, options(directory)).close();
    }

    @Test
    void neitherLosesNorChangesARowWhateverByteIsDamaged() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int round = 0; round < 150; round++) {
            Corruption.flip(file, random.nextInt(whole.length));
            try (Journal journal = Journal.open(file, options(directory))) {
                // Some bytes carry nothing: free space within pages.
                assertThat(journal.list(JournalQuery.all()))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(rows);
            } catch (JournalException e) {
                assertThat(e).hasMessageContaining(file.toString());
                refused++;
            }
            Files.write(file, whole);
            Files.deleteIfExists(JournalFiles.wal(file));
            Files.deleteIfExists(JournalFiles.sharedMemory(file));
        }
        assertThat(refused).as("seed %d", seed).isGreaterThan(50);
    }

    @Test
    void namesTheRowAndPageOfAChangedBody() throws SQLException {
        sql("UPDATE event SET body = x'7b7d' WHERE seq = 120");
        JournalDamagedException damage = refused();
        assertThat(damage.sequence()).isEqualTo(120);
        assertThat(damage.offsetBytes())
                .isPositive()
                .isLessThan(Files.exists(file) ? file.toFile().length() : 0);
        assertThat(damage.offsetBytes() % PAGE_BYTES).isZero();
        assertThat(damage.what()).isEqualTo("the row's hash does not fit its content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE event SET subjects = 'mallory' WHERE seq = 50",
                "UPDATE event SET ordinal = ordinal + 1 WHERE seq = 50",
                "UPDATE command SET time_millis = time_millis + 1 WHERE ordinal = 50",
                "UPDATE command SET actor = 'mallory' WHERE ordinal = 50",
                "UPDATE command SET reason = 'none' WHERE ordinal = 50",
                "UPDATE command SET command_id = 'other' WHERE ordinal = 50",
                "UPDATE command SET last_seq = last_seq + 1 WHERE ordinal = 50",
                "DELETE FROM command WHERE ordinal = 50",
                "DELETE FROM event WHERE seq = 50",
                "DELETE FROM event WHERE seq = 300",
                "DELETE FROM event WHERE seq = 1",
                "UPDATE meta SET seq = 299, ordinal = 299",
                "UPDATE meta SET hash = zeroblob(32)",
                "UPDATE meta SET base_seq = 301",
                "UPDATE meta SET base_hash = x'00'",
                "DELETE FROM meta",
                "DELETE FROM event_subject WHERE seq = 50",
                "UPDATE checkpoint SET image = zeroblob(9)",
                "DELETE FROM anchor WHERE seq = 300",
                "UPDATE anchor SET time_millis = 1 WHERE seq = 300",
                "UPDATE anchor SET signature = zeroblob(64) WHERE seq = 300",
                "UPDATE anchor SET hash = zeroblob(32) WHERE seq = 300",
                "UPDATE signer SET public_key = zeroblob(44)",
            })
    void refusesAChangeByHand(String statement) throws SQLException {
        sql(statement);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(file, options(directory)).close())
                .withMessageContaining(file.toString());
    }

    @Test
    void seesAHistoryThatWasRewrittenWithEveryHashMadeAnew() throws SQLException, IOException {
        Files.delete(file);
        JournalOptions other = options(directory.resolve("forger"));
        try (Journal forged = Journal.open(file, other)) {
            forged.append(
                    List.of(JournalFixture.batch(1, JournalFixture.command("forged", JournalFixture.event("x", "y")))));
            forged.append(singles(2, 310));
        }
        JournalDamagedException damage = refused();
        assertThat(damage.what()).contains("rewritten");
        assertThat(damage.sequence()).isEqualTo(300);
    }

    @Test
    void takesLostRowsAgainButOnlyTheSame() throws IOException {
        Files.delete(file);
        try (Journal journal = Journal.open(file, options(directory))) {
            assertThat(journal.openReport().notices()).anyMatch(text -> text.contains("rows 1 to 300"));
            journal.append(singles(1, 299));
            assertThatExceptionOfType(JournalDamagedException.class)
                    .isThrownBy(() -> journal.append(List.of(JournalFixture.batch(
                            300, JournalFixture.command("other", JournalFixture.event("x", "y"))))))
                    .withMessageContaining("rewritten");
            assertThat(journal.applied().sequence()).isEqualTo(299);
            journal.append(List.of(single(300)));
            assertThat(journal.list(JournalQuery.all())).isEqualTo(rows);
        }
    }

    @Test
    void refusesADatabaseOfAnotherKindAndOfALaterFormat() throws SQLException {
        sql("PRAGMA user_version=99");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(file, options(directory)))
                .withMessageContaining("format 99");
        sql("PRAGMA application_id=7");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(file, options(directory)))
                .withMessageContaining("not a journal");
    }

    @Test
    void refusesAPrivateKeyThatOthersCanRead() throws IOException {
        Path key = directory.resolve("keys").resolve(AnchorKeys.PRIVATE_FILE);
        assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
        Files.setPosixFilePermissions(key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(file, options(directory)))
                .withMessageContaining("chmod 600");
    }

    @Test
    void saysThatTheDirectoryIsMissing() {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journal.open(directory.resolve("none/journal.db"), options(directory)))
                .withMessageContaining("check that its directory exists");
    }
}
