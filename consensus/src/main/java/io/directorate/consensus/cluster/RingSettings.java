package io.directorate.consensus.cluster;

/**
 * How a ring is kept.
 *
 * @param name its name; a {@code *} at the end means all rings that begin so
 * @param capacity items, 1 to 1,000,000; the oldest is overwritten. Hazelcast counts items, not bytes: who writes must
 *     bound the size of each
 * @param backups members beside the owner that hold a copy before an append is answered, 0 to 3
 */
public record RingSettings(String name, int capacity, int backups) {
    private static final int MAX_CAPACITY = 1_000_000;
    private static final int MAX_BACKUPS = 3;

    /** Checks the ranges. */
    public RingSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("ring: name must not be empty");
        }
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("ring " + name + ": capacity must be 1 to 1000000, is " + capacity);
        }
        if (backups < 0 || backups > MAX_BACKUPS) {
            throw new IllegalArgumentException("ring " + name + ": backups must be 0 to 3, is " + backups);
        }
    }
}
