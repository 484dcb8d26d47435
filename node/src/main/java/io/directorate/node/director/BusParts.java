package io.directorate.node.director;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.journal.Journal;
import io.directorate.node.cluster.ClusterFace;
import io.directorate.node.cluster.Followers;
import io.directorate.node.cluster.GroupPicture;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.feed.ClusterBus;
import io.directorate.node.feed.FollowerFeed;
import io.directorate.node.feed.JournalFeed;
import io.directorate.node.feed.MemberFeed;
import io.directorate.node.metrics.FeedMetrics;
import io.directorate.node.pki.ClusterKeyFile;
import io.directorate.node.pki.NodeIdentity;
import io.directorate.node.pki.PkiException;
import io.directorate.node.projection.Projection;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hazelcast, the event bus and the feed of a director in a cluster. */
final class BusParts implements AutoCloseable {
    private final DirectorConfig.Cluster config;
    private final Followers followers;
    private final ClusterBus bus;
    private final ClusterKey key;
    private final String cluster;
    private volatile List<LogEndpoint> members = List.of();
    private @Nullable MemberFeed memberFeed;
    private @Nullable FollowerFeed followerFeed;

    private BusParts(
            DirectorConfig.Cluster config, Followers followers, ClusterBus bus, ClusterKey key, String cluster) {
        this.config = config;
        this.followers = followers;
        this.bus = bus;
        this.key = key;
        this.cluster = cluster;
    }

    /** Starts Hazelcast and the event bus in the background. */
    static BusParts start(DirectorConfig config, NodeIdentity identity, LogTls tls, Followers followers)
            throws IOException {
        DirectorConfig.Cluster part = config.cluster().orElseThrow();
        ClusterKey key;
        try {
            key = ClusterKeyFile.read(part.identity());
        } catch (PkiException e) {
            throw new IOException("cluster.identity: " + e.getMessage() + " (or set cluster.bus to false)", e);
        }
        String cluster = identity.id().cluster();
        ClusterBus bus = ClusterBus.start(
                new ClusterBus.Settings(cluster, config.director(), part.listen(), part.seeds(), key), tls);
        BusParts parts = new BusParts(part, followers, bus, key, cluster);
        followers.onChange(parts::nameOthers);
        return parts;
    }

    ClusterBus bus() {
        return bus;
    }

    /** For a member of the log: publishes, and answers. */
    void publish(Projection projection, Journal journal) {
        MemberFeed feed = new MemberFeed(bus, key, cluster, new JournalFeed(journal));
        memberFeed = feed;
        projection.follow(feed);
    }

    /** Looks at the log, which has just been opened; that ends with the log. */
    void watch(ServiceLog log) {
        log.onStateChange(this::told);
    }

    private void told(LogState state) {
        members = state.members().stream().map(LogMember::endpoint).toList();
        nameOthers();
        MemberFeed feed = memberFeed;
        if (feed != null) {
            feed.told(state);
        }
    }

    private void nameOthers() {
        // Should there be too many, those at the end are left out: seeds that are no members matter least.
        Set<LogEndpoint> all = new LinkedHashSet<>(members);
        all.add(config.listen());
        all.addAll(followers.endpoints());
        all.addAll(config.seeds());
        bus.others(List.copyOf(all));
    }

    /** For one that is no member: follows. */
    Consumer<GroupPicture> follow(Projection projection, Journal journal, Consumer<String> alarm) {
        FollowerFeed feed = new FollowerFeed(bus, key, cluster, projection, new JournalFeed(journal), alarm);
        followerFeed = feed;
        return feed::seen;
    }

    /** How it stands. */
    ClusterFace.BusView view() {
        return new ClusterFace.BusView(
                bus.member().members().stream()
                        .map(there -> there.name() + " at " + there.endpoint())
                        .toList(),
                problems());
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>(bus.problems());
        MemberFeed publishing = memberFeed;
        FollowerFeed following = followerFeed;
        Optional.ofNullable(publishing).flatMap(MemberFeed::problem).ifPresent(problems::add);
        Optional.ofNullable(following).flatMap(FollowerFeed::problem).ifPresent(problems::add);
        return problems;
    }

    void bind(MeterRegistry registry) {
        FeedMetrics metrics = new FeedMetrics(registry);
        metrics.bind(bus);
        if (memberFeed != null) {
            metrics.bind(memberFeed);
        }
        if (followerFeed != null) {
            metrics.bind(followerFeed);
        }
        metrics.bind(followers);
    }

    @Override
    public void close() throws InterruptedException {
        if (memberFeed != null) {
            memberFeed.close();
        }
        if (followerFeed != null) {
            followerFeed.close();
        }
        bus.close();
    }
}
