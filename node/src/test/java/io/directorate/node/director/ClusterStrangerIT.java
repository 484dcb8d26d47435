package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.consensus.log.CallFailedException;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.raft.RaftCalls;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.pki.IdentityFiles;
import io.directorate.node.pki.Strangers;
import io.directorate.node.pki.TestIdentities;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who can reach the port of a director but have no certificate of the cluster's CA: they get nothing, and hold nobody up. */
class ClusterStrangerIT {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterStrangerIT.class);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 200;
    private static final int COMMANDS = 60;
    private static final long COMMAND_MILLIS = 1_000;
    private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP2_NO_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final int HTTP2_SETTINGS = 4;

    @TempDir
    private Path folder;

    /** As many as shall be open, whatever the director does about it. */
    private enum Held {
        SILENT,
        HALF_A_HANDSHAKE
    }

    @Test
    void aStrangerCanNeitherAskNorReadNorJoin() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, 50).with("a", "b", "c")) {
            cluster.found();
            LogEndpoint where = LogEndpoint.parse(cluster.endpoint(cluster.awaitLeader()));
            UUID group = UUID.fromString(
                    cluster.get("a").get("/api/v1/cluster").path("group").asText());
            // Another CA for a cluster of the same name; its directors know the right CA, which is no secret.
            TestIdentities others = new TestIdentities(folder.resolve("other-pki"), "test");
            IdentityFiles right = IdentityFiles.in(cluster.identity("a"));
            IdentityFiles wrong = IdentityFiles.in(others.issue("a", "127.0.0.99"));
            LogTls member = LogTls.ofPem(right.chain(), right.key(), right.authorities());
            LogTls stranger = LogTls.ofPem(wrong.chain(), wrong.key(), right.authorities());

            refusedCalls(Optional.empty(), where, group);
            refusedCalls(Optional.of(stranger), where, group);
            try (LogCalls calls = RaftCalls.open(Optional.of(member))) {
                assertThat(calls.groups(where, CALL).toCompletableFuture().get(10, TimeUnit.SECONDS))
                        .containsExactly(group);
            }
            assertThat(readable(Strangers.without(), where)).isEmpty();
            assertThat(readable(Strangers.with(keys(stranger)), where)).isEmpty();
            byte[] toMember = readable(Strangers.with(keys(member)), where);
            assertThat(toMember).hasSizeGreaterThan(HTTP2_NO_SETTINGS.length);
            assertThat(toMember[3]).isEqualTo((byte) HTTP2_SETTINGS);
            doesNotJoin(cluster, others);
        }
    }

    private static void refusedCalls(Optional<LogTls> tls, LogEndpoint where, UUID group) {
        try (LogCalls calls = RaftCalls.open(tls)) {
            for (var asked : List.of(calls.groups(where, CALL), calls.ask(where, group, new byte[] {1}, CALL))) {
                assertThatThrownBy(() -> asked.toCompletableFuture().get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                CallFailedException.class,
                                failure ->
                                        assertThat(failure.reason()).isEqualTo(CallFailedException.Reason.UNREACHABLE));
            }
        }
    }

    private static X509ExtendedKeyManager keys(LogTls tls) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("x", tls.key(), new char[0], tls.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /** What the port says, over TLS, to one who speaks HTTP/2. */
    private static byte[] readable(SSLContext tls, LogEndpoint where) throws IOException {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(where.host(), where.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(Math.toIntExact(CALL.toMillis()));
            socket.startHandshake();
            socket.getOutputStream().write(HTTP2_PREFACE);
            socket.getOutputStream().write(HTTP2_NO_SETTINGS);
            byte[] first = new byte[1024];
            int length = socket.getInputStream().read(first);
            return Arrays.copyOf(first, Math.max(0, length));
        } catch (SSLException | SocketException refused) {
            LOG.info("Refused: {}", refused.getMessage());
            return new byte[0];
        }
    }

    private void doesNotJoin(ChildCluster cluster, TestIdentities others) throws Exception {
        String endpoint =
                "127.0.0.99:" + LogEndpoint.parse(cluster.endpoint("a")).port();
        try (ChildDirector stranger = new ChildDirector(folder.resolve("stranger"), "stranger", 50, """
                cluster:
                  listen: "%s"
                  seeds: ["%s", "%s", "%s"]
                  identity: %s
                """.formatted(
                        endpoint,
                        cluster.endpoint("a"),
                        cluster.endpoint("b"),
                        cluster.endpoint("c"),
                        others.issue("stranger", "127.0.0.99")))) {
            stranger.start();
            cluster.await(
                    "the stranger has asked in vain", () -> stranger.reason().contains("no answer from"));
            assertThat(stranger.reason()).contains(cluster.endpoint("a"), cluster.endpoint("b"), cluster.endpoint("c"));
            assertThat(stranger.get("/api/v1/cluster").path("members")).isEmpty();
            for (ChildDirector director : cluster.all()) {
                assertThat(director.get("/api/v1/cluster").path("members")).hasSize(3);
            }
        }
    }

    @Test
    @Tag("slow")
    void connectionsThatSayNothingDelayNeitherCommandsNorANewDirector() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, 50).with("a", "b", "c")) {
            cluster.found();
            String leader = cluster.awaitLeader();
            LogEndpoint where = LogEndpoint.parse(cluster.endpoint(leader));
            long before = slowestOf(cluster, 0);
            int round = 1;
            for (Held held : Held.values()) {
                try (HeldConnections connections =
                        new HeldConnections(where, CONNECTIONS, held == Held.HALF_A_HANDSHAKE)) {
                    connections.awaitOpen();
                    long during = slowestOf(cluster, round++);
                    LOG.info(
                            "Slowest of {} commands: {} ms, with {} connections held open ({}, {} made) {} ms",
                            COMMANDS,
                            before,
                            CONNECTIONS,
                            held,
                            connections.made(),
                            during);
                    assertThat(during)
                            .as("with connections held, %s", held)
                            .isLessThan(BusyMachine.allowed(COMMAND_MILLIS));
                    assertThat(connections.mostOpen()).isEqualTo(CONNECTIONS);
                    if (held == Held.HALF_A_HANDSHAKE) {
                        cluster.add("d", "auto").start();
                        cluster.awaitMembers(4);
                    }
                }
            }
            ClusterIT.awaitEqual(cluster, round * COMMANDS);
        }
    }

    /** Sends changes through all directors, one after another; how long the slowest took, in milliseconds. */
    private static long slowestOf(ChildCluster cluster, int round) throws IOException {
        long slowest = 0;
        for (int number = 0; number < COMMANDS; number++) {
            ChildDirector director = cluster.all().get(number % 3);
            int id = round * COMMANDS + number + 1;
            long begin = System.nanoTime();
            HttpResponse answer = ClusterIT.post(director, "held-" + id, ClusterIT.addService(id));
            slowest = Math.max(slowest, System.nanoTime() - begin);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            JsonNode body = DirectorFixture.MAPPER.readTree(answer.body());
            assertThat(body.path("repeated").asBoolean()).isFalse();
        }
        return TimeUnit.NANOSECONDS.toMillis(slowest);
    }
}
