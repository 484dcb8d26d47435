package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.FatalErrorHandler;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.store.StoreIdentity;
import io.directorate.consensus.store.StoreLayout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Several logs in this JVM on a loopback address, with certificates, and the network between them. */
final class TestCluster implements AutoCloseable {
    static final ServiceLogConfig.Timing TIMING = new ServiceLogConfig.Timing(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofMillis(400));

    final TestAuthority authority = new TestAuthority("cluster");
    final TestNetwork network = new TestNetwork();
    final List<Member> members = new ArrayList<>();
    /** Who answers questions at the member of a name that is started from now on. */
    Function<String, CallHandler> handlers = name -> CallHandler.NONE;

    private final Path root;
    private final String host;
    private final UnaryOperator<ServiceLogConfig> adjust;

    TestCluster(Path root, String host, UnaryOperator<ServiceLogConfig> adjust) {
        this.root = root;
        this.host = host;
        this.adjust = adjust;
    }

    /** One log with its state; it can be stopped and started. */
    final class Member {
        final String name;
        final UUID id;
        final LogEndpoint endpoint;
        final ServiceLogConfig config;
        final FileApplier applier;
        private @Nullable RatisServiceLog log;

        private Member(String name, UUID id, LogEndpoint endpoint, ServiceLogConfig config) throws IOException {
            this.name = name;
            this.id = id;
            this.endpoint = endpoint;
            this.config = config;
            this.applier = FileApplier.open(root.resolve(name).resolve("state"));
        }

        void start() {
            start(LogFixture.UNEXPECTED);
        }

        void start(FatalErrorHandler fatal) {
            RatisServiceLog.Outside free = RatisServiceLog.Outside.of(config);
            log = RatisServiceLog.open(
                    config,
                    applier,
                    fatal,
                    handlers.apply(name),
                    new RatisServiceLog.Outside(free.freeBytes(), network.at(name)));
        }

        RatisServiceLog log() {
            return java.util.Objects.requireNonNull(log, "not started");
        }

        /** As the group must be told of it: its identity is its store's. */
        LogPeer peer() {
            LogFixture.await(log(), state -> state.memberId().isPresent());
            return new LogPeer(state().memberId().orElseThrow(), endpoint);
        }

        LogState state() {
            return log().state();
        }

        void stop() {
            log().close();
        }

        @Override
        public String toString() {
            return name + " " + (log == null ? "not started" : log.state()) + " with "
                    + applier.texts().size() + " entries\n";
        }
    }

    /** Founders that know one another from the start, running. */
    TestCluster found(int count) throws IOException {
        founders(count).members.forEach(Member::start);
        return this;
    }

    /** Founders that do not run yet. */
    TestCluster founders(int count) throws IOException {
        UUID group = UUID.randomUUID();
        List<LogPeer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(new LogPeer(UUID.randomUUID(), freeEndpoint()));
        }
        for (LogPeer self : peers) {
            String name = "m" + members.size();
            List<LogPeer> others =
                    peers.stream().filter(peer -> !peer.equals(self)).toList();
            ServiceLogConfig.Group who =
                    ServiceLogConfig.Group.founding(self.endpoint(), others, authority.member(name));
            Member member = member(name, self, who);
            new StoreIdentity(self.memberId(), group).write(new StoreLayout(member.config.directory()));
        }
        return this;
    }

    /** One that has taken entries alone, without a port, and now listens. */
    Member onceAlone(List<String> expected) throws Exception {
        LogEndpoint endpoint = freeEndpoint();
        Member member = member(
                "m0",
                new LogPeer(new UUID(0, 0), endpoint),
                ServiceLogConfig.Group.founding(endpoint, List.of(), authority.member("m0")));
        try (RatisServiceLog alone = RatisServiceLog.open(
                member.config.with(ServiceLogConfig.Group.ALONE), member.applier, LogFixture.UNEXPECTED)) {
            LogFixture.await(alone, LogState::ready);
            for (int i = 0; i < 5; i++) {
                expected.add("entry " + i);
                LogFixture.append(alone, expected.get(i));
            }
        }
        member.start();
        return member;
    }

    /** One that waits to be added to the group of the others. */
    Member joining() throws IOException {
        return joining(authority.member("m" + members.size()));
    }

    Member joining(LogTls tls) throws IOException {
        return joining(tls, freeEndpoint());
    }

    /** One with an empty store at a given address, where somebody else may have been before. */
    Member joining(LogTls tls, LogEndpoint endpoint) throws IOException {
        UUID group = leader().state().groupId().orElseThrow();
        String name = tls.chain().get(0).getSubjectX500Principal().getName().substring("CN=".length());
        String home = name + "-" + endpoint.port();
        Member member = member(
                home, new LogPeer(new UUID(0, 0), endpoint), ServiceLogConfig.Group.joining(endpoint, group, tls));
        member.start();
        return member;
    }

    Member member(String name, LogPeer self, ServiceLogConfig.Group group) throws IOException {
        ServiceLogConfig config = adjust.apply(
                LogFixture.config(root.resolve(name), 40).with(TIMING).with(group));
        Member member = new Member(name, self.memberId(), self.endpoint(), config);
        members.add(member);
        return member;
    }

    LogEndpoint freeEndpoint() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return new LogEndpoint(host, socket.getLocalPort());
        }
    }

    /** The one that takes entries; waits for it. */
    Member leader() {
        LogFixture.await(() -> findLeader().isPresent(), () -> "no leader: " + members);
        return findLeader().orElseGet(this::leader);
    }

    private Optional<Member> findLeader() {
        return members.stream()
                .filter(member -> member.log != null && member.state().ready())
                .findFirst();
    }

    List<Member> others(Member than) {
        return members.stream().filter(member -> member != than).toList();
    }

    /** Appends to whoever leads, trying again where nothing was written. */
    void append(List<String> expected, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String text = "entry " + expected.size();
            leader().log().append(LogFixture.bytes(text)).toCompletableFuture().get(30, TimeUnit.SECONDS);
            expected.add(text);
        }
    }

    void awaitAll(List<String> expected) {
        for (Member member : members) {
            LogFixture.await(() -> member.applier.texts().size() >= expected.size(), () -> "lags: " + members);
            assertThat(member.applier.texts()).as(member.name).isEqualTo(expected);
        }
    }

    /** Waits until all have applied the same, up to the leader's last entry. */
    void awaitEqual(Duration within) {
        long until = System.nanoTime() + within.toNanos();
        LogFixture.await(
                () -> {
                    Optional<Member> leader = findLeader();
                    return leader.isPresent()
                            && members.stream()
                                    .allMatch(member -> member.applier
                                            .applied()
                                            .equals(leader.get().applier.applied()));
                },
                () -> "not equal: " + members);
        assertThat(System.nanoTime()).as("equal within " + within).isLessThan(until);
        List<String> first = members.get(0).applier.texts();
        for (Member member : members) {
            assertThat(member.applier.texts()).as(member.name).isEqualTo(first);
        }
    }

    @Override
    public void close() throws IOException {
        members.parallelStream().filter(member -> member.log != null).forEach(Member::stop);
        for (Member member : members) {
            member.applier.close();
        }
    }
}
