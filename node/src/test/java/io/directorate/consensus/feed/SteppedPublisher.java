package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.cluster.Ring;
import java.util.function.LongSupplier;

/** The real {@link FeedPublisher} whose thread is not started: whoever gives the time calls {@link #round}. */
public final class SteppedPublisher {
    private final FeedPublisher publisher;

    /**
     * Makes one that does not lead.
     *
     * @param settings sizes
     * @param key the cluster's
     * @param ring to fill
     * @param source the journal
     * @param nanoTime the time
     */
    public SteppedPublisher(
            FeedSettings settings, ClusterKey key, Ring ring, FeedSource source, LongSupplier nanoTime) {
        publisher = new FeedPublisher(settings, key, ring, source, nanoTime);
    }

    /** Publishes from now on. */
    public void lead() {
        publisher.lead();
    }

    /** Publishes no longer. */
    public void follow() {
        publisher.follow();
    }

    /**
     * Does one round.
     *
     * @return milliseconds until the next one; those after a failure if it failed
     */
    public long round() {
        try {
            return publisher.round();
        } catch (Exception failed) {
            return 50;
        }
    }
}
