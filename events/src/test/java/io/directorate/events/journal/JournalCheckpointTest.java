package io.directorate.events.journal;

import static io.directorate.events.journal.JournalFixture.options;
import static io.directorate.events.journal.JournalFixture.singles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalCheckpointTest {
    private static final RetentionPolicy NOTHING = new RetentionPolicy(0, Duration.ZERO);

    @TempDir
    private Path directory;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.open(directory.resolve("journal.db"), options(directory));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static byte[] image(long sequence) {
        return ("image at " + sequence).getBytes(StandardCharsets.UTF_8);
    }

    /** The events' state is the text of all bodies: an image is that text, so that any state can be compared. */
    private byte[] stateAt(long sequence) {
        JournalCheckpoint checkpoint =
                journal.latestCheckpoint(sequence).orElse(new JournalCheckpoint(JournalPosition.START, 0, new byte[0]));
        StringBuilder state = new StringBuilder(new String(checkpoint.image(), StandardCharsets.UTF_8));
        journal.query(
                JournalQuery.all()
                        .sequences(checkpoint.position().sequence() + 1, sequence)
                        .limit(JournalQuery.LIMIT_HIGHEST),
                row -> state.append(new String(row.body(), StandardCharsets.UTF_8))
                                .length()
                        > 0);
        return state.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void fill(long rows) {
        for (long index = 1; index <= rows; index++) {
            journal.append(singles(index, index));
            if (journal.checkpointDue()) {
                journal.saveCheckpoint(journal.applied(), stateAt(index));
            }
        }
    }

    @Test
    void asksForACheckpointWhenASegmentIsFull() {
        journal.append(singles(1, 99));
        assertThat(journal.checkpointDue()).isFalse();
        journal.append(singles(100, 100));
        assertThat(journal.checkpointDue()).isTrue();
        journal.saveCheckpoint(journal.applied(), image(100));
        assertThat(journal.checkpointDue()).isFalse();
    }

    @Test
    void findsTheLatestCheckpointAtOrBefore() {
        journal.append(singles(1, 30));
        journal.saveCheckpoint(new JournalPosition(10, 10, 1), image(10));
        journal.saveCheckpoint(new JournalPosition(20, 20, 1), image(20));
        assertThat(journal.latestCheckpoint(9)).isEmpty();
        assertThat(journal.latestCheckpoint(19).orElseThrow().image()).isEqualTo(image(10));
        assertThat(journal.latestCheckpoint(Long.MAX_VALUE).orElseThrow().position())
                .isEqualTo(new JournalPosition(20, 20, 1));
        journal.verify(1);
    }

    @Test
    void refusesACheckpointOutsideTheChain() {
        journal.append(singles(1, 5));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.saveCheckpoint(new JournalPosition(6, 6, 1), image(6)))
                .withMessageContaining("holds sequences 1 to 5");
    }

    @Test
    void keepsAnImageWhenTheEndIsSignedAgainAtTheSameRow() {
        journal.append(singles(1, 20));
        journal.saveCheckpoint(journal.applied(), image(20));
        journal.close();
        open();
        journal.restoreFrom(snapshot());
        assertThat(journal.verify(1).rows()).isEqualTo(20);
    }

    private Path snapshot() {
        Path copy = directory.resolve("copy.db");
        journal.snapshotTo(copy);
        return copy;
    }

    @Test
    void cutsWholeSegmentsAndEveryStateStillHeldCanBeBuilt() {
        fill(750);
        List<byte[]> states = new ArrayList<>();
        for (long sequence = 0; sequence <= 750; sequence++) {
            states.add(stateAt(sequence));
        }
        assertThat(journal.retain(new RetentionPolicy(120, Duration.ZERO))).isEqualTo(600);
        assertThat(journal.stats().firstSequence()).isEqualTo(601);
        assertThat(journal.list(JournalQuery.all()).get(0).sequence()).isEqualTo(601);
        for (int sequence = 600; sequence <= 750; sequence++) {
            assertThat(stateAt(sequence)).isEqualTo(states.get(sequence));
        }
        assertThat(journal.latestCheckpoint(599)).isEmpty();
        assertThat(journal.verify(1)).returns(601L, VerifyReport::firstSequence).returns(150L, VerifyReport::rows);
        assertThat(journal.retain(new RetentionPolicy(120, Duration.ZERO))).isZero();
        journal.close();
        open();
        assertThat(journal.applied().sequence()).isEqualTo(750);
        journal.append(singles(751, 752));
        journal.verify(1);
    }

    @Test
    void remembersTheIdsOfCommandsWhoseRowsWereCut() {
        fill(300);
        journal.retain(NOTHING);
        assertThat(journal.find("command-5").orElseThrow().firstSequence()).isEqualTo(5);
        JournalBatch again = new JournalBatch(301, 1, JournalFixture.single(5).commands());
        assertThat(journal.append(List.of(again)).outcomes())
                .containsExactly(new AppendResult.Outcome("command-5", true, 5, 5));
        assertThat(journal.list(JournalQuery.all())).isEmpty();
    }

    @Test
    void keepsRowsThatAreYoung() {
        fill(300);
        // The rows' times are 1 to 300 s after 1970; the clock stands decades later.
        long ageOfRow150 = JournalFixture.CLOCK.millis() - 150_000;
        assertThat(journal.retain(new RetentionPolicy(0, Duration.ofMillis(ageOfRow150))))
                .isEqualTo(100);
    }

    @Test
    void givesRoomBack() {
        fill(300);
        for (long index = 301; index <= 400; index++) {
            journal.append(List.of(JournalFixture.batch(
                    index,
                    JournalFixture.command("c" + index, new JournalEvent("x", List.of("a"), new byte[20_000])))));
        }
        journal.saveCheckpoint(journal.applied(), image(400));
        journal.snapshotTo(directory.resolve("copy.db"));
        long before = journal.stats().fileBytes();
        journal.retain(NOTHING);
        journal.snapshotTo(directory.resolve("copy.db"));
        assertThat(journal.stats().fileBytes()).isLessThan(before / 2);
    }
}
