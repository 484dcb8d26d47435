package io.directorate.consensus.raft;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.FatalErrorHandler;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.store.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The one thread that applies. It gathers what is committed while a batch is being written, so that many entries share
 * one transaction.
 *
 * <p>After the first failure nothing is applied any more, whatever Ratis hands over: Ratis itself would go on behind a
 * failed entry.
 */
final class ApplyWriter implements AutoCloseable {
    /** Most bytes that wait for the applier; Ratis's own updater waits when there are more. */
    private static final long MAX_WAITING_BYTES = 64L << 20;
    /** Most bytes in one batch, unless one entry alone is larger. */
    private static final long MAX_BATCH_BYTES = 32L << 20;

    private static final long CLOSE_SECONDS = 5;

    private final LogApplier applier;
    private final int maxBatch;
    private final FatalErrorHandler fatal;
    private final Consumer<LogPosition> onApplied;
    private final Thread thread = new Thread(this::run, "service-log-apply");

    /** Held while the applier works; apply, snapshot and restore exclude each other by it. */
    private final ReentrantLock applying = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long waitingBytes;
    private boolean busy;
    private boolean stopped;
    private volatile boolean failed;
    private volatile LogPosition applied;

    private record Waiting(CommittedEntry entry, CompletableFuture<LogPosition> done) {}

    ApplyWriter(LogApplier applier, int maxBatch, FatalErrorHandler fatal, Consumer<LogPosition> onApplied) {
        this.applier = applier;
        this.maxBatch = maxBatch;
        this.fatal = fatal;
        this.onApplied = onApplied;
        this.applied = applier.applied();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Last position whose effect is durable. */
    LogPosition applied() {
        return applied;
    }

    boolean failed() {
        return failed;
    }

    /**
     * Hands over one committed entry; waits while too much waits already.
     *
     * @return completes when the entry is applied; at once if it was applied before a restart
     */
    CompletableFuture<LogPosition> apply(CommittedEntry entry) {
        CompletableFuture<LogPosition> done = new CompletableFuture<>();
        lock.lock();
        try {
            while (!stopped && !failed && full()) {
                changed.awaitUninterruptibly();
            }
            if (failed || stopped) {
                done.completeExceptionally(refused(entry.position()));
            } else if (!entry.position().isAfter(applied)) {
                done.complete(entry.position());
            } else {
                queue.add(new Waiting(entry, done));
                waitingBytes += entry.bytes().length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return done;
    }

    private boolean full() {
        return queue.size() >= 4 * maxBatch || waitingBytes >= MAX_WAITING_BYTES;
    }

    private IllegalStateException refused(LogPosition position) {
        return new IllegalStateException(
                "entry at " + position + " was not applied: " + (failed ? "applying failed before" : "closed"));
    }

    private void run() {
        List<Waiting> batch = next();
        while (!batch.isEmpty()) {
            if (!write(batch)) {
                return;
            }
            batch = next();
        }
    }

    /** Waits for entries; empty when stopped. */
    private List<Waiting> next() {
        lock.lock();
        try {
            busy = false;
            changed.signalAll();
            while (queue.isEmpty() && !stopped) {
                changed.awaitUninterruptibly();
            }
            List<Waiting> batch = new ArrayList<>();
            long bytes = 0;
            while (!stopped && !queue.isEmpty() && batch.size() < maxBatch && bytes < MAX_BATCH_BYTES) {
                Waiting waiting = queue.remove();
                batch.add(waiting);
                bytes += waiting.entry.bytes().length;
            }
            waitingBytes -= bytes;
            busy = !batch.isEmpty();
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean write(List<Waiting> batch) {
        LogPosition last = batch.get(batch.size() - 1).entry.position();
        applying.lock();
        try {
            applier.apply(batch.stream().map(Waiting::entry).toList());
            if (!applier.applied().equals(last)) {
                throw new IllegalStateException("applied " + last + ", but the journal says " + applier.applied());
            }
            applied = last;
        } catch (Throwable failure) {
            fail("applying the entries up to " + last, failure, batch);
            return false;
        } finally {
            applying.unlock();
        }
        onApplied.accept(last);
        batch.forEach(waiting -> waiting.done.complete(waiting.entry.position()));
        return true;
    }

    private void fail(String what, Throwable failure, List<Waiting> batch) {
        failed = true;
        try {
            fatal.fatal(what, failure);
        } finally {
            List<Waiting> rest = new ArrayList<>(batch);
            lock.lock();
            try {
                rest.addAll(queue);
                queue.clear();
                busy = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            rest.forEach(waiting -> waiting.done.completeExceptionally(refused(waiting.entry.position())));
        }
    }

    /** Waits until nothing is being applied or waits. */
    void quiesce() {
        lock.lock();
        try {
            while ((busy || !queue.isEmpty()) && !stopped && !failed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets the applier write a copy of its state.
     *
     * @param part a file that does not exist yet
     * @return the position the copy contains
     */
    LogPosition copyTo(Path part) throws IOException {
        applying.lock();
        try {
            if (failed) {
                throw new IOException("no snapshot is made: applying failed before");
            }
            Files.deleteIfExists(part);
            LogPosition label = applier.applied();
            applier.snapshotTo(part);
            if (!applier.applied().equals(label)) {
                throw new IOException("the state moved from " + label + " to " + applier.applied() + " while copied");
            }
            return label;
        } catch (IOException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException("the state could not be copied to " + part + ": " + failure.getMessage(), failure);
        } finally {
            applying.unlock();
        }
    }

    /** Lets the applier replace its state by a snapshot; any failure is fatal. */
    void restore(SnapshotFile snapshot) throws IOException {
        applying.lock();
        try {
            applier.restoreFrom(snapshot.file());
            if (!applier.applied().equals(snapshot.label())) {
                throw new IllegalStateException(snapshot.file() + " contains the state at " + applier.applied()
                        + ", but its name says " + snapshot.label());
            }
            applied = snapshot.label();
        } catch (Throwable failure) {
            fail("restoring the state from " + snapshot.file(), failure, List.of());
            throw new IOException("restoring from " + snapshot.file() + " failed", failure);
        } finally {
            applying.unlock();
        }
        onApplied.accept(snapshot.label());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        if (Thread.currentThread() != thread) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            } catch (InterruptedException interruption) {
                interrupted = true;
            }
        }
        List<Waiting> rest;
        lock.lock();
        try {
            rest = new ArrayList<>(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        rest.forEach(waiting -> waiting.done.completeExceptionally(refused(waiting.entry.position())));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
