package io.directorate.node.command;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counters of {@link CommandIntake}. Live; may be read from any thread. */
public final class IntakeStatistics {
    final LongAdder refused = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder busy = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder stale = new LongAdder();
    private final LongAdder entries = new LongAdder();
    private final LongAdder commands = new LongAdder();
    private final AtomicLong appendNanos = new AtomicLong();

    IntakeStatistics() {}

    void appended(long nanos, int commandCount) {
        entries.increment();
        commands.add(commandCount);
        appendNanos.addAndGet(nanos);
    }

    /**
     * Commands that a rule refused.
     *
     * @return since start
     */
    public long refused() {
        return refused.sum();
    }

    /**
     * Commands whose id had been applied before.
     *
     * @return since start
     */
    public long repeated() {
        return repeated.sum();
    }

    /**
     * Commands refused because too many waited.
     *
     * @return since start
     */
    public long busy() {
        return busy.sum();
    }

    /**
     * Appends that failed or got no answer.
     *
     * @return since start
     */
    public long failed() {
        return failed.sum();
    }

    /**
     * Entries that had to be decided again because the log had moved on.
     *
     * @return since start
     */
    public long stale() {
        return stale.sum();
    }

    /**
     * Log entries appended.
     *
     * @return since start
     */
    public long entries() {
        return entries.sum();
    }

    /**
     * Commands appended.
     *
     * @return since start
     */
    public long commands() {
        return commands.sum();
    }

    /**
     * Time spent from handing an entry to the log until it was applied.
     *
     * @return nanoseconds, the sum since start
     */
    public long appendNanos() {
        return appendNanos.get();
    }
}
