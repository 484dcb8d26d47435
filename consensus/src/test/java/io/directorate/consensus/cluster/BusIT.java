package io.directorate.consensus.cluster;

import static io.directorate.consensus.cluster.TestMembers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.instance.impl.OutOfMemoryErrorDispatcher;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.raft.TestAuthorities;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.InputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The event bus of three members: who may use it, and what it does when Hazelcast ends. */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BusIT {
    private static final TestAuthorities AUTHORITY = new TestAuthorities("cluster");
    private static final TestAuthorities OTHER = new TestAuthorities("other");
    private static final TestMembers CLUSTER = new TestMembers("bus", 3);
    private static final List<Vertx> BUSES = new ArrayList<>();
    private static final List<BusTls> TLS = new ArrayList<>();
    private static final List<LogEndpoint> PORTS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            String host = "127.0.0." + (i + 1);
            HazelcastMember member = CLUSTER.start(i);
            TLS.add(new BusTls(AUTHORITY.member("d" + i, host)));
            PORTS.add(TestMembers.free(host));
            EventBusOptions options = TLS.get(i).options(PORTS.get(i));
            // Before Hazelcast is there: it waits for it.
            BUSES.add(Vertx.builder()
                    .with(new VertxOptions()
                            .setEventBusOptions(options)
                            .setEventLoopPoolSize(1)
                            .setWorkerPoolSize(4))
                    .withClusterManager(member.clusterManager())
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS));
            TLS.get(i).attach(BUSES.get(i)).toCompletableFuture().get(20, TimeUnit.SECONDS);
            int self = i;
            BUSES.get(i)
                    .eventBus()
                    .<String>consumer("who", message -> message.reply("d" + self))
                    .completion()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            BUSES.get(i)
                    .eventBus()
                    .<String>consumer("only" + self, message -> message.reply("d" + self + " " + message.body()))
                    .completion()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        CLUSTER.awaitAll(3);
    }

    @AfterAll
    static void stop() throws Exception {
        for (Vertx bus : BUSES) {
            bus.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        CLUSTER.close();
    }

    private static String ask(int from, String address) {
        try {
            return BUSES.get(from)
                    .eventBus()
                    .<String>request(address, "x", new DeliveryOptions().setSendTimeout(2000))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .body();
        } catch (Exception failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    private static void awaitEachReachesEach() {
        for (int from = 0; from < 3; from++) {
            for (int to = 0; to < 3; to++) {
                int source = from;
                int target = to;
                await(
                        () -> ask(source, "only" + target).equals("d" + target + " x"),
                        () -> source + " to " + target + ": " + ask(source, "only" + target));
            }
        }
    }

    @Test
    @Order(1)
    void eachReachesEach() {
        awaitEachReachesEach();
    }

    private static void handshake(SSLContext context, int to) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(PORTS.get(to).host(), PORTS.get(to).port())) {
            socket.setSoTimeout(5000);
            socket.startHandshake();
            // TLS 1.3 tells a client that it is refused only when it reads.
            InputStream in = socket.getInputStream();
            if (in.read() < 0) {
                throw new java.io.EOFException("closed");
            }
        }
    }

    private static SSLContext context(@Nullable LogTls shown, String protocol) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (shown != null) {
            own.setKeyEntry(
                    "k", shown.key(), new char[0], shown.chain().toArray(java.security.cert.Certificate[]::new));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance(protocol);
        KeyManager[] managers = shown == null ? new KeyManager[0] : keys.getKeyManagers();
        context.init(managers, new TrustManager[] {new TrustsAll()}, null);
        return context;
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String kind) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }

    @Test
    @Order(2)
    void strangersAreRefused() throws Exception {
        assertThatThrownBy(() -> handshake(context(null, "TLSv1.3"), 0)).hasMessageContaining("bad_certificate");
        LogTls stranger = OTHER.member("d1", "127.0.0.2");
        assertThatThrownBy(() -> handshake(context(stranger, "TLSv1.3"), 0)).hasMessageContaining("bad_certificate");
        LogTls member = AUTHORITY.member("d1", "127.0.0.2");
        assertThatThrownBy(() -> handshake(context(member, "TLSv1.2"), 0)).hasMessageContaining("protocol_version");
        // The same with the right certificate is taken: silence, until the reading times out.
        assertThatThrownBy(() -> handshake(context(member, "TLSv1.3"), 0))
                .isInstanceOf(java.net.SocketTimeoutException.class);
        try (Socket clear = new Socket(PORTS.get(0).host(), PORTS.get(0).port())) {
            clear.setSoTimeout(6000);
            clear.getOutputStream().write(new byte[] {0, 0, 0, 20, 1, 2, 3});
            byte[] said = clear.getInputStream().readAllBytes();
            assertThat(said.length).isLessThanOrEqualTo(7);
        }
        awaitEachReachesEach();
    }

    @Test
    @Order(3)
    void certificatesAreRenewedWhileItRuns() throws Exception {
        TestAuthorities next = new TestAuthorities("next");
        for (int i = 0; i < 3; i++) {
            TLS.get(i).renew(next.member("d" + i, "127.0.0." + (i + 1)));
        }
        assertThatThrownBy(() -> handshake(context(AUTHORITY.member("d1", "127.0.0.2"), "TLSv1.3"), 0))
                .hasMessageContaining("bad_certificate");
        awaitEachReachesEach();
        for (int i = 0; i < 3; i++) {
            TLS.get(i).renew(AUTHORITY.member("d" + i, "127.0.0." + (i + 1)));
        }
    }

    @Test
    @Order(4)
    void whenHazelcastEndsForWantOfMemoryItComesBackAndSoDoesTheBus() {
        comesBackAfter(new OutOfMemoryError("GC overhead limit exceeded"));
    }

    /** After such an error Hazelcast goes on, with threads missing. */
    @Test
    @Tag("slow")
    @Order(5)
    void whenHazelcastHadNoMemoryForAMomentItIsStartedAnew() {
        comesBackAfter(new OutOfMemoryError("planted"));
    }

    private static void comesBackAfter(OutOfMemoryError error) {
        List<MemberState.Phase> phases = new CopyOnWriteArrayList<>();
        Runnable end = CLUSTER.member(1).onMembershipChange(state -> phases.add(state.phase()));
        long starts = CLUSTER.member(1).counters().starts();
        OutOfMemoryErrorDispatcher.onOutOfMemory(error);
        await(() -> phases.contains(MemberState.Phase.GONE), () -> "not noticed");
        // Own consumers are reached all the time.
        assertThat(ask(1, "only1")).isEqualTo("d1 x");
        assertThat(CLUSTER.member(1).state().problem().orElse("")).contains("started anew");
        await(() -> CLUSTER.member(1).counters().starts() == starts + 1, () -> "not started anew");
        CLUSTER.awaitAll(3);
        awaitEachReachesEach();
        end.run();
    }
}
