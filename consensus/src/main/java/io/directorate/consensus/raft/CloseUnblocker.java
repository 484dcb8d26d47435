package io.directorate.consensus.raft;

import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a deadlock of Ratis 3.3.0 while it closes: {@code SegmentedRaftLog.close} waits for its cache-eviction thread
 * while it holds the write lock that this thread wants. It happens when the log is closed just after a segment was
 * begun, which is where a full disk is met. The wait can be interrupted, and Ratis then goes on closing.
 */
final class CloseUnblocker {
    private static final Logger LOG = LoggerFactory.getLogger(CloseUnblocker.class);
    private static final String WAITS = "org.apache.ratis.util.AwaitToRun";
    private static final String LOCKS = "org.apache.ratis.util.AutoCloseableLock";
    private static final String EVICTION = "cacheEviction";
    private static final String WRITER = "SegmentedRaftLogWorker";

    private CloseUnblocker() {}

    /**
     * Looks for the deadlock among the threads of one member, and ends it.
     *
     * @param memberId what the names of the member's threads begin with
     * @return true if a waiting thread was interrupted
     */
    static boolean unblock(String memberId) {
        Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
        boolean evictionWantsLock = threads.entrySet().stream()
                .anyMatch(entry -> entry.getKey().getName().startsWith(memberId)
                        && entry.getKey().getName().contains(EVICTION)
                        && isIn(entry.getValue(), LOCKS, "acquire"));
        Optional<Thread> waiting = threads.entrySet().stream()
                .filter(entry ->
                        entry.getKey().getName().startsWith(memberId) && isIn(entry.getValue(), WAITS, "close"))
                .map(Map.Entry::getKey)
                .findFirst();
        if (!evictionWantsLock || waiting.isEmpty()) {
            return false;
        }
        LOG.info(
                "Ratis waits for itself while it closes; thread {} is interrupted",
                waiting.get().getName());
        waiting.get().interrupt();
        return true;
    }

    /** Whether a thread is alive that writes the member's log. */
    static boolean writes(String memberId) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(memberId)
                        && thread.getName().contains(WRITER));
    }

    private static boolean isIn(StackTraceElement[] stack, String className, String method) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(className) && frame.getMethodName().equals(method)) {
                return true;
            }
        }
        return false;
    }
}
