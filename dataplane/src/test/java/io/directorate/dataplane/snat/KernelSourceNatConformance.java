package io.directorate.dataplane.snat;

import static io.directorate.dataplane.snat.SourceNatTest.entry;
import static io.directorate.dataplane.snat.SourceNatTest.full;
import static io.directorate.dataplane.snat.SourceNatTest.nat;
import static io.directorate.dataplane.snat.SourceNatTest.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.ipvs.KernelDataplane;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.reconcile.DriftReport;
import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.dataplane.reconcile.ReconcilerOptions;
import io.directorate.dataplane.reconcile.ReconcilerPorts;
import io.directorate.dataplane.reconcile.ReconcilerState;
import io.directorate.dataplane.socket.NetworkNamespace;
import io.directorate.events.model.ServiceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * FULLNAT on the real kernel, from a client through a director to a real server that knows no way to the client: needs IPVS, root, {@code ip} and
 * {@code iptables}. It makes network namespaces of its own and takes them away.
 *
 * <p>Its name matches no pattern of the build, since most machines have no IPVS: the kernel tests run it in their guest.
 */
public final class KernelSourceNatConformance {
    private static final String CLIENT = "snat-client";
    private static final String DIRECTOR = "snat-director";
    private static final String SERVER = "snat-server";
    private static final ServiceKey WEB = ServiceKey.parse("tcp:10.77.0.100:80");
    private static final ServiceKey WEB6 = ServiceKey.parse("tcp:[fd77::100]:80");
    private static final ServiceKey PLAIN = ServiceKey.parse("tcp:10.77.0.100:81");
    private static final String RULE_CHAIN = IptablesSourceNatTable.CHAIN;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final List<DriftReport> reports = new ArrayList<>();
    private final KernelDataplane dataplane =
            KernelDataplane.open(Optional.of(Path.of("/run/netns", DIRECTOR)), Duration.ofSeconds(20));
    private final IptablesSourceNatTable table =
            new IptablesSourceNatTable(new SystemCommandRunner(), List.of("ip", "netns", "exec", DIRECTOR));
    private final Reconciler reconciler = new Reconciler(
            new ReconcilerPorts(
                    dataplane,
                    Optional.of(new SourceNat(table, LocalAddresses.ALL)),
                    key -> false,
                    reports::add,
                    InstantSource.system(),
                    System::nanoTime),
            ReconcilerOptions.DEFAULT);
    private long sequence;

    @BeforeAll
    static void makeNetwork() throws Exception {
        shell("""
                set -e
                mkdir -p /run/netns
                for n in %1$s %2$s %3$s; do ip netns add $n; ip -n $n link set lo up; done
                ip link add c0 netns %1$s type veth peer name d0 netns %2$s
                ip link add r0 netns %3$s type veth peer name d1 netns %2$s
                ip -n %1$s link set c0 up; ip -n %2$s link set d0 up
                ip -n %3$s link set r0 up; ip -n %2$s link set d1 up
                ip -n %1$s addr add 10.77.0.1/24 dev c0; ip -n %1$s addr add fd77::1/64 dev c0 nodad
                ip -n %2$s addr add 10.77.0.100/24 dev d0; ip -n %2$s addr add fd77::100/64 dev d0 nodad
                ip -n %2$s addr add 10.78.0.50/24 dev d1; ip -n %2$s addr add fd78::50/64 dev d1 nodad
                ip -n %2$s addr add 10.78.0.51/24 dev d1
                ip -n %3$s addr add 10.78.0.101/24 dev r0; ip -n %3$s addr add fd78::101/64 dev r0 nodad
                ip netns exec %2$s sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
                """.formatted(CLIENT, DIRECTOR, SERVER));
    }

    @AfterAll
    static void takeNetworkAway() throws Exception {
        shell("for n in %s %s %s; do ip netns del $n; done".formatted(CLIENT, DIRECTOR, SERVER));
    }

    @AfterEach
    void takeRulesAway() {
        submit(state(List.of()));
        dataplane.close();
    }

    @Test
    void aServerWithoutARouteToTheClientAnswersInBothFamilies() throws Exception {
        submit(state(
                List.of("10.78.0.50", "10.78.0.51", "fd78::50"),
                entry(WEB, full("10.78.0.101:8080")),
                entry(WEB6, full("[fd78::101]:8080"))));
        assertThat(reconciler.status().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(dataplane.sysctl("conntrack")).contains("1");
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            seen.add(source("10.77.0.100", 80, "10.78.0.101", 8080).orElse("nobody"));
        }
        assertThat(seen).as("both local addresses in turn").containsExactly("10.78.0.50", "10.78.0.51");
        assertThat(source("fd77::100", 80, "fd78::101", 8080)).contains("fd78:0:0:0:0:0:0:50");
    }

    @Test
    void theRulesAreReadBackAsWrittenAndMendedWhenTakenOut() throws Exception {
        DesiredState desired = state(
                List.of("10.78.0.50"),
                entry(WEB, full("10.78.0.101:8080"), nat("10.78.0.102:8080").withWeight(0)));
        submit(desired);
        reconciler.requestResync();
        reconciler.doWork(sequence);
        assertThat(reports).isEmpty();
        shell("ip netns exec " + DIRECTOR + " iptables-legacy -t nat -F");
        reconciler.requestResync();
        reconciler.doWork(sequence);
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.count()).isEqualTo(2));
        assertThat(source("10.77.0.100", 80, "10.78.0.101", 8080)).contains("10.78.0.50");
        submit(state(List.of("10.78.0.50"), entry(WEB, nat("10.78.0.101:8080"))));
        assertThat(shell("ip netns exec " + DIRECTOR + " iptables-legacy -t nat -S"))
                .doesNotContain(RULE_CHAIN);
    }

    @Test
    void withPlainNatTheClientWaitsInVain() throws Exception {
        submit(state(List.of("10.78.0.50"), entry(PLAIN, nat("10.78.0.101:8080"))));
        assertThat(source("10.77.0.100", 81, "10.78.0.101", 8080)).isEmpty();
    }

    private void submit(DesiredState desired) {
        Set<ServiceKey> changed = new TreeSet<>(desired.keys());
        changed.addAll(Set.of(WEB, WEB6, PLAIN));
        reconciler.submit(desired, changed, ++sequence);
        reconciler.doWork(sequence);
    }

    /** Connects from the client; gives the address that the real server sees, or nothing if no connection comes about. */
    private static Optional<String> source(String virtual, int port, String real, int realPort) throws IOException {
        try (NetworkNamespace client = NetworkNamespace.named(CLIENT);
                NetworkNamespace server = NetworkNamespace.named(SERVER);
                ServerSocket listening = server.call(() -> listen(real, realPort));
                Socket socket = client.call(Socket::new, TIMEOUT)) {
            boolean connected = client.call(
                    () -> {
                        try {
                            socket.connect(new InetSocketAddress(InetAddress.getByName(virtual), port), 5000);
                            return true;
                        } catch (IOException e) {
                            return false;
                        }
                    },
                    TIMEOUT);
            if (!connected) {
                return Optional.empty();
            }
            socket.setSoTimeout(30_000);
            listening.setSoTimeout(30_000);
            try (Socket accepted = listening.accept()) {
                accepted.getOutputStream().write('y');
                assertThat(socket.getInputStream().read()).isEqualTo('y');
                return Optional.of(accepted.getInetAddress().getHostAddress());
            }
        }
    }

    private static ServerSocket listen(String address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 5);
        return socket;
    }

    private static String shell(String script) throws IOException, InterruptedException {
        CommandRunner.Result result = new SystemCommandRunner().run(List.of("bash", "-c", script), "", TIMEOUT);
        assertThat(result.exitStatus()).as("%s: %s", script, result.errors()).isZero();
        return result.output();
    }
}
