package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLogConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.client.GrpcClientRpc;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupListRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Those who are not members: none reads, writes, changes the members or holds the others up. */
class StrangerIT {
    private static final TestAuthority OTHER = new TestAuthority("other");

    @TempDir
    Path root;

    /** What strangers show; none is from the cluster's authority and valid. */
    private enum Shows {
        NOTHING_IN_CLEAR,
        NO_CERTIFICATE,
        ANOTHER_AUTHORITYS,
        AN_EXPIRED_ONE
    }

    private static RaftTransport transport(Shows what, TestAuthority cluster) {
        Optional<LogTls> tls = switch (what) {
            case NOTHING_IN_CLEAR, NO_CERTIFICATE -> Optional.empty();
            case ANOTHER_AUTHORITYS ->
                Optional.of(
                        OTHER.member("m0", Duration.ofDays(1), List.of("127.0.0.1"), List.of(cluster.certificate())));
            case AN_EXPIRED_ONE ->
                Optional.of(cluster.member(
                        "m0", Duration.ofDays(-1), List.of("127.0.0.1"), List.of(cluster.certificate())));
        };
        return new RaftTransport(tls, UnaryOperator.identity(), CallHandler.NONE);
    }

    private static GrpcClientRpc client(Shows what, TestAuthority cluster, RaftPeer target) {
        Parameters parameters = transport(what, cluster).parameters();
        if (what == Shows.NO_CERTIFICATE) {
            org.apache.ratis.grpc.GrpcConfigKeys.TLS.setConf(
                    parameters,
                    new org.apache.ratis.grpc.GrpcTlsConfig(null, null, List.of(cluster.certificate()), false));
        }
        GrpcClientRpc client = new GrpcFactory(parameters).newRaftClientRpc(ClientId.randomId(), new RaftProperties());
        client.addRaftPeers(target);
        return client;
    }

    static Stream<Shows> strangers() {
        return Stream.of(Shows.values());
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void canNeitherReadNorWriteNorChangeTheMembers(Shows what) throws Exception {
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity()).found(1)) {
            List<String> expected = new ArrayList<>();
            cluster.append(expected, 1);
            TestCluster.Member leader = cluster.leader();
            RaftPeer target = RaftSettings.peer(new LogPeer(leader.id, leader.endpoint));
            RaftGroupId group = RaftGroupId.valueOf(leader.state().groupId().orElseThrow());
            ClientId self = ClientId.randomId();
            RaftClientRequest write = RaftClientRequest.newBuilder()
                    .setClientId(self)
                    .setServerId(target.getId())
                    .setGroupId(group)
                    .setCallId(1)
                    .setMessage(Message.valueOf("forged"))
                    .setType(RaftClientRequest.writeRequestType())
                    .build();
            List<RaftClientRequest> tries = List.of(
                    write,
                    new GroupListRequest(self, target.getId(), group, 2),
                    new SetConfigurationRequest(self, target.getId(), group, 3, List.of()));
            try (GrpcClientRpc client = client(what, cluster.authority, target)) {
                for (RaftClientRequest attempt : tries) {
                    assertThatThrownBy(() -> client.sendRequest(attempt))
                            .as("%s", attempt)
                            .isInstanceOf(Exception.class);
                }
            }
            // The same request from a member is answered: it was the certificate, not the request.
            Parameters member = new RaftTransport(
                            Optional.of(cluster.authority.member("another")),
                            UnaryOperator.identity(),
                            CallHandler.NONE)
                    .parameters();
            try (GrpcClientRpc client =
                    new GrpcFactory(member).newRaftClientRpc(ClientId.randomId(), new RaftProperties())) {
                client.addRaftPeers(target);
                assertThat(client.sendRequest(tries.get(1)).isSuccess()).isTrue();
            }
            cluster.append(expected, 1);
            cluster.awaitAll(expected);
        }
    }

    @Test
    void oneOfAnotherAuthorityIsNotTakenAsAMember() throws Exception {
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity()).found(3)) {
            List<String> expected = new ArrayList<>();
            cluster.append(expected, 5);
            cluster.awaitAll(expected);
            TestCluster.Member replaced = cluster.others(cluster.leader()).get(0);
            replaced.stop();
            // The same store, address and name, and everything right but the authority.
            ServiceLogConfig.Group before = replaced.config.group();
            LogTls forged = OTHER.member(
                    replaced.name,
                    Duration.ofDays(1),
                    List.of("127.0.0.1"),
                    List.of(cluster.authority.certificate(), OTHER.certificate()));
            ServiceLogConfig.Group group =
                    ServiceLogConfig.Group.founding(before.listen().orElseThrow(), before.others(), forged);
            try (RatisServiceLog stranger =
                    RatisServiceLog.open(replaced.config.with(group), replaced.applier, LogFixture.UNEXPECTED)) {
                cluster.members.remove(replaced);
                cluster.append(expected, 10);
                cluster.awaitAll(expected);
                assertThat(replaced.applier.texts()).hasSize(5);
                assertThat(stranger.state().leaderId()).isEmpty();
            }
            replaced.start();
            cluster.members.add(replaced);
            cluster.awaitAll(expected);
        }
    }

    @Test
    void thoseWhoHoldConnectionsOpenAreSentAwayAndHoldNobodyUp() throws Exception {
        try (TestCluster cluster = new TestCluster(root, "127.0.0.1", UnaryOperator.identity()).found(3)) {
            List<String> expected = new ArrayList<>();
            cluster.append(expected, 5);
            List<Socket> held = new ArrayList<>();
            try {
                for (TestCluster.Member member : cluster.members) {
                    for (int i = 0; i < 200; i++) {
                        held.add(silent(member));
                    }
                }
                long term = cluster.leader().state().term();
                cluster.append(expected, 20);
                cluster.awaitAll(expected);
                assertThat(cluster.leader().state().term()).isEqualTo(term);
                LogFixture.await(() -> held.stream().allMatch(StrangerIT::closedByOther), () -> "some are still held");
            } finally {
                for (Socket socket : held) {
                    socket.close();
                }
            }
            // A member can still come in.
            TestCluster.Member back = cluster.others(cluster.leader()).get(0);
            back.stop();
            back.start();
            cluster.append(expected, 5);
            cluster.awaitAll(expected);
        }
    }

    /** Says the beginning of a handshake and then nothing. */
    private static Socket silent(TestCluster.Member member) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10);
        socket.connect(new InetSocketAddress(member.endpoint.host(), member.endpoint.port()), 5000);
        socket.getOutputStream().write(new byte[] {22, 3, 1});
        return socket;
    }

    private static boolean closedByOther(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void certificatesCanBeGivenAsFiles() throws Exception {
        TestAuthority authority = new TestAuthority("cluster");
        LogTls made = authority.member("m");
        Path chain = TestAuthority.pem(
                root.resolve("chain.pem"), "CERTIFICATE", made.chain().get(0).getEncoded());
        Path key = TestAuthority.pem(
                root.resolve("key.pem"), "PRIVATE KEY", made.key().getEncoded());
        Path ca = TestAuthority.pem(
                root.resolve("ca.pem"), "CERTIFICATE", authority.certificate().getEncoded());
        LogTls read = LogTls.ofPem(chain, key, ca);
        assertThat(read).isEqualTo(made);
        assertThat(read.toString()).contains("CN=m").doesNotContain("PrivateKey");
        assertThatThrownBy(() -> LogTls.ofPem(chain, ca, ca))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.pem: contains no unencrypted PKCS #8 key");
        assertThatThrownBy(() -> LogTls.ofPem(key, key, ca))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key.pem");
    }
}
