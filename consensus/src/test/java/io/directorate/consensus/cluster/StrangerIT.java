package io.directorate.consensus.cluster;

import static io.directorate.consensus.cluster.TestMembers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import io.directorate.consensus.log.LogEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Those who are not members, for real: none joins, reads, or holds anybody up. */
@Tag("slow")
class StrangerIT {
    private static final TestMembers CLUSTER = new TestMembers("strangers", 5);
    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

    @BeforeAll
    static void start() throws Exception {
        CLUSTER.startAll(2);
        CLUSTER.member(0).ring("svc-strangers").addAll(List.of(SECRET));
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    private static HazelcastInstanceImpl hazelcast(int member) {
        return ((HazelcastInstanceProxy) CLUSTER.instance(member)).getOriginal();
    }

    private static int heldUnadmitted(int member) {
        return ((GuardedServerContext) hazelcast(member).node.getServer().getContext()).acceptedCount();
    }

    private static void unaffected() throws Exception {
        assertThat(CLUSTER.member(0).members()).hasSize(2);
        assertThat(CLUSTER.member(1).members()).hasSize(2);
        Ring ring = CLUSTER.member(1).ring("svc-strangers");
        assertThat(ring.read(0, 1, 5000).items()).containsExactly(SECRET);
        assertThat(CLUSTER.member(0).counters().starts()).isEqualTo(1);
        await(() -> heldUnadmitted(0) == 0 && heldUnadmitted(1) == 0, () -> "refused connections are kept");
    }

    private static CompletableFuture<HazelcastInstance> plain() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return HazelcastInstanceFactory.newHazelcastInstance(
                                MemberConfig.of(
                                        CLUSTER.settings(3, TestMembers.KEY), CLUSTER.endpoints(), "stranger", "id"),
                                "stranger",
                                new DefaultNodeContext());
                    } catch (UnknownHostException never) {
                        throw new IllegalStateException(never);
                    }
                },
                start -> new Thread(start, "plain member").start());
    }

    private static long refused(Function<MemberCounters, Long> how) {
        return how.apply(CLUSTER.member(0).counters());
    }

    /** One who knows the cluster's name only, one with another key, and one with the key at an address of nobody. */
    @Test
    void strangersAreAloneWhateverTheyKnow() throws Exception {
        long handshakes = refused(MemberCounters::refusedHandshake);
        long addresses = refused(MemberCounters::refusedAddress);
        CompletableFuture<HazelcastInstance> named = plain();
        try (HazelcastMember keyed = HazelcastMember.start(CLUSTER.settings(4, TestMembers.key(2)));
                HazelcastMember elsewhere =
                        HazelcastMember.start(CLUSTER.settings(TestMembers.free("127.0.0.9"), TestMembers.KEY))) {
            for (HazelcastMember stranger : List.of(keyed, elsewhere)) {
                await(
                        () -> stranger.state().phase() == MemberState.Phase.RUNNING,
                        () -> stranger.state().toString());
                assertThat(stranger.members()).hasSize(1);
                assertThat(stranger.ring("svc-strangers").tail()).isEqualTo(-1);
            }
            assertThat(named.get(60, TimeUnit.SECONDS).getCluster().getMembers())
                    .hasSize(1);
            assertThat(named.get().getRingbuffer("svc-strangers").tailSequence())
                    .isEqualTo(-1);
            // Both tried with what they know: one with nothing, one with another key.
            await(() -> refused(MemberCounters::refusedHandshake) >= handshakes + 2, () -> "they never tried");
            await(() -> refused(MemberCounters::refusedAddress) > addresses, () -> "it never tried");
            unaffected();
        } finally {
            named.thenAccept(stranger -> stranger.getLifecycleService().terminate())
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static Socket connect(String from, LogEndpoint to) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(to.host(), to.port()), 5000);
        socket.setSoTimeout(10);
        return socket;
    }

    private static boolean closedByOther(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void oneWhoHoldsFiftyConnectionsOpenHoldsUpNobody() throws Exception {
        List<Socket> held = new ArrayList<>();
        try (HazelcastMember warm = CLUSTER.start(2)) {
            await(() -> warm.members().size() == 3, () -> warm.state().toString());
        }
        await(() -> CLUSTER.member(0).members().size() == 2, () -> "the third has not left");
        long undisturbed = joinMillis();
        try {
            // From the very address from which the member comes, which is the worst place.
            for (int i = 0; i < 50; i++) {
                for (int to = 0; to < 2; to++) {
                    held.add(connect("127.0.0.3", CLUSTER.endpoints().get(to)));
                }
            }
            long disturbed = joinMillis();
            System.getLogger("test")
                    .log(
                            System.Logger.Level.INFO,
                            "joined in {0} ms, with 50 held open in {1} ms",
                            undisturbed,
                            disturbed);
            assertThat(disturbed).isLessThan(undisturbed + 3000);
            await(10, () -> held.stream().allMatch(StrangerIT::closedByOther), () -> "some are still open");
            unaffected();
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private static long joinMillis() {
        long began = System.nanoTime();
        try (HazelcastMember third = HazelcastMember.start(CLUSTER.settings(2, TestMembers.KEY))) {
            await(() -> third.members().size() == 3, () -> third.state().toString());
            long took = (System.nanoTime() - began) / 1_000_000;
            third.close();
            await(() -> CLUSTER.member(0).members().size() == 2, () -> "the third has not left");
            return took;
        }
    }

    @Test
    void thousandConnectionsFromElsewhereAreClosedUnread() throws Exception {
        long before = CLUSTER.member(0).counters().refusedAddress();
        int threads = Thread.activeCount();
        for (int i = 0; i < 1000; i++) {
            try (Socket socket = connect("127.0.0.8", CLUSTER.endpoints().get(0))) {
                await(5, () -> closedByOther(socket), () -> "still open");
            }
        }
        assertThat(CLUSTER.member(0).counters().refusedAddress()).isEqualTo(before + 1000);
        assertThat(Thread.activeCount()).isLessThan(threads + 20);
        unaffected();
    }
}
