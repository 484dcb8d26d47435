package io.directorate.node.director;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.raft.RaftCalls;
import io.directorate.consensus.store.LogStoreRecovery;
import io.directorate.node.cluster.ClusterFace;
import io.directorate.node.cluster.ClusterHost;
import io.directorate.node.cluster.ClusterLog;
import io.directorate.node.cluster.ClusterMark;
import io.directorate.node.cluster.CommandRouter;
import io.directorate.node.cluster.Directors;
import io.directorate.node.cluster.Handover;
import io.directorate.node.cluster.MemberService;
import io.directorate.node.command.CommandIntake;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.pki.IdentityFiles;
import io.directorate.node.pki.IdentityWatcher;
import io.directorate.node.pki.NodeIdentity;
import io.directorate.node.pki.PkiException;
import io.directorate.node.projection.Projection;
import java.io.IOException;
import java.time.Clock;
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

    private final DirectorConfig.Cluster config;
    private final IdentityWatcher identity;
    private final LogCalls calls;
    private final LogHolder log;
    private final CommandRouter router;
    private final Directors directors;
    private volatile @Nullable ClusterLog membership;

    private ClusterParts(
            DirectorConfig.Cluster config,
            IdentityWatcher identity,
            LogCalls calls,
            LogHolder log,
            CommandRouter router,
            Directors directors) {
        this.config = config;
        this.identity = identity;
        this.calls = calls;
        this.log = log;
        this.router = router;
        this.directors = directors;
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
        identity.onRenewal(renewed -> {
            LogTls fresh = tls(renewed);
            calls.renewCertificates(fresh);
            log.get().ifPresent(open -> open.membership().renewCertificates(fresh));
        });
        identity.start(IdentityWatcher.DEFAULT_INTERVAL);
        return new ClusterParts(cluster, identity, calls, log, router, new Directors(calls, log::get));
    }

    private static LogTls tls(NodeIdentity identity) {
        return new LogTls(identity.chain(), identity.privateKey(), identity.authorities());
    }

    CommandRouter router() {
        return router;
    }

    /** What the API needs of it. */
    ClusterFace face() {
        return new ClusterFace(this::membership, directors, calls, log::get);
    }

    private ClusterLog membership() {
        ClusterLog started = membership;
        if (started == null) {
            throw new IllegalStateException("the membership is not started yet");
        }
        return started;
    }

    /** What starting the membership needs of the director. */
    record Needs(
            DataDirectory folder,
            Projection projection,
            ImageFeed feed,
            ServiceLogs logs,
            CommandIntake intake,
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

    /** Opens the log, or finds out which one to open. */
    void start(Needs needs) throws IOException {
        MemberService service = new MemberService(needs.intake(), log::get, needs.self());
        ClusterHost host = new Host(needs, log, service);
        membership = new ClusterLog(config, needs.folder().cluster(), calls, () -> tls(identity.identity()), host);
        membership.start();
    }

    /** Lets another director lead, if this one does. */
    void handOver() throws InterruptedException {
        Optional<ServiceLog> open = log.get();
        if (open.isPresent()) {
            Handover.before(open.get());
        }
    }

    @Override
    public void close() throws InterruptedException {
        ClusterLog started = membership;
        if (started != null) {
            started.close();
        }
        router.close();
        calls.close();
        identity.close();
    }

    private record Host(Needs needs, LogHolder log, MemberService service) implements ClusterHost {
        @Override
        public ServiceLog open(ServiceLogConfig.Group group) {
            return needs.logs().open(group, service);
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
