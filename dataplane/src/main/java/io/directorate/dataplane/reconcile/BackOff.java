package io.directorate.dataplane.reconcile;

import java.time.Duration;

/** Times between tries: the first, doubled from try to try, up to the last. */
final class BackOff {
    private final long firstNanos;
    private final long lastNanos;
    private long nextNanos;

    BackOff(Duration first, Duration last) {
        firstNanos = first.toNanos();
        lastNanos = last.toNanos();
        nextNanos = firstNanos;
    }

    long next() {
        long now = nextNanos;
        nextNanos = Math.min(lastNanos, nextNanos * 2);
        return now;
    }

    void reset() {
        nextNanos = firstNanos;
    }
}
