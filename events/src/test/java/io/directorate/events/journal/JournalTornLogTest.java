package io.directorate.events.journal;

import static io.directorate.events.journal.JournalFixture.options;
import static io.directorate.events.journal.JournalFixture.single;
import static io.directorate.events.journal.JournalFixture.singles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash or a bad disk leaves of the write-ahead log. */
final class JournalTornLogTest {
    private static final int ROWS = 40;
    private static final int FRAME_BYTES = 8_192 + 24;

    @TempDir
    private Path directory;

    private Path file;
    private Journal journal;
    private final List<Long> logBytes = new ArrayList<>();
    private int copies;

    /** One append a row; {@link #logBytes} tells how long the log was after each. */
    @BeforeEach
    void fill() {
        file = directory.resolve("journal.db");
        journal = Journal.open(file, options(directory));
        logBytes.add(journal.stats().walBytes());
        for (int index = 1; index <= ROWS; index++) {
            journal.append(List.of(single(index)));
            logBytes.add(journal.stats().walBytes());
        }
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Path crash() throws IOException {
        return Corruption.crashCopy(file, directory.resolve("crash" + copies++));
    }

    private static JournalOptions optionsOf(Path copy) {
        return options(copy.resolveSibling("own"));
    }

    private static void opensWith(Path copy, long rows, boolean notice) {
        try (Journal opened = Journal.open(copy, optionsOf(copy))) {
            assertThat(opened.applied().sequence()).isEqualTo(rows);
            assertThat(opened.openReport().notices()).hasSize(notice ? 1 : 0);
            // The log brings the rest again.
            opened.append(singles(1, ROWS + 5));
            assertThat(opened.verify(1).rows()).isEqualTo(ROWS + 5);
        }
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    @Test
    void keepsEveryRowOfAnOrderlyLog() throws IOException {
        opensWith(crash(), ROWS, false);
    }

    @Test
    void cutsOffALastTransactionThatIsTornAtAnyPlace() throws IOException {
        long before = logBytes.get(ROWS - 1);
        long whole = logBytes.get(ROWS);
        for (long length = before; length < whole; length += length == before ? 1 : 977) {
            Path copy = crash();
            Corruption.truncate(JournalFiles.wal(copy), length);
            opensWith(copy, ROWS - 1, length >= before + FRAME_BYTES);
        }
    }

    @Test
    void cutsOffALastTransactionFollowedByZeros() throws IOException {
        long before = logBytes.get(ROWS - 1);
        for (long from : new long[] {before + 5_000, logBytes.get(ROWS) - 1_000}) {
            Path copy = crash();
            Path wal = JournalFiles.wal(copy);
            Corruption.zero(wal, from, Files.size(wal) + 100_000);
            opensWith(copy, ROWS - 1, true);
        }
    }

    @Test
    void cutsOffALastTransactionOfWhichAnInnerPageIsMissing() throws IOException {
        Path copy = crash();
        long before = logBytes.get(ROWS - 1);
        assertThat(logBytes.get(ROWS) - before).isGreaterThan(3 * FRAME_BYTES);
        Corruption.zero(JournalFiles.wal(copy), before + FRAME_BYTES, before + 2 * FRAME_BYTES);
        opensWith(copy, ROWS - 1, true);
    }

    @Test
    void refusesDamageBeforeTheLastTransaction() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            Path copy = crash();
            Path wal = JournalFiles.wal(copy);
            int row = 1 + random.nextInt(ROWS - 2);
            long from = logBytes.get(row - 1);
            long frame = from + (long) FRAME_BYTES * random.nextInt((int) ((logBytes.get(row) - from) / FRAME_BYTES));
            // Within the page, so that the frame still tells where it belongs.
            Corruption.flip(wal, frame + 24 + random.nextInt(4_000));
            JournalDamagedException damage = catchThrowableOfType(
                    JournalDamagedException.class,
                    () -> Journal.open(copy, optionsOf(copy)).close());
            assertThat(damage).as("seed %d round %d row %d", seed, round, row).isNotNull();
            assertThat(damage.file()).isEqualTo(wal);
            assertThat(damage.offsetBytes()).as("seed %d", seed).isEqualTo(frame);
            assertThat(damage).hasMessageContaining(JournalFixture.MEND);
        }
    }

    @Test
    void refusesAHoleOfManyFramesBeforeTheLastTransaction() throws IOException {
        Path copy = crash();
        Corruption.zero(JournalFiles.wal(copy), logBytes.get(10), logBytes.get(20));
        JournalDamagedException damage = catchThrowableOfType(
                JournalDamagedException.class,
                () -> Journal.open(copy, optionsOf(copy)).close());
        assertThat(damage.offsetBytes()).isEqualTo(logBytes.get(10));
    }

    @Test
    void refusesADamagedHeaderOfALogWithRows() throws IOException {
        Path copy = crash();
        Corruption.flip(JournalFiles.wal(copy), 8);
        JournalDamagedException damage = catchThrowableOfType(
                JournalDamagedException.class,
                () -> Journal.open(copy, optionsOf(copy)).close());
        assertThat(damage.offsetBytes()).isZero();
    }

    @Test
    void cutsOffALogWithLessThanAHeader() throws IOException {
        Path copy = crash();
        Corruption.truncate(JournalFiles.wal(copy), 20);
        opensWith(copy, 0, true);
    }

    @Test
    void goesOnWithoutALogThatIsMissing() throws IOException {
        journal.snapshotTo(directory.resolve("copy.db"));
        Path copy = crash();
        Files.delete(JournalFiles.wal(copy));
        opensWith(copy, ROWS, false);
    }

    @Test
    void goesOnAfterGarbageBehindTheLastTransaction() throws IOException {
        Path copy = crash();
        byte[] garbage = new byte[3 * FRAME_BYTES + 17];
        new Random(7).nextBytes(garbage);
        Files.write(JournalFiles.wal(copy), garbage, StandardOpenOption.APPEND);
        opensWith(copy, ROWS, false);
    }

    @Test
    void refusesALogWhoseDatabaseIsMissing() throws IOException {
        Path copy = crash();
        Files.delete(copy);
        JournalDamagedException damage = catchThrowableOfType(
                JournalDamagedException.class,
                () -> Journal.open(copy, optionsOf(copy)).close());
        assertThat(damage).hasMessageContaining("the database is missing");
    }

    @Test
    void isNotMisledByFramesThatARollbackLeft() throws IOException, SQLException {
        // Large appends spill frames to the log before they commit, and a failing one leaves them there.
        sql("CREATE TRIGGER refuse BEFORE UPDATE ON meta WHEN new.idx = 100 BEGIN SELECT raise(ABORT, 'refused'); END");
        for (int attempt = 0; attempt < 3; attempt++) {
            List<JournalEvent> events = new ArrayList<>();
            // More than the writer keeps in memory, so that pages reach the log before the end of the transaction.
            for (int i = 0; i < 400 - 30 * attempt; i++) {
                events.add(new JournalEvent("big", List.of("s"), new byte[120_000]));
            }
            JournalCommand good = JournalFixture.command("big" + attempt, events.toArray(JournalEvent[]::new));
            JournalException failure = catchThrowableOfType(
                    JournalException.class, () -> journal.append(List.of(JournalFixture.batch(100, good))));
            assertThat(failure).hasMessageContaining("refused");
        }
        sql("DROP TRIGGER refuse");
        journal.append(List.of(single(ROWS + 1)));
        assertThat(journal.stats().walBytes()).isGreaterThan(logBytes.get(ROWS) + 50 * FRAME_BYTES);
        try (Journal opened = Journal.open(crash(), options(directory.resolve("own")))) {
            assertThat(opened.applied().sequence()).isEqualTo(ROWS + 1);
        }
    }
}
