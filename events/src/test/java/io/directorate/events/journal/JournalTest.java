package io.directorate.events.journal;

import static io.directorate.events.journal.JournalFixture.batch;
import static io.directorate.events.journal.JournalFixture.command;
import static io.directorate.events.journal.JournalFixture.event;
import static io.directorate.events.journal.JournalFixture.options;
import static io.directorate.events.journal.JournalFixture.single;
import static io.directorate.events.journal.JournalFixture.singles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
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

    private void reopen() {
        journal.close();
        open();
    }

    @Test
    void startsEmpty() {
        assertThat(journal.applied()).isEqualTo(JournalPosition.START);
        assertThat(journal.list(JournalQuery.all())).isEmpty();
    }

    @Test
    void givesEveryEventADenseSequenceThoughIndicesHaveHoles() {
        journal.append(List.of(
                batch(3, command("a", event("x", "1"), event("y", "2"))),
                batch(7),
                batch(9, command("b", event("z", "3")), command("c", event("z", "4")))));
        assertThat(journal.applied()).isEqualTo(new JournalPosition(4, 9, 1));
        assertThat(journal.list(JournalQuery.all()))
                .extracting(
                        JournalRow::sequence,
                        JournalRow::index,
                        JournalRow::commandId,
                        row -> new String(row.body(), java.nio.charset.StandardCharsets.UTF_8))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, 3L, "a", "1"),
                        org.assertj.core.groups.Tuple.tuple(2L, 3L, "a", "2"),
                        org.assertj.core.groups.Tuple.tuple(3L, 9L, "b", "3"),
                        org.assertj.core.groups.Tuple.tuple(4L, 9L, "c", "4"));
    }

    @Test
    void movesALongWriteAheadLogIntoTheDatabaseByItself() throws Exception {
        Path file = directory.resolve("journal.db");
        String body = "x".repeat(10_000);
        for (int index = 1; JournalFiles.sizeBytes(JournalFiles.wal(file)) < WalCheckpointer.FROM_BYTES; index++) {
            journal.append(List.of(batch(index, command("big-" + index, event("x", body)))));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        long content = 10_000 * journal.applied().sequence();
        while (JournalFiles.sizeBytes(file) < content) {
            assertThat(System.nanoTime()).as("pages moved in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(journal.verify(1).lastSequence()).isEqualTo(journal.applied().sequence());
    }

    @Test
    void keepsAllFieldsOverARestart() {
        JournalEvent event = event("service-added", "", "service:tcp/[2001:db8::1]:80", "group:web");
        journal.append(List.of(new JournalBatch(
                5, 2, List.of(new JournalCommand("id", "sha", "uid 0", "", 1_234_567, List.of(event))))));
        List<JournalRow> before = journal.list(JournalQuery.all());
        reopen();
        assertThat(journal.list(JournalQuery.all())).isEqualTo(before);
        JournalRow row = before.get(0);
        assertThat(row.command()).isEqualTo(new JournalRow.Cause("id", "sha", "uid 0", "", 1_234_567));
        assertThat(new JournalEvent(row.type(), row.subjects(), row.body())).isEqualTo(event);
        assertThat(row.previousHash()).isEqualTo(new byte[32]);
        assertThat(row.hash()).isEqualTo(new ChainHash().of(row.previousHash(), row));
        assertThat(journal.applied()).isEqualTo(new JournalPosition(1, 5, 2));
    }

    @Test
    void skipsACommandIdThatItHasSeenWholly() {
        journal.append(List.of(batch(1, command("a", event("x", "1"), event("x", "2")))));
        AppendResult result = journal.append(List.of(
                batch(2, command("a", event("x", "other")), command("b", event("x", "3"))), batch(3, command("b"))));
        assertThat(result.outcomes())
                .containsExactly(
                        new AppendResult.Outcome("a", true, 1, 2),
                        new AppendResult.Outcome("b", false, 3, 3),
                        new AppendResult.Outcome("b", true, 3, 3));
        assertThat(journal.applied()).isEqualTo(new JournalPosition(3, 3, 1));
        assertThat(journal.list(JournalQuery.all())).hasSize(3);
    }

    @Test
    void remembersACommandWithoutEvents() {
        journal.append(List.of(batch(1, command("a", event("x", "1"))), batch(2, command("noop"))));
        assertThat(journal.find("noop"))
                .contains(new CommandRecord(
                        "noop", "digest-noop", "alice", "because", 1_000, new JournalPosition(1, 2, 1), 2));
        assertThat(journal.find("unknown")).isEmpty();
    }

    @Test
    void skipsBatchesThatTheLogReplays() {
        journal.append(singles(1, 5));
        AppendResult result = journal.append(singles(3, 7));
        assertThat(result.skippedBatches()).isEqualTo(3);
        assertThat(result.outcomes()).hasSize(2);
        assertThat(journal.append(singles(1, 7)).outcomes()).isEmpty();
        assertThat(journal.applied()).isEqualTo(new JournalPosition(7, 7, 1));
    }

    @Test
    void refusesBatchesOutOfOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.append(List.of(single(2), single(1))))
                .withMessage("batch 1 follows batch 2");
        assertThat(journal.applied()).isEqualTo(JournalPosition.START);
    }

    @Test
    void replaysMoreRowsThanOneQueryGives() {
        List<JournalEvent> many = new ArrayList<>();
        for (int i = 0; i < JournalQuery.LIMIT_HIGHEST + 5; i++) {
            many.add(event("x", ""));
        }
        journal.append(List.of(batch(1, command("a", many.toArray(JournalEvent[]::new)))));
        List<Long> sequences = new ArrayList<>();
        assertThat(journal.replay(4, row -> sequences.add(row.sequence()))).isEqualTo(many.size() - 3);
        assertThat(sequences).first().isEqualTo(4L);
        assertThat(sequences).last().isEqualTo((long) many.size());
        assertThat(sequences).doesNotHaveDuplicates().isSorted();
        assertThat(journal.replay(1, row -> row.sequence() < 10)).isEqualTo(10);
    }

    @Test
    void refusesToWorkOnceClosed() {
        journal.close();
        journal.close();
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(singles(1, 1)))
                .withMessageContaining("is closed");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.find("a"))
                .withMessageContaining("is closed");
    }

    @Test
    void answersQueriesOfManyThreadsWhileRowsAreAppended() throws InterruptedException, ExecutionException {
        int threads = 2 * Store.READERS;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicBoolean done = new AtomicBoolean();
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            readers.add(pool.submit(() -> {
                long seen = 0;
                do {
                    long before = journal.applied().sequence();
                    long[] next = {1};
                    long count = journal.replay(1, row -> row.sequence() == next[0]++);
                    assertThat(count).isGreaterThanOrEqualTo(before);
                    seen = Math.max(seen, count);
                } while (!done.get());
                return seen;
            }));
        }
        for (long index = 1; index <= 100; index++) {
            journal.append(singles(index, index));
        }
        done.set(true);
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).isBetween(0L, 100L);
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(journal.list(JournalQuery.all())).hasSize(100);
    }
}
