package io.directorate.events.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The history of a cluster in one SQLite file, and how far it has come.
 *
 * <p>Guarantees. {@link #append} returns once the rows and the applied position are on the disk, in one transaction: never one without the other, and
 * after a crash at any moment every append that returned is there. A command id is written once, however often it comes. Sequences are dense. Rows
 * form a SHA-256 chain ({@link ChainHash}); every so many rows, at each checkpoint and on closing an anchor over the chain's end is signed.
 *
 * <p>Threads. Appends, checkpoints, retention, copies and restoring exclude one another; queries run beside them, up to four at a time, and see
 * committed rows only. A consumer of rows must not restore or close the journal.
 *
 * <p>Errors. {@link JournalFullException}: nothing written, try again later. {@link JournalDamagedException}: names the place and the remedy. Any other
 * {@link JournalException} from {@link #append} should end the process: the log would go on without the journal otherwise.
 */
public final class Journal implements AutoCloseable {
    private final Path file;
    private final JournalOptions options;
    private final ReentrantLock writerLock = new ReentrantLock();
    private volatile Store store;
    private volatile CommitTimes commitTimes = new CommitTimes(0, 0, 0);

    private record CommitTimes(long count, long lastNanos, long slowestNanos) {
        private CommitTimes with(long nanos) {
            return new CommitTimes(count + 1, nanos, Math.max(slowestNanos, nanos));
        }
    }

    private Journal(Path file, JournalOptions options, Store store) {
        this.file = file;
        this.options = options;
        this.store = store;
    }

    /**
     * Opens a journal, or makes one where there is none.
     *
     * @param file the database; its directory exists
     * @param options settings
     * @return the journal; to be closed
     * @throws JournalDamagedException if it is damaged
     * @throws JournalException if it cannot be opened
     */
    public static Journal open(Path file, JournalOptions options) {
        try {
            return new Journal(file, options, new Store(file, options.busyTimeout()));
        } catch (SQLException e) {
            throw failure(file, options, "opening", e);
        }
    }

    /**
     * Returns how far the journal has come.
     *
     * @return the position of the last append that returned
     */
    public JournalPosition applied() {
        return store.head().position();
    }

    /**
     * Writes batches in one transaction. Batches at or below the applied index are skipped, as a log replays them after a restart.
     *
     * @param batches in ascending order of index
     * @return what was written
     * @throws JournalFullException if the disk is full
     * @throws JournalException if it cannot be written; nothing is
     */
    public AppendResult append(List<JournalBatch> batches) {
        long before = Long.MIN_VALUE;
        for (JournalBatch batch : batches) {
            if (batch.index() <= before) {
                throw new IllegalArgumentException("batch " + batch.index() + " follows batch " + before);
            }
            before = batch.index();
        }
        writerLock.lock();
        try {
            long started = System.nanoTime();
            Head head = store.head();
            List<JournalBatch> fresh = batches.stream()
                    .filter(batch -> batch.index() > head.position().index())
                    .toList();
            List<AppendResult.Outcome> outcomes = new ArrayList<>();
            if (!fresh.isEmpty()) {
                store.transact(() -> store.appender().write(head, fresh, outcomes));
                commitTimes = commitTimes.with(System.nanoTime() - started);
            }
            return new AppendResult(applied(), outcomes, batches.size() - fresh.size());
        } catch (SQLException e) {
            throw failure("appending", e);
        } finally {
            writerLock.unlock();
        }
    }

    /**
     * Gives rows to a consumer, one at a time, in order.
     *
     * @param query which
     * @param consumer answers whether it wants more
     * @return how many rows it was given
     */
    public long query(JournalQuery query, Predicate<JournalRow> consumer) {
        return read("querying", connection -> new RowReader(connection).read(query, consumer));
    }

    /**
     * Returns rows as a list.
     *
     * @param query which
     * @return the rows in order
     */
    public List<JournalRow> list(JournalQuery query) {
        List<JournalRow> rows = new ArrayList<>();
        query(query, rows::add);
        return rows;
    }

    /**
     * Gives all rows from a sequence on to a consumer, however many, in pages that do not hold up the writer.
     *
     * @param fromSequence first, inclusive
     * @param consumer answers whether it wants more
     * @return how many rows it was given
     */
    public long replay(long fromSequence, Predicate<JournalRow> consumer) {
        long given = 0;
        long next = fromSequence;
        boolean[] more = {true};
        while (more[0]) {
            long[] last = {next - 1};
            long page =
                    query(JournalQuery.all().sequences(next, Long.MAX_VALUE).limit(JournalQuery.LIMIT_HIGHEST), row -> {
                        last[0] = row.sequence();
                        more[0] = consumer.test(row);
                        return more[0];
                    });
            given += page;
            next = last[0] + 1;
            if (page < JournalQuery.LIMIT_HIGHEST) {
                break;
            }
        }
        return given;
    }

    /**
     * Looks a command up by its id.
     *
     * @param commandId the id
     * @return what is remembered of it
     */
    public Optional<CommandRecord> find(String commandId) {
        return read("looking up a command", connection -> new RowReader(connection).find(commandId));
    }

    /**
     * Returns figures for metrics. Cheap: asks the file system for two sizes, the database for nothing.
     *
     * @return the figures
     */
    public JournalStats stats() {
        Head head = store.head();
        CommitTimes times = commitTimes;
        return new JournalStats(
                JournalFiles.sizeBytes(file),
                JournalFiles.sizeBytes(JournalFiles.wal(file)),
                head.sequence() - head.baseSequence(),
                head.baseSequence() + 1,
                head.position(),
                times.count(),
                times.lastNanos(),
                times.slowestNanos());
    }

    private <T> T read(String doing, Store.Query<T> query) {
        try {
            return store.read(query);
        } catch (SQLException e) {
            throw failure(doing, e);
        }
    }

    private JournalException failure(String doing, SQLException error) {
        return failure(file, options, doing, error);
    }

    private static JournalException failure(Path file, JournalOptions options, String doing, SQLException error) {
        return Sql.isCorruption(error)
                ? new JournalDamagedException(
                        file,
                        JournalDamagedException.Damage.of(String.valueOf(error.getMessage())),
                        options.mendCommand(),
                        error)
                : Sql.failure(file, doing, error);
    }

    @Override
    public void close() {
        writerLock.lock();
        try {
            store.close();
        } catch (SQLException e) {
            throw failure("closing", e);
        } finally {
            writerLock.unlock();
        }
    }
}
