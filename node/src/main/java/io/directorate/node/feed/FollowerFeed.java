package io.directorate.node.feed;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.feed.FeedFollower;
import io.directorate.consensus.feed.FeedSettings;
import io.directorate.consensus.feed.FollowerCounters;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.node.cluster.GroupPicture;
import io.directorate.node.projection.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a director that is no member of the log does to have its events: follows the ring, and asks voters for what it lacks. {@link #seen} is called by one thread,
 * the rest by any.
 */
public final class FollowerFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerFeed.class);

    private final ClusterBus bus;
    private final ClusterKey key;
    private final String cluster;
    private final JournalFeed journal;
    private final Projection projection;
    private final Consumer<String> alarm;
    private volatile Optional<GroupPicture> picture = Optional.empty();
    private volatile FollowedJournal sink;
    private volatile @Nullable FeedFollower follower;
    private List<LogEndpoint> named = List.of();
    private volatile boolean alarmed;

    /**
     * Makes it; nothing is followed before a member of the log was heard.
     *
     * @param bus for ring and questions
     * @param key what directors share
     * @param cluster name of the cluster
     * @param projection takes the events; nobody else writes it
     * @param journal behind it
     * @param alarm is told once when nothing more can be taken
     */
    public FollowerFeed(
            ClusterBus bus,
            ClusterKey key,
            String cluster,
            Projection projection,
            JournalFeed journal,
            Consumer<String> alarm) {
        this.bus = bus;
        this.key = key;
        this.cluster = cluster;
        this.journal = journal;
        this.projection = projection;
        this.sink = new FollowedJournal(projection, journal);
        this.alarm = alarm;
    }

    /**
     * Says who is in the group.
     *
     * @param now as one of its members tells it
     */
    public synchronized void seen(GroupPicture now) {
        Optional<GroupPicture> before = picture;
        picture = Optional.of(now);
        List<LogEndpoint> others =
                new ArrayList<>(now.members().stream().map(LogMember::endpoint).toList());
        others.addAll(now.followers());
        if (!others.equals(named)) {
            named = others;
            bus.others(others);
        }
        if (before.isEmpty() || !before.get().groupId().equals(now.groupId())) {
            follow(now);
        }
        Optional<String> stopped = sink.stopped();
        if (stopped.isPresent() && !alarmed) {
            alarmed = true;
            LOG.error("ALARM: {}", stopped.get());
            alarm.accept(stopped.get());
        }
    }

    /** The log of a cluster that was recovered is another one; whether it continues this journal is seen by the hashes. */
    private void follow(GroupPicture now) {
        FeedFollower old = follower;
        if (old != null) {
            sink.end();
            old.close();
        }
        FollowedJournal fresh = new FollowedJournal(projection, journal);
        sink = fresh;
        FeedSettings settings = FeedSettings.of(cluster, now.groupId().toString());
        BusFiller filler = new BusFiller(bus::vertx, this::voters, settings.fillTimeout());
        FeedFollower next = new FeedFollower(
                settings,
                key,
                new FeedFollower.Ports(bus.ring(settings.ring().name()), filler, fresh),
                journal.position());
        next.start();
        follower = next;
    }

    private List<UUID> voters() {
        return picture.map(GroupPicture::voters).orElse(List.of());
    }

    /**
     * Returns what came over the feed.
     *
     * @return the counters; zeros before it was found
     */
    public FollowerCounters counters() {
        FeedFollower known = follower;
        return known == null ? new FollowerCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) : known.counters();
    }

    /**
     * Says what keeps this director from following.
     *
     * @return what is wrong and what to do; empty if nothing is
     */
    public Optional<String> problem() {
        Optional<String> stopped = sink.stopped();
        FeedFollower known = follower;
        return stopped.isPresent() || known == null ? stopped : known.problem();
    }

    /** Follows no longer. */
    @Override
    public synchronized void close() {
        FeedFollower known = follower;
        if (known != null) {
            known.close();
        }
    }
}
