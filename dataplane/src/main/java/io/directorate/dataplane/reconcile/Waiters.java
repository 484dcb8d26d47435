package io.directorate.dataplane.reconcile;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** Those who wait until a desired state is worked in. Safe for many threads. */
final class Waiters {
    /** More than this are refused, so that a dataplane that hangs cannot fill the memory. */
    static final int MOST = 10_000;

    private record Waiter(long sequence, CompletableFuture<ReconcilerStatus> future) {}

    private final List<Waiter> waiting = new ArrayList<>();
    private long settled = -1;
    private boolean closed;

    CompletableFuture<ReconcilerStatus> add(long sequence, ReconcilerStatus now) {
        CompletableFuture<ReconcilerStatus> future = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                future.completeExceptionally(new IllegalStateException("the reconciler is closed"));
            } else if (sequence <= settled && now.submittedSequence() >= sequence) {
                future.complete(now);
            } else if (waiting.size() >= MOST) {
                future.completeExceptionally(new RejectedExecutionException(
                        MOST + " callers wait for the dataplane already: ask for its status instead"));
            } else {
                waiting.add(new Waiter(sequence, future));
            }
        }
        return future;
    }

    /** Tells all who wait for this sequence or an earlier one how it went. */
    void settle(long sequence, ReconcilerStatus status) {
        List<Waiter> done = new ArrayList<>();
        synchronized (this) {
            settled = sequence;
            for (Iterator<Waiter> each = waiting.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (waiter.sequence <= sequence) {
                    done.add(waiter);
                    each.remove();
                }
            }
        }
        done.forEach(waiter -> waiter.future.complete(status));
    }

    void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(
                waiter -> waiter.future.completeExceptionally(new IllegalStateException("the reconciler is closed")));
    }
}
