package io.directorate.events.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves pages from SQLite's write-ahead log into the database, on a thread and a connection of its own, so that no change waits for it.
 *
 * <p>It hinders neither the writer nor readers ({@code PRAGMA wal_checkpoint(PASSIVE)}). Should it fail or fall behind, the writer does it itself
 * once the log has {@link Sql#WAL_LARGEST_PAGES}.
 */
final class WalCheckpointer implements AutoCloseable {
    /** A log shorter than this is left for later. */
    static final long FROM_BYTES = 4L << 20;

    /** A log longer than this is moved at once; else a pause of {@link #QUIET} between changes is waited for. */
    static final long URGENT_BYTES = 32L << 20;

    static final Duration QUIET = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(WalCheckpointer.class);

    private final Path file;
    private final Duration busyTimeout;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    WalCheckpointer(Path file, Duration busyTimeout) {
        this.file = file;
        this.busyTimeout = busyTimeout;
        thread = new Thread(this::run, "journal-checkpoint");
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks, soon, whether the log is long; never blocks. */
    void wake() {
        if (wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    private void run() {
        while (!closed) {
            wanted.acquireUninterruptibly();
            wanted.drainPermits();
            if (logBytes() >= FROM_BYTES) {
                awaitQuiet();
                if (!closed) {
                    checkpoint();
                }
            }
        }
    }

    /** A change that was just written is followed by programming the kernel: that comes first. */
    private void awaitQuiet() {
        try {
            while (!closed && logBytes() < URGENT_BYTES && wanted.tryAcquire(QUIET.toNanos(), TimeUnit.NANOSECONDS)) {
                wanted.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, the pause is what is lost.
            LOG.debug("Not waiting for a pause", e);
        }
    }

    private long logBytes() {
        return JournalFiles.sizeBytes(JournalFiles.wal(file));
    }

    private void checkpoint() {
        try (Connection connection = Sql.open(file, busyTimeout)) {
            // A connection that has read nothing yet does not know that there is a write-ahead log.
            Sql.number(connection, "SELECT count(*) FROM sqlite_schema");
            Sql.checkpoint(connection);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The write-ahead log of {} stays as it is for now: {}", file, e.getMessage());
        }
    }

    /** Waits for a checkpoint that is under way: the files may be replaced after this. */
    @Override
    public void close() {
        closed = true;
        wanted.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
