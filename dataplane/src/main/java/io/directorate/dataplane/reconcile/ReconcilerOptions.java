package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.plan.ForeignPolicy;
import java.time.Duration;

/**
 * Settings of a reconciler.
 *
 * @param interval between two readings of the whole dataplane, 100 ms or more
 * @param drift what to do about changes to what is the log's
 * @param foreign what to do about what is not the log's
 * @param firstRetry after something failed; it doubles from try to try, and is 1 ms or more
 * @param lastRetry the longest time between two tries
 * @param mostChangesPerBatch handed to the dataplane at once, 2 or more
 */
public record ReconcilerOptions(
        Duration interval,
        DriftPolicy drift,
        ForeignPolicy foreign,
        Duration firstRetry,
        Duration lastRetry,
        int mostChangesPerBatch) {
    /** Read every 10 s, repair, leave foreign services alone, retry after 100 ms to 30 s, 4096 changes at once. */
    public static final ReconcilerOptions DEFAULT = new ReconcilerOptions(
            Duration.ofSeconds(10),
            DriftPolicy.REPAIR,
            ForeignPolicy.KEEP,
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            4096);

    /** Checks the ranges. */
    public ReconcilerOptions {
        require(
                interval.compareTo(Duration.ofMillis(100)) >= 0,
                "interval is " + interval + ", must be 100 ms or more");
        require(
                firstRetry.compareTo(Duration.ofMillis(1)) >= 0,
                "firstRetry is " + firstRetry + ", must be 1 ms or more");
        require(
                lastRetry.compareTo(firstRetry) >= 0,
                "lastRetry is " + lastRetry + ", must not be less than firstRetry, " + firstRetry);
        require(
                lastRetry.compareTo(Duration.ofDays(1)) <= 0 && interval.compareTo(Duration.ofDays(1)) <= 0,
                "interval and lastRetry must not be longer than a day");
        require(mostChangesPerBatch >= 2, "mostChangesPerBatch is " + mostChangesPerBatch + ", must be 2 or more");
    }

    /**
     * Sets the policies.
     *
     * @param ofDrift what to do about changes to what is the log's
     * @param ofForeign what to do about what is not the log's
     * @return a copy
     */
    public ReconcilerOptions withPolicies(DriftPolicy ofDrift, ForeignPolicy ofForeign) {
        return new ReconcilerOptions(interval, ofDrift, ofForeign, firstRetry, lastRetry, mostChangesPerBatch);
    }

    /**
     * Sets the time between two readings.
     *
     * @param duration 100 ms to a day
     * @return a copy
     */
    public ReconcilerOptions withInterval(Duration duration) {
        return new ReconcilerOptions(duration, drift, foreign, firstRetry, lastRetry, mostChangesPerBatch);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("reconciler: " + message);
        }
    }
}
