package io.directorate.loadtest.report;

import java.util.Arrays;

/**
 * A time without acknowledged changes around a fault, out of when each change was acknowledged.
 *
 * @param silentNanos the longest time between two acknowledgements in a row of which the second came after the fault
 * @param nextNanos from the fault until the acknowledgement that ended this time
 */
public record Outage(long silentNanos, long nextNanos) {
    /**
     * Finds it.
     *
     * @param acknowledgedNanos when each change was acknowledged, in any order, on the clock of the fault
     * @param faultNanos when the fault was made
     * @return the outage
     * @throws IllegalArgumentException if there is no acknowledgement before the fault, or none after it
     */
    public static Outage of(long[] acknowledgedNanos, long faultNanos) {
        // Only differences of the clock's values mean something, so that is what is sorted.
        long[] since = Arrays.stream(acknowledgedNanos)
                .map(nanos -> nanos - faultNanos)
                .sorted()
                .toArray();
        if (since.length == 0 || since[0] > 0 || since[since.length - 1] <= 0) {
            throw new IllegalArgumentException("changes must be acknowledged both before and after the fault");
        }
        Outage longest = new Outage(0, 0);
        for (int i = 1; i < since.length; i++) {
            long silent = since[i] - since[i - 1];
            if (since[i] > 0 && silent > longest.silentNanos) {
                longest = new Outage(silent, since[i]);
            }
        }
        return longest;
    }
}
