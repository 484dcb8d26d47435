package io.directorate.events.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of a cluster in one SQLite file, and how far it has come.
 *
 * <p>Guarantees. {@link #append} returns once the rows and the applied position are on the disk, in one transaction: never one without the other, and
 * after a crash at any moment every append that returned is there. A command id is written once, however often it comes. Sequences are dense. Rows
 * form a SHA-256 chain ({@link ChainHash}); every so many rows, at each checkpoint and on closing an anchor over the chain's end is signed
 * ({@link AnchorKeys}), and the newest is kept beside the key ({@link Witness}).
 *
 * <p>Opening. A last transaction that a crash tore is cut off and reported ({@link #openReport}). Any other damage that is found is refused with the
 * file, the place and the remedy. A database up to {@value Opening#FULL_CHECK_BYTES} bytes is checked wholly; of a larger one the header, the last
 * {@value Opening#TAIL_ROWS} rows and the last anchor, and {@link #verify} checks the rest. The caller sets the system property
 * {@code org.sqlite.tmpdir}, so that SQLite's native library does not pile up in {@code /tmp}.
 *
 * <p>Threads. Appends, checkpoints, retention, copies and restoring exclude one another; queries run beside them, up to {@value Store#READERS} at a
 * time, and see committed rows only. A consumer of rows must not restore or close the journal.
 *
 * <p>Errors. {@link JournalFullException}: nothing written, try again later. {@link JournalDamagedException}: names the place and the remedy. Any other
 * {@link JournalException} from {@link #append} should end the process: the log would go on without the journal otherwise.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path file;
    private final JournalOptions options;
    private final FileGuard guard;
    private final AnchorKeys keys;
    private final Sealer sealer;
    private final OpenReport openReport;
    private final ReentrantLock writerLock = new ReentrantLock();
    private volatile Store store;
    private volatile CommitTimes commitTimes = new CommitTimes(0, 0, 0);
    private volatile boolean closed;

    private record CommitTimes(long count, long lastNanos, long slowestNanos) {
        private CommitTimes with(long nanos) {
            return new CommitTimes(count + 1, nanos, Math.max(slowestNanos, nanos));
        }
    }

    Journal(Path file, JournalOptions options, FileGuard guard, Opening.Opened opened) {
        this.file = file;
        this.options = options;
        this.guard = guard;
        this.keys = opened.keys();
        this.sealer = new Sealer(file, keys, options, opened.pending());
        this.store = opened.store();
        this.openReport = opened.report();
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
        return Opening.open(file, options);
    }

    /**
     * Puts a copy in the place of a journal that is not open, damaged or not, and opens it.
     *
     * @param file the database
     * @param snapshot a file that {@link #snapshotTo} wrote, here or on another director; stays as it is
     * @param options settings
     * @return the journal; to be closed
     * @throws JournalDamagedException if the copy is damaged; the old journal stays
     * @throws JournalException if it cannot be read or put in place
     */
    public static Journal restore(Path file, Path snapshot, JournalOptions options) {
        return Opening.restore(file, snapshot, options);
    }

    /**
     * Returns what opening met.
     *
     * @return the report
     */
    public OpenReport openReport() {
        return openReport;
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
        JournalBatch.checkOrder(batches);
        return write("appending", open -> {
            Head head = open.head();
            List<JournalBatch> fresh = batches.stream()
                    .filter(batch -> batch.index() > head.position().index())
                    .toList();
            List<AppendResult.Outcome> outcomes = new ArrayList<>();
            if (!fresh.isEmpty()) {
                long started = System.nanoTime();
                sealer.commit(open, () -> {
                    Head next = open.appender().write(head, fresh, outcomes);
                    sealer.compareWithWitness(open.writer(), next);
                    return next.sequence() - next.marks().anchor() >= options.anchorEvents()
                            ? sealer.anchor(open.writer(), next)
                            : next;
                });
                commitTimes = commitTimes.with(System.nanoTime() - started);
            }
            return new AppendResult(open.head().position(), outcomes, batches.size() - fresh.size());
        });
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
     * Gives all rows from a sequence on to a consumer, however many, in pages, so that the write-ahead log does not grow meanwhile.
     *
     * @param fromSequence first, inclusive
     * @param consumer answers whether it wants more
     * @return how many rows it was given
     */
    public long replay(long fromSequence, Predicate<JournalRow> consumer) {
        long given = 0;
        long[] last = {fromSequence - 1};
        boolean[] more = {true};
        long page;
        do {
            JournalQuery next =
                    JournalQuery.all().sequences(last[0] + 1, Long.MAX_VALUE).limit(JournalQuery.LIMIT_HIGHEST);
            page = query(next, row -> {
                last[0] = row.sequence();
                more[0] = consumer.test(row);
                return more[0];
            });
            given += page;
        } while (more[0] && page == JournalQuery.LIMIT_HIGHEST);
        return given;
    }

    /**
     * Looks a command up by its id.
     *
     * @param commandId the id
     * @return what is remembered of it
     */
    public Optional<CommandRecord> find(String commandId) {
        return use("looking up a command", open -> open.find(commandId));
    }

    /**
     * Tells whether a segment is full, so that a checkpoint should be saved.
     *
     * @return true once {@link JournalOptions#segmentEvents} rows follow the last checkpoint
     */
    public boolean checkpointDue() {
        Head head = store.head();
        return head.sequence() - head.marks().checkpoint() >= options.segmentEvents();
    }

    /**
     * Saves an image with a signed anchor. It ends a segment: {@link #retain} may later cut all rows up to it.
     *
     * @param position what the image contains; its row is held, or it is where the chain begins
     * @param image opaque
     * @throws JournalFullException if the disk is full
     * @throws JournalException if the position is not one of this journal
     */
    public void saveCheckpoint(JournalPosition position, byte[] image) {
        write("saving a checkpoint", open -> {
            byte[] hash = Chapters.hashAt(open.writer(), open.head(), position.sequence())
                    .orElseThrow(
                            () -> new JournalException("cannot save a checkpoint at " + position + ": journal " + file
                                    + " holds sequences " + (open.head().baseSequence() + 1) + " to "
                                    + open.head().sequence()));
            byte[] imageHash = ChainHash.sha256().digest(image);
            long now = options.clock().millis();
            sealer.commit(open, () -> {
                Chapters.insert(open.writer(), Anchor.sign(keys, position.sequence(), hash, now, imageHash));
                Chapters.insert(open.writer(), new JournalCheckpoint(position, now, image));
                return open.head().anchored(position.sequence()).checkpointed(position.sequence());
            });
            return position;
        });
    }

    /**
     * Returns the newest checkpoint that is not after a sequence. With the rows behind it, the state at that sequence can be built again.
     *
     * @param atOrBefore the sequence
     * @return the checkpoint; empty if the sequence is before the first one
     */
    public Optional<JournalCheckpoint> latestCheckpoint(long atOrBefore) {
        return read("reading a checkpoint", connection -> Chapters.latest(connection, atOrBefore));
    }

    /**
     * Cuts whole segments that a policy does not keep. The checkpoint behind which is cut stays, so that every state from there on can be built again; so
     * do all command ids.
     *
     * @param policy what to keep
     * @return how many rows were cut
     */
    public long retain(RetentionPolicy policy) {
        return write("cutting old segments", open -> {
            long first = open.head().baseSequence();
            long keepFromMillis = options.clock().millis() - policy.keepAge().toMillis();
            for (long cut : Chapters.cuts(open.writer(), open.head(), policy.keepEvents(), keepFromMillis)) {
                open.transact(() -> Chapters.cut(open.writer(), open.head(), cut));
            }
            if (open.head().baseSequence() > first) {
                Sql.runToEnd(open.writer(), "PRAGMA incremental_vacuum");
                Sql.checkpoint(open.writer());
            }
            return open.head().baseSequence() - first;
        });
    }

    /**
     * Checks everything: pages, indices, chain, anchors, checkpoints, commands. Reads the whole file; appends go on meanwhile.
     *
     * @param fromSequence first row of which the chain is checked; what lies before is only checked for its structure
     * @return what was checked
     * @throws JournalDamagedException for the first damage found
     */
    public VerifyReport verify(long fromSequence) {
        return read("verifying", connection -> new Verifier(connection, keys).full(fromSequence));
    }

    /**
     * Writes a copy of the whole journal, signed at its end. Appends wait meanwhile.
     *
     * @param target the file; its directory exists. There wholly or not at all, and durable
     * @return what the copy contains
     * @throws JournalFullException if the disk is full
     * @throws JournalException if it cannot be written
     */
    public JournalPosition snapshotTo(Path target) {
        return write("copying to " + target, open -> {
            sealer.seal(open);
            Copies.write(file, target, options.busyTimeout());
            return open.head().position();
        });
    }

    /**
     * Puts a copy in the place of this journal and goes on with it. The copy is checked first; if it is damaged, this journal stays. Queries that run
     * end first, later ones wait.
     *
     * @param snapshot a file that {@link #snapshotTo} wrote, here or on another director; stays as it is
     * @return how far the journal has now come
     * @throws JournalDamagedException if the copy is damaged
     * @throws JournalException if it cannot be read or put in place
     */
    public JournalPosition restoreFrom(Path snapshot) {
        return write("restoring from " + snapshot, open -> {
            Head head = Opening.bringIn(file, snapshot, options, keys);
            open.close();
            try {
                Opening.putInPlace(file, options, keys, head);
            } catch (IOException | RuntimeException e) {
                Copies.undo(file);
                throw e;
            } finally {
                store = new Store(file, options.busyTimeout());
            }
            sealer.forgetWitness();
            Store restored = store;
            sealer.commit(restored, () -> sealer.anchor(restored.writer(), restored.head()));
            Copies.settle(file);
            return restored.head().position();
        });
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
        return use(doing, open -> open.read(query));
    }

    @FunctionalInterface
    private interface Use<T> {
        T run(Store open) throws SQLException, Verifier.DamageFound;
    }

    private <T> T use(String doing, Use<T> use) {
        checkOpen(doing);
        Store open = store;
        try {
            return use.run(open);
        } catch (Verifier.DamageFound e) {
            throw Opening.damaged(file, options, e);
        } catch (SQLException e) {
            if (open != store) {
                return use(doing, use);
            }
            throw Opening.failure(file, options, doing, e);
        }
    }

    @FunctionalInterface
    private interface Change<T> {
        T run(Store open) throws SQLException, IOException;
    }

    private <T> T write(String doing, Change<T> change) {
        writerLock.lock();
        try {
            checkOpen(doing);
            return change.run(store);
        } catch (SQLException e) {
            throw Opening.failure(file, options, doing, e);
        } catch (IOException e) {
            throw Opening.failure(file, doing, e);
        } finally {
            writerLock.unlock();
        }
    }

    private void checkOpen(String doing) {
        if (closed) {
            throw new JournalException("journal " + file + " is closed, too late for " + doing);
        }
    }

    /** Signs an anchor over the end and closes the files; once closed, does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        write("closing", open -> {
            closed = true;
            try {
                sealer.seal(open);
            } catch (SQLException | JournalException e) {
                LOG.warn("journal {} closes without a last anchor: {}", file, e.getMessage());
            } finally {
                open.close();
                guard.close();
            }
            return file;
        });
    }
}
