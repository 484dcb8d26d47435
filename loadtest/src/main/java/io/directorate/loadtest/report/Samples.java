package io.directorate.loadtest.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Durations that were measured, sorted. Immutable.
 *
 * <p>Percentiles are of the nearest rank: a value that was really seen.
 */
public final class Samples {
    private final long[] sortedNanos;

    private Samples(long[] sortedNanos) {
        this.sortedNanos = sortedNanos;
    }

    /**
     * Makes one.
     *
     * @param nanos at least one duration
     * @return the samples
     */
    public static Samples of(long... nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        long[] copy = nanos.clone();
        Arrays.sort(copy);
        return new Samples(copy);
    }

    /**
     * Puts several together.
     *
     * @param parts at least one
     * @return all of their durations
     */
    public static Samples joined(List<Samples> parts) {
        return of(parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.sortedNanos))
                .toArray());
    }

    /**
     * Returns a percentile.
     *
     * @param percent more than 0, at most 100
     * @return nanoseconds
     */
    public long percentileNanos(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("percentile " + percent + " is not in (0, 100]");
        }
        int rank = (int) Math.ceil(percent / 100 * sortedNanos.length);
        return sortedNanos[Math.max(1, rank) - 1];
    }

    /**
     * Returns the median.
     *
     * @return nanoseconds
     */
    public long medianNanos() {
        return percentileNanos(50);
    }

    /**
     * Returns the least.
     *
     * @return nanoseconds
     */
    public long leastNanos() {
        return sortedNanos[0];
    }

    /**
     * Returns how many were measured.
     *
     * @return at least 1
     */
    public int count() {
        return sortedNanos.length;
    }

    /**
     * Shows a duration in a unit that fits.
     *
     * @param nanos 0 or more
     * @return such as {@code 1.25 s}, {@code 3.4 ms} or {@code 800 us}
     */
    public static String text(long nanos) {
        if (nanos >= 1_000_000_000L) {
            return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
        }
        if (nanos >= 1_000_000L) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
        return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
    }

    @Override
    public String toString() {
        return text(medianNanos()) + " (" + text(sortedNanos[0]) + " to " + text(sortedNanos[sortedNanos.length - 1])
                + ", n=" + sortedNanos.length + ")";
    }
}
