package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.store.StoreIdentity;
import io.directorate.consensus.store.StoreLayout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same interface with three voters, so that a cluster need not change it. */
class ThreeVotersIT {
    @TempDir
    Path root;

    private final List<ServiceLogConfig> configs = new ArrayList<>();
    private final List<FileApplier> appliers = new ArrayList<>();
    private final List<RatisServiceLog> logs = new ArrayList<>();

    @BeforeEach
    void found() throws IOException {
        UUID group = UUID.randomUUID();
        List<LogPeer> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(new LogPeer(UUID.randomUUID(), new LogEndpoint("127.0.0.1", freePort())));
        }
        for (int i = 0; i < 3; i++) {
            LogPeer self = members.get(i);
            Path home = root.resolve("member" + i);
            ServiceLogConfig config = LogFixture.config(home, 40)
                    .with(TestCluster.TIMING)
                    .with(new ServiceLogConfig.Group(
                            Optional.of(self.endpoint()),
                            members.stream().filter(peer -> !peer.equals(self)).toList()));
            new StoreIdentity(self.memberId(), group).write(new StoreLayout(config.directory()));
            configs.add(config);
            appliers.add(FileApplier.open(home.resolve("state")));
            logs.add(open(i));
        }
    }

    private RatisServiceLog open(int member) {
        return RatisServiceLog.open(configs.get(member), appliers.get(member), LogFixture.UNEXPECTED);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void close() throws IOException {
        logs.forEach(RatisServiceLog::close);
        for (FileApplier applier : appliers) {
            applier.close();
        }
    }

    private int leader() {
        LogFixture.await(
                () -> logs.stream().anyMatch(log -> log.state().ready()),
                () -> "no leader: " + logs.stream().map(RatisServiceLog::state).toList());
        for (int i = 0; i < logs.size(); i++) {
            if (logs.get(i).state().ready()) {
                return i;
            }
        }
        return leader();
    }

    private void appendTo(int member, List<String> expected, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String text = "entry " + expected.size();
            logs.get(member)
                    .append(LogFixture.bytes(text))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            expected.add(text);
        }
    }

    private void awaitAll(List<String> expected) {
        for (FileApplier applier : appliers) {
            LogFixture.await(
                    () -> applier.texts().size() >= expected.size(),
                    () -> applier.texts().size() + " entries");
            assertThat(applier.texts()).isEqualTo(expected);
        }
    }

    @Test
    void allApplyTheSameAndALeaderThatGoesIsReplacedAndCatchesUp() throws Exception {
        List<String> expected = new ArrayList<>();
        int first = leader();
        appendTo(first, expected, 30);
        awaitAll(expected);
        int follower = (first + 1) % 3;
        assertThatThrownBy(() -> LogFixture.append(logs.get(follower), "not here"))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        NotLeaderException.class,
                        refusal -> assertThat(refusal.leaderId())
                                .isEqualTo(logs.get(first).state().memberId()));
        logs.get(first).close();
        int second = leader();
        assertThat(second).isNotEqualTo(first);
        // Far enough that snapshots are made and the log behind them is purged: the first gets a copy of the state.
        appendTo(second, expected, 400);
        logs.set(first, open(first));
        awaitAll(expected);
        appendTo(leader(), expected, 10);
        awaitAll(expected);
    }

    @Test
    void aMinorityRefusesWithAReasonAndGoesOnWhenTheOthersAreBack() throws Exception {
        List<String> expected = new ArrayList<>();
        int last = leader();
        appendTo(last, expected, 5);
        awaitAll(expected);
        List<Integer> others = List.of((last + 1) % 3, (last + 2) % 3);
        others.forEach(other -> logs.get(other).close());
        LogFixture.await(logs.get(last), state -> !state.ready());
        LogFixture.await(logs.get(last), state -> state.leaderId().isEmpty());
        assertThatThrownBy(() -> LogFixture.append(logs.get(last), "alone"))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        LogUnavailableException.class,
                        refusal -> assertThat(refusal.problem().kind()).isEqualTo(LogProblem.Kind.NO_QUORUM));
        LogPosition before = appliers.get(last).applied();
        others.forEach(other -> logs.set(other, open(other)));
        appendTo(leader(), expected, 5);
        awaitAll(expected);
        assertThat(appliers.get(last).applied().isAfter(before)).isTrue();
    }

    @Test
    void refusesAnAddressThatOthersCanReach() {
        ServiceLogConfig open = configs.get(0)
                .with(new ServiceLogConfig.Group(Optional.of(new LogEndpoint("0.0.0.0", 9872)), List.of()));
        assertThatThrownBy(() -> RatisServiceLog.open(open, appliers.get(0), LogFixture.UNEXPECTED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listen: 0.0.0.0:9872 is not a loopback address");
    }
}
