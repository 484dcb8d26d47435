package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.RingSettings;
import java.time.Duration;

/**
 * Sizes and times of a feed. All members of a cluster must use the same ring capacity.
 *
 * @param clusterName whose feed it is, 1 to 64 characters; names the ring, and items are authenticated for it
 * @param history which log of that cluster, 1 to 64 characters, such as the Raft group's id: it must change when a log is
 *     recovered with the loss of events, so that what is left of the old one on the ring is foreign to the new one
 * @param capacity items of the ring, 16 to 100,000
 * @param ringBytes most bytes that the ring may hold, on its owner and again on its backup, 1 KB per item of the capacity
 *     or more; an event too large for its share is announced only, and followers ask a voter for it
 * @param silence after how long without an item a follower asks a voter for its last sequence, 10 ms or more
 * @param fillTimeout how long one voter may take to answer, 10 ms or more
 * @param fillBytes most bytes of events asked for at once, 1 KB or more; one event may be larger than that
 */
public record FeedSettings(
        String clusterName,
        String history,
        int capacity,
        int ringBytes,
        Duration silence,
        Duration fillTimeout,
        int fillBytes) {
    private static final int MIN_CAPACITY = 16;
    private static final int MAX_CAPACITY = 100_000;
    private static final int MIN_SHARE = 1024;
    private static final Duration MIN_TIME = Duration.ofMillis(10);

    /** Checks the ranges. */
    public FeedSettings {
        if (clusterName.isBlank() || clusterName.length() > 64 || history.isBlank() || history.length() > 64) {
            throw new IllegalArgumentException("feed: cluster name and history must have 1 to 64 characters");
        }
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("feed: capacity must be 16 to 100000, is " + capacity);
        }
        if (ringBytes / capacity < MIN_SHARE) {
            throw new IllegalArgumentException(
                    "feed: ring bytes must be 1024 or more per item, are " + ringBytes + " for " + capacity);
        }
        if (silence.compareTo(MIN_TIME) < 0 || fillTimeout.compareTo(MIN_TIME) < 0) {
            throw new IllegalArgumentException("feed: silence and fill time-out must be 10 ms or more");
        }
        if (fillBytes < MIN_SHARE) {
            throw new IllegalArgumentException("feed: fill bytes must be 1024 or more, are " + fillBytes);
        }
    }

    /**
     * Returns what is usual: 10,000 items, 64 MB, 2 s of silence, 5 s for an answer, 256 KB at once.
     *
     * @param clusterName whose feed it is
     * @param history which log of that cluster
     * @return the settings
     */
    public static FeedSettings of(String clusterName, String history) {
        return new FeedSettings(
                clusterName, history, 10_000, 64 << 20, Duration.ofSeconds(2), Duration.ofSeconds(5), 256 << 10);
    }

    /**
     * Returns how the cluster must keep the ring.
     *
     * @return for {@code MemberSettings.rings}
     */
    public RingSettings ring() {
        return new RingSettings("svc-" + clusterName, capacity, 1);
    }

    /** The longest item that the ring takes. */
    int itemBytes() {
        return ringBytes / capacity;
    }
}
