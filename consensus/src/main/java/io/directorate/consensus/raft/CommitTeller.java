package io.directorate.consensus.raft;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Tells the other members at once that an entry is committed. Ratis 3.3.0 would tell them with the next entry, or the next heartbeat: half an election time-out
 * later, for which every command given to a follower would wait.
 *
 * <p>It waits a moment first, since where there is a next entry that says it too. One thread; {@link #applied} may be called by any.
 */
final class CommitTeller implements AutoCloseable {
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long CLOSE_MILLIS = 2_000;

    private final LongSupplier lastIndex;
    private final Runnable tell;
    private final Thread thread;
    private volatile long applied = -1;
    private volatile boolean closed;

    /**
     * Starts the thread.
     *
     * @param lastIndex index of the newest entry, committed or not; -1 while this member does not lead
     * @param tell sends to all others what is committed
     */
    CommitTeller(LongSupplier lastIndex, Runnable tell) {
        this.lastIndex = lastIndex;
        this.tell = tell;
        this.thread = Threads.daemon("commit teller").newThread(this::run);
        thread.start();
    }

    /** An entry has been applied here. */
    void applied(long index) {
        applied = index;
        LockSupport.unpark(thread);
    }

    private void run() {
        long told = -1;
        while (!closed) {
            long now = applied;
            if (now <= told) {
                LockSupport.park(this);
                continue;
            }
            LockSupport.parkNanos(this, MOMENT_NANOS);
            told = now;
            if (!closed && lastIndex.getAsLong() == now) {
                tell.run();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
