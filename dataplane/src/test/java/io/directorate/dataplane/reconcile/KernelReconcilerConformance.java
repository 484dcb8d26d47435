package io.directorate.dataplane.reconcile;

import static io.directorate.dataplane.reconcile.Lab.entry;
import static io.directorate.dataplane.reconcile.Lab.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.ipvs.KernelDataplane;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.OwnershipScope;
import io.directorate.dataplane.plan.Planner;
import io.directorate.dataplane.plan.RandomStates;
import io.directorate.dataplane.snat.CommandRunner;
import io.directorate.dataplane.snat.SystemCommandRunner;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.service.DriftAction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The reconciler on the real kernel: needs IPVS with an empty table, {@code lo} up, CAP_NET_ADMIN and {@code ipvsadm}.
 *
 * <p>Its name matches no pattern of the build, since most machines have no IPVS: the kernel tests run it in their guest.
 */
public final class KernelReconcilerConformance {
    private static final List<String> SCHEDULERS =
            List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "mh", "sed", "nq", "fo", "ovf");
    private static final int PORT = 4242;

    private final Dataplane somebody = KernelDataplane.open(Optional.empty(), Duration.ofSeconds(20));
    private final List<DriftReport> reports = new ArrayList<>();
    private final Reconciler reconciler = start();
    private long now;
    private long sequence;

    private Reconciler start() {
        ReconcilerPorts ports = new ReconcilerPorts(
                new ReopeningDataplane(() -> KernelDataplane.open(Optional.empty(), Duration.ofSeconds(20))),
                Optional.empty(),
                key -> false,
                reports::add,
                InstantSource.system(),
                System::nanoTime);
        return new Reconciler(ports, ReconcilerOptions.DEFAULT);
    }

    @AfterEach
    void clear() {
        somebody.apply(List.of(new DataplaneChange.Flush(), new DataplaneChange.SetTimeouts(Timeouts.DEFAULT)));
        somebody.close();
    }

    @Test
    void fromAnyStateToAnyOtherWithoutARefusalAndAsBelieved() {
        for (long seed = 0; seed < 4; seed++) {
            RandomStates states = new RandomStates(seed, SCHEDULERS);
            Set<ServiceKey> before = new HashSet<>();
            for (int i = 0; i < 15; i++) {
                DesiredState desired = states.desired(12, 6);
                before.addAll(desired.keys());
                ReconcilerStatus status = submit(desired, before);
                assertThat(status.stuck()).as("seed %d, state %d", seed, i).isEmpty();
                assertThat(status.state()).isEqualTo(ReconcilerState.CONVERGED);
                assertThat(differences(desired)).isEmpty();
                before = new HashSet<>(desired.keys());
            }
            long changes = reconciler.status().counters().changesApplied();
            reconciler.requestResync();
            assertThat(step().counters().changesApplied())
                    .as("seed %d, read again", seed)
                    .isEqualTo(changes);
            submit(DesiredState.EMPTY, before);
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void aDirectorThatComesBackChangesNothing() {
        DesiredState desired = new RandomStates(7, SCHEDULERS).desired(40, 6);
        submit(desired, desired.keys());
        Reconciler next = start();
        next.submit(desired, desired.keys(), 1);
        next.doWork(0);
        assertThat(next.status().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(next.status().counters().changesApplied()).isZero();
        assertThat(next.status().tableHash()).isEqualTo(reconciler.status().tableHash());
    }

    @Test
    void whatTheRealIpvsadmChangesIsFoundAndMended() throws Exception {
        ServiceKey web = ServiceKey.parse("tcp:127.0.0.9:80");
        ServiceKey dns = ServiceKey.parse("udp:127.0.0.9:53");
        DesiredState desired = state(
                entry(web, "sh", nat("127.0.0.8:80"), nat("127.0.0.7:80"), nat("127.0.0.6:80")),
                entry(dns, "wrr", nat("127.0.0.8:53")));
        submit(desired, desired.keys());
        ipvsadm("-d -t 127.0.0.9:80 -r 127.0.0.8:80");
        ipvsadm("-E -u 127.0.0.9:53 -s wlc -p 77");
        mended(desired, "real server 127.0.0.8:80 nat weight 1 of tcp:127.0.0.9:80 is missing", "persistent 77 s");
        assertThat(somebody.readService(web).orElseThrow().serversAsAdded())
                .extracting(TableServer::endpoint)
                .containsExactly(
                        Endpoint.parse("127.0.0.8:80"), Endpoint.parse("127.0.0.7:80"), Endpoint.parse("127.0.0.6:80"));
        ipvsadm("-D -t 127.0.0.9:80");
        mended(desired, "service tcp:127.0.0.9:80 is missing");
        ipvsadm("-C");
        mended(desired, "service udp:127.0.0.9:53 is missing");
    }

    @Test
    void aConnectionLivesOnWhileItsServerMovesInTheList() throws IOException {
        ServiceKey key = ServiceKey.parse("tcp:127.0.0.9:" + PORT);
        RealServer first = nat("127.0.0.8:" + PORT);
        RealServer second = nat("127.0.0.7:" + PORT).withWeight(0);
        DesiredState desired = state(entry(key, "mh", first, second));
        submit(desired, desired.keys());
        try (ServerSocket server = new ServerSocket(PORT, 5, InetAddress.getByName("127.0.0.8"));
                Socket client = new Socket()) {
            client.setSoTimeout(30_000);
            client.connect(new InetSocketAddress("127.0.0.9", PORT), 30_000);
            try (Socket accepted = server.accept()) {
                echo(client, accepted);
                ReconcilerStatus status = submit(state(entry(key, "mh", second, first)), Set.of(key));
                assertThat(status.state()).isEqualTo(ReconcilerState.CONVERGED);
                echo(client, accepted);
                assertThat(somebody.statistics()
                                .service(key)
                                .orElseThrow()
                                .servers()
                                .get(first.endpoint()))
                        .satisfies(counters ->
                                assertThat(counters.activeConnections()).isEqualTo(1));
            }
        }
    }

    private static void echo(Socket client, Socket accepted) throws IOException {
        client.getOutputStream().write('x');
        assertThat(accepted.getInputStream().read()).isEqualTo('x');
        accepted.getOutputStream().write('y');
        assertThat(client.getInputStream().read()).isEqualTo('y');
    }

    private void mended(DesiredState desired, String... lines) {
        reports.clear();
        reconciler.requestResync();
        assertThat(step().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(differences(desired)).isEmpty();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.action()).isEqualTo(DriftAction.REPAIRED);
            assertThat(String.join("\n", report.differences())).contains(lines);
        });
    }

    private List<String> differences(DesiredState desired) {
        return Planner.plan(desired, ActualState.of(somebody.read()), OwnershipScope.DEFAULT).planned().stream()
                .filter(change -> !(change.change() instanceof DataplaneChange.SetSysctl
                        || change.change() instanceof DataplaneChange.SetTimeouts))
                .map(change -> change.difference())
                .toList();
    }

    private ReconcilerStatus submit(DesiredState desired, Set<ServiceKey> changed) {
        reconciler.submit(desired, changed, ++sequence);
        return step();
    }

    private ReconcilerStatus step() {
        reconciler.doWork(++now);
        return reconciler.status();
    }

    private static RealServer nat(String endpoint) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.NAT);
    }

    private static void ipvsadm(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ipvsadm"));
        command.addAll(Arrays.asList(arguments.split(" ", -1)));
        CommandRunner.Result result = new SystemCommandRunner().run(command, "", Duration.ofSeconds(60));
        assertThat(result.exitStatus()).as("%s: %s", command, result.errors()).isZero();
    }
}
