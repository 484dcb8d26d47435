package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLogConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups of three and five with certificates. */
class TlsClusterIT {
    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource("5, ::1")
    void allApplyTheSameAndALeaderThatGoesIsReplaced(int voters, String host) throws Exception {
        try (TestCluster cluster = new TestCluster(root, host, UnaryOperator.identity()).found(voters)) {
            List<String> expected = new ArrayList<>();
            cluster.append(expected, 20);
            cluster.awaitAll(expected);
            TestCluster.Member first = cluster.leader();
            TestCluster.Member follower = cluster.others(first).get(0);
            assertThatThrownBy(() -> LogFixture.append(follower.log(), "not here"))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            NotLeaderException.class,
                            refusal -> assertThat(refusal.leaderId()).contains(first.id));
            first.stop();
            cluster.append(expected, 20);
            first.start();
            cluster.awaitAll(expected);
        }
    }

    /** With heartbeats two seconds apart, thirty commits would reach followers after half a minute altogether. */
    @Test
    @Tag("slow")
    void tellsFollowersOfACommitBeforeTheNextHeartbeat() throws Exception {
        ServiceLogConfig.Timing seldom = new ServiceLogConfig.Timing(
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                TestCluster.TIMING.request(),
                TestCluster.TIMING.reopenMin(),
                TestCluster.TIMING.reopenMax());
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", config -> config.with(seldom)).found(3)) {
            List<String> expected = new ArrayList<>();
            cluster.append(expected, 1);
            cluster.awaitAll(expected);
            long begin = System.nanoTime();
            for (int i = 0; i < 30; i++) {
                cluster.append(expected, 1);
                cluster.awaitAll(expected);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void listensOnTheGivenAddressOnly() throws Exception {
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity()).found(1)) {
            int port = cluster.leader().endpoint.port();
            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.2", port), 2000))
                        .isInstanceOf(java.net.ConnectException.class);
            }
        }
    }

    @Test
    void saysThatItsPortIsTakenAndOpensWhenItIsFree() throws Exception {
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity()).found(1)) {
            TestCluster.Member member = cluster.leader();
            member.stop();
            try (ServerSocket thief = new ServerSocket(member.endpoint.port(), 1, InetAddress.getLoopbackAddress())) {
                assertThat(thief.isBound()).isTrue();
                member.start();
                LogFixture.await(
                        member.log(),
                        state -> state.problem()
                                .filter(problem -> problem.kind() == LogProblem.Kind.STORE_FAILED)
                                .filter(problem -> problem.message().contains("cannot be listened on"))
                                .isPresent());
                assertThat(member.state().problem()).get().satisfies(problem -> {
                    assertThat(problem.retrying()).isTrue();
                    assertThat(problem.message()).contains(member.endpoint + " cannot be listened on: ");
                });
            }
            LogFixture.await(member.log(), state -> state.ready());
        }
    }

    @Test
    void refusesToListenOnEveryAddress() {
        ServiceLogConfig config = LogFixture.config(root);
        TestAuthority authority = new TestAuthority("cluster");
        for (String host : List.of("0.0.0.0", "::")) {
            ServiceLogConfig.Group group = ServiceLogConfig.Group.founding(
                    new io.directorate.consensus.log.LogEndpoint(host, 9872), List.of(), authority.member("m"));
            assertThatThrownBy(
                            () -> RaftTransport.checkListen(config.with(group).group()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is every address of this machine");
        }
    }
}
