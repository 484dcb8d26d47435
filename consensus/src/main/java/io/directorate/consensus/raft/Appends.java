package io.directorate.consensus.raft;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.log.ServiceLogException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The appends that wait for an answer: bounded in number and bytes, each with a deadline, each answered once.
 *
 * <p>Which answer may be given depends on how far an entry got. Until Ratis gives it a place in the log, a failure
 * means that it was not written; from then on nobody can tell.
 */
final class Appends implements AutoCloseable {
    private final ServiceLogConfig config;
    private final ConcurrentHashMap<Long, Append> waiting = new ConcurrentHashMap<>();
    private final AtomicLong callIds = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService completer;

    Appends(ServiceLogConfig config) {
        this.config = config;
        this.timer = new ScheduledThreadPoolExecutor(1, Threads.daemon("service-log-timer"));
        this.timer.setRemoveOnCancelPolicy(true);
        this.completer = Executors.newSingleThreadExecutor(Threads.daemon("service-log-complete"));
    }

    /** Most bytes that may wait at one time. */
    static long maxBytes(ServiceLogConfig.Limits limits) {
        return Math.max(64L << 20, 2L * limits.maxEntryBytes());
    }

    /** One entry that waits for its answer. */
    final class Append {
        private final long callId;
        private final byte[] entry;
        private final CompletableFuture<LogPosition> result = new CompletableFuture<>();
        private boolean taken;
        private boolean answered;
        private volatile boolean handedOver;
        private @Nullable ScheduledFuture<?> deadline;

        private Append(long callId, byte[] entry) {
            this.callId = callId;
            this.entry = entry;
        }

        long callId() {
            return callId;
        }

        byte[] entry() {
            return entry;
        }

        CompletableFuture<LogPosition> result() {
            return result;
        }

        /** Whether it may have got a place in the log. */
        boolean handedOver() {
            return handedOver;
        }

        /** Takes it for submission; false if it was answered meanwhile. */
        synchronized boolean take() {
            taken = !answered;
            return taken;
        }

        private synchronized void timeOut() {
            String after = "after " + config.timing().request().toMillis() + " ms";
            if (taken) {
                fail(new IndeterminateAppendException(
                        "service log: no answer " + after
                                + "; the change may or may not be in the log, send it again only with the same command id",
                        new TimeoutException(after)));
            } else {
                fail(new LogUnavailableException(new LogProblem(
                        LogProblem.Kind.OVERLOADED,
                        "service log: the entry was still waiting " + after + " and was dropped; nothing was written",
                        true)));
            }
        }

        void succeed(LogPosition position) {
            answer(() -> result.complete(position));
        }

        void fail(ServiceLogException failure) {
            answer(() -> result.completeExceptionally(failure));
        }

        private void answer(Runnable completion) {
            synchronized (this) {
                if (answered) {
                    return;
                }
                answered = true;
                if (deadline != null) {
                    deadline.cancel(false);
                }
            }
            completer.execute(completion);
        }

        /** Forgets it when Ratis has answered too, or never will; only then its room is free for others. */
        void release() {
            if (waiting.remove(callId, this)) {
                count.decrementAndGet();
                bytes.addAndGet(-entry.length);
            }
        }
    }

    /** An id for another request, that no entry has. */
    long nextCallId() {
        return callIds.incrementAndGet();
    }

    /** Takes in an entry, or says why there is no room for it. */
    Append admit(byte[] entry) throws LogUnavailableException {
        ServiceLogConfig.Limits limits = config.limits();
        if (entry.length > limits.maxEntryBytes()) {
            throw new LogUnavailableException(new LogProblem(
                    LogProblem.Kind.TOO_LARGE,
                    "service log: the entry has " + entry.length + " bytes, and at most " + limits.maxEntryBytes()
                            + " are taken; split the change",
                    false));
        }
        long nowCount = count.incrementAndGet();
        long nowBytes = bytes.addAndGet(entry.length);
        if (nowCount > limits.maxOutstanding() || nowBytes > maxBytes(limits)) {
            count.decrementAndGet();
            bytes.addAndGet(-entry.length);
            throw new LogUnavailableException(new LogProblem(
                    LogProblem.Kind.OVERLOADED,
                    "service log: " + (nowCount - 1) + " entries of " + (nowBytes - entry.length)
                            + " bytes wait already; try again when some are answered",
                    true));
        }
        Append append = new Append(callIds.incrementAndGet(), entry);
        waiting.put(append.callId, append);
        synchronized (append) {
            append.deadline =
                    timer.schedule(append::timeOut, config.timing().request().toMillis(), TimeUnit.MILLISECONDS);
        }
        return append;
    }

    /** Notes that an entry gets its place in the log now. */
    void handedOver(long callId) {
        Append append = waiting.get(callId);
        if (append != null) {
            append.handedOver = true;
        }
    }

    /** Answers everything that waits, because Ratis will not: its store was closed. */
    void abandon(LogProblem problem, @Nullable Throwable cause) {
        for (Append append : waiting.values()) {
            boolean gone;
            synchronized (append) {
                gone = append.taken;
            }
            if (gone) {
                append.fail(Outcomes.failure(append.handedOver(), problem, Optional.ofNullable(cause)));
                append.release();
            }
        }
    }

    /** Answers the rest and runs what callers attached. */
    @Override
    public void close() {
        for (Append append : waiting.values()) {
            append.fail(Outcomes.failure(append.handedOver(), Outcomes.closed(), Optional.empty()));
            append.release();
        }
        timer.shutdownNow();
        completer.shutdown();
        try {
            if (!completer.awaitTermination(2, TimeUnit.SECONDS)) {
                completer.shutdownNow();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
