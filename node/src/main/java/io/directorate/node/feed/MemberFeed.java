package io.directorate.node.feed;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.feed.FeedPublisher;
import io.directorate.consensus.feed.FeedSettings;
import io.directorate.consensus.feed.PublisherCounters;
import io.directorate.consensus.log.LogState;
import io.directorate.node.projection.Follower;
import io.directorate.node.projection.ImageChange;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member of the log does for the feed: publishes what is committed while it leads, and answers those that lack events. {@link #told} is called by one
 * thread at a time, the rest by any.
 */
public final class MemberFeed implements Follower, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberFeed.class);

    private final ClusterBus bus;
    private final ClusterKey key;
    private final String cluster;
    private final JournalFeed journal;
    private final AtomicBoolean answering = new AtomicBoolean();
    private volatile @Nullable FeedPublisher publisher;
    private volatile boolean closed;

    /**
     * Makes it; nothing is published before a state of the log was told.
     *
     * @param bus for ring and questions
     * @param key what directors share
     * @param cluster name of the cluster
     * @param journal what is published
     */
    public MemberFeed(ClusterBus bus, ClusterKey key, String cluster, JournalFeed journal) {
        this.bus = bus;
        this.key = key;
        this.cluster = cluster;
        this.journal = journal;
    }

    /**
     * Says how the log stands.
     *
     * @param state now
     */
    public synchronized void told(LogState state) {
        if (closed || state.groupId().isEmpty() || state.memberId().isEmpty()) {
            return;
        }
        FeedPublisher known = publisher;
        if (known == null) {
            // The group does not change as long as the process lives: a director that joins another one starts anew.
            FeedSettings settings =
                    FeedSettings.of(cluster, state.groupId().get().toString());
            known = new FeedPublisher(settings, key, bus.ring(settings.ring().name()), journal);
            known.start();
            publisher = known;
        }
        if (answering.compareAndSet(false, true)) {
            answer(state.memberId().get());
        }
        if (state.ready()) {
            known.lead();
        } else {
            known.follow();
        }
    }

    private void answer(UUID memberId) {
        var unused = bus.ready()
                .thenCompose(vertx -> new FillService(vertx, journal).register(memberId))
                .whenComplete((done, failure) -> {
                    if (failure != null && !closed) {
                        LOG.warn("Directors that follow the feed cannot ask this one: {}", failure.toString());
                        answering.set(false);
                    }
                });
    }

    @Override
    public void onChange(ImageChange change) {
        FeedPublisher known = publisher;
        if (known != null) {
            known.wake();
        }
    }

    /**
     * Returns what was published.
     *
     * @return the counters; zeros before the log is open
     */
    public PublisherCounters counters() {
        FeedPublisher known = publisher;
        return known == null ? new PublisherCounters(0, 0, 0, 0, 0) : known.counters();
    }

    /**
     * Says what keeps it from publishing.
     *
     * @return what is wrong; empty if nothing is
     */
    public Optional<String> problem() {
        FeedPublisher known = publisher;
        return known == null ? Optional.empty() : known.problem();
    }

    /** Publishes no longer. */
    @Override
    public synchronized void close() {
        closed = true;
        FeedPublisher known = publisher;
        if (known != null) {
            known.close();
        }
    }
}
