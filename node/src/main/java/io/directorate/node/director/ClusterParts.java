package io.directorate.node.director;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.raft.RaftCalls;
import io.directorate.consensus.store.LogStoreRecovery;
import io.directorate.events.journal.Journal;
import io.directorate.node.cluster.ClusterFace;
import io.directorate.node.cluster.ClusterHost;
import io.directorate.node.cluster.ClusterLog;
import io.directorate.node.cluster.ClusterMark;
import io.directorate.node.cluster.ClusterRequests;
import io.directorate.node.cluster.CommandRouter;
import io.directorate.node.cluster.Directors;
import io.directorate.node.cluster.Followers;
import io.directorate.node.cluster.Following;
import io.directorate.node.cluster.FollowingLog;
import io.directorate.node.cluster.Handover;
import io.directorate.node.cluster.LevelKeeper;
import io.directorate.node.cluster.MemberService;
import io.directorate.node.command.CommandIntake;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.pki.IdentityFiles;
import io.directorate.node.pki.IdentityWatcher;
import io.directorate.node.pki.NodeIdentity;
import io.directorate.node.pki.PkiException;
import io.directorate.node.projection.Projection;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a director has besides when it is one of several: identity, calls to the others, the way to the leader, its membership. */
final class ClusterParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterParts.class);

    private final DirectorConfig director;
    private final DirectorConfig.Cluster config;
    private final IdentityWatcher identity;
    private final LogCalls calls;
    private final LogHolder log;
    private final CommandRouter router;
    private final Directors directors;
    private final Followers followers;
    private volatile @Nullable ClusterRequests membership;
    private @Nullable AutoCloseable membershipThread;
    private volatile @Nullable BusParts bus;

    private ClusterParts(
            DirectorConfig director,
            IdentityWatcher identity,
            LogCalls calls,
            LogHolder log,
            CommandRouter router,
            Followers followers) {
        this.director = director;
        this.config = director.cluster().orElseThrow();
        this.identity = identity;
        this.calls = calls;
        this.log = log;
        this.router = router;
        this.followers = followers;
        this.directors = new Directors(calls, log::get, followers);
        identity.onRenewal(this::renew);
    }

    /** Loads the identity, and prepares all that needs no log yet. */
    static ClusterParts open(DirectorConfig config, CommandIntake intake, LogHolder log) throws IOException {
        DirectorConfig.Cluster cluster = config.cluster().orElseThrow();
        IdentityWatcher identity;
        try {
            identity = IdentityWatcher.open(IdentityFiles.in(cluster.identity()), Clock.systemUTC());
        } catch (PkiException e) {
            throw new IOException("cluster.identity: " + e.getMessage(), e);
        }
        String certified = identity.identity().id().director();
        if (!certified.equals(config.director())) {
            throw new IOException("cluster.identity: " + cluster.identity() + " is the identity of director "
                    + certified + ", but this is director " + config.director()
                    + ": correct 'director' or 'cluster.identity'");
        }
        LogCalls calls = RaftCalls.open(Optional.of(tls(identity.identity())));
        CommandRouter router = new CommandRouter(
                intake, log::get, () -> log.view().reason(), calls, config.log().requestTimeout(), System::nanoTime);
        ClusterParts parts = new ClusterParts(config, identity, calls, log, router, new Followers(System::nanoTime));
        identity.start(IdentityWatcher.DEFAULT_INTERVAL);
        return parts;
    }

    private void renew(NodeIdentity renewed) {
        LogTls fresh = tls(renewed);
        calls.renewCertificates(fresh);
        log.get().ifPresent(open -> open.membership().renewCertificates(fresh));
        BusParts carrying = bus;
        if (carrying != null) {
            carrying.bus().renewCertificates(fresh);
        }
    }

    private static LogTls tls(NodeIdentity identity) {
        return new LogTls(identity.chain(), identity.privateKey(), identity.authorities());
    }

    CommandRouter router() {
        return router;
    }

    /** What the API needs of it. */
    ClusterFace face() {
        return new ClusterFace(this::membership, directors, calls, log::get, this::busView);
    }

    private Optional<ClusterFace.BusView> busView() {
        return Optional.ofNullable(bus).map(BusParts::view);
    }

    /** Registers what the bus counts, if there is one. */
    void bind(MeterRegistry registry) {
        BusParts carrying = bus;
        if (carrying != null) {
            carrying.bind(registry);
        }
    }

    private ClusterRequests membership() {
        ClusterRequests started = membership;
        if (started == null) {
            throw new IllegalStateException("the membership is not started yet");
        }
        return started;
    }

    /** What starting the membership needs of the director. */
    record Needs(
            DataDirectory folder,
            Journal journal,
            Projection projection,
            ImageFeed feed,
            ServiceLogs logs,
            CommandIntake intake,
            LevelKeeper levels,
            Supplier<ObjectNode> self,
            Consumer<String> restart) {}

    /** A director without a history hears at first of what was long ago: the dataplane may be ahead of that. */
    void hold(DataDirectory folder, Projection projection, ImageFeed feed) throws IOException {
        boolean founder = ClusterMark.read(folder.cluster())
                .map(ClusterMark::stage)
                .filter(ClusterMark.Stage.FOUNDED::equals)
                .isPresent();
        if (!founder && projection.image().provenance().sequence() == 0) {
            feed.hold();
        }
    }

    /** Opens the log, or finds out which one to open; or follows it from outside. */
    void start(Needs needs) throws IOException {
        if (config.bus()) {
            bus = BusParts.start(director, identity.identity(), tls(identity.identity()), followers);
        }
        if (config.vote() == DirectorConfig.Cluster.Vote.FOLLOW) {
            follow(needs, Objects.requireNonNull(bus, "the configuration says so"));
            return;
        }
        Optional<BusParts> carrying = Optional.ofNullable(bus);
        carrying.ifPresent(parts -> parts.publish(needs.projection(), needs.journal()));
        MemberService service = new MemberService(needs.intake(), log::get, needs.self(), followers, needs.levels());
        ClusterHost host = new Host(needs, log, service, carrying);
        ClusterLog member =
                new ClusterLog(config, needs.folder().cluster(), calls, () -> tls(identity.identity()), host);
        membership = member;
        membershipThread = member;
        member.start();
    }

    private void follow(Needs needs, BusParts carrying) throws IOException {
        FollowingLog seen = new FollowingLog(
                director.director(),
                identity.identity().id().cluster(),
                config.listen(),
                needs.projection()::applied,
                () -> needs.folder().root().toFile().getUsableSpace());
        Following following = new Following(
                config,
                needs.folder().cluster(),
                calls,
                seen,
                new Following.Host(
                        needs.self(),
                        () -> needs.projection().image().provenance().sequence(),
                        carrying.follow(needs.projection(), needs.journal(), log::stop),
                        () -> needs.feed().start(needs.projection().image())));
        needs.logs().follow(seen);
        membership = following;
        membershipThread = following;
        following.start();
    }

    /** Lets another director lead, if this one does. */
    void handOver() throws InterruptedException {
        Optional<ServiceLog> open = log.get();
        if (open.isPresent()) {
            Handover.before(open.get());
        }
    }

    @Override
    public void close() throws Exception {
        if (membershipThread != null) {
            membershipThread.close();
        }
        BusParts carrying = bus;
        if (carrying != null) {
            carrying.close();
        }
        router.close();
        calls.close();
        identity.close();
    }

    private record Host(Needs needs, LogHolder log, MemberService service, Optional<BusParts> bus)
            implements ClusterHost {
        @Override
        public ServiceLog open(ServiceLogConfig.Group group) {
            ServiceLog opened = needs.logs().open(group, service);
            bus.ifPresent(parts -> parts.watch(opened));
            return opened;
        }

        @Override
        public boolean hasNoHistory() {
            return needs.projection().image().provenance().sequence() == 0;
        }

        @Override
        public long sequence() {
            return needs.projection().image().provenance().sequence();
        }

        @Override
        public int supportedFeatureLevel() {
            return needs.projection().features().supported();
        }

        @Override
        public UUID makeLogAnew() throws IOException {
            LogStoreRecovery.Result made =
                    LogStoreRecovery.recover(needs.folder().log(), needs.projection());
            made.setAside().ifPresent(old -> LOG.info("The log of the director alone is kept as {}", old));
            return made.identity().groupId();
        }

        @Override
        public void caughtUp() {
            needs.feed().start(needs.projection().image());
        }

        @Override
        public void waiting(String why) {
            log.waiting(why);
        }

        @Override
        public void restart(String why) {
            needs.restart().accept(why);
        }
    }
}
