package io.directorate.consensus.raft;

import java.util.function.LongSupplier;

/**
 * Keeps failing snapshots apart: Ratis would try again after every single entry. Used by one thread.
 */
final class SnapshotPacer {
    private static final long FIRST_WAIT_NANOS = 1_000_000_000L;
    private static final long MAX_WAIT_NANOS = 60_000_000_000L;

    private final LongSupplier nanoTime;
    private final LongSupplier freeBytes;
    private final long reserveBytes;
    private long waitNanos;
    private long failedAt;

    SnapshotPacer(LongSupplier nanoTime, LongSupplier freeBytes, long reserveBytes) {
        this.nanoTime = nanoTime;
        this.freeBytes = freeBytes;
        this.reserveBytes = reserveBytes;
    }

    /**
     * Whether a snapshot may be tried now: not too soon after a failure, and with room for one as large as the last.
     */
    boolean mayTry(long lastSnapshotBytes) {
        if (waitNanos > 0 && nanoTime.getAsLong() - failedAt < waitNanos) {
            return false;
        }
        long free = freeBytes.getAsLong();
        boolean room = free < 0 || free - lastSnapshotBytes >= reserveBytes;
        if (!room) {
            failed();
        }
        return room;
    }

    void failed() {
        failedAt = nanoTime.getAsLong();
        waitNanos = waitNanos == 0 ? FIRST_WAIT_NANOS : Math.min(MAX_WAIT_NANOS, waitNanos * 2);
    }

    void succeeded() {
        waitNanos = 0;
    }
}
