package io.directorate.dataplane.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final ServiceKey KEY = ServiceKey.parse("tcp:192.0.2.1:80");
    private static final ServiceKey NUDGE = ServiceKey.parse("udp:127.0.0.9:9");

    @Test
    void saysWhatWasFoundAndWhatWasExpected() {
        DesiredState desired = desired(service("wrr", nat("10.0.0.1:80", 5), nat("10.0.0.2:80", 1)));
        ActualState actual = programmed(service("rr", nat("10.0.0.1:80", 4), nat("10.0.0.3:80", 1)));
        assertThat(Planner.plan(desired, actual, OwnershipScope.DEFAULT).differences())
                .containsExactly(
                        "service tcp:192.0.2.1:80 was found with scheduler rr, expected scheduler wrr",
                        "real server of tcp:192.0.2.1:80 was found as 10.0.0.1:80 nat weight 4, expected 10.0.0.1:80 nat weight 5",
                        "real server 10.0.0.2:80 nat weight 1 of tcp:192.0.2.1:80 is missing",
                        "real server 10.0.0.3:80 nat weight 1 of tcp:192.0.2.1:80 was found, none expected");
    }

    @Test
    void seesNoDifferenceInWhatTheKernelIgnores() {
        RealServer server = nat("10.0.0.1:80", 1);
        TableServer withTunnelNumbers =
                new TableServer(server.endpoint(), TableServer.NAT, new TableServer.RawTunnel(1, 6080, 1), 1, 0, 0);
        TableService found = new TableService(
                KEY,
                new ServiceSettings("rr", ServiceSettings.HASHED, 77, -256, Optional.empty()),
                List.of(withTunnelNumbers));
        Plan plan = Planner.plan(
                desired(service("rr", server)), ActualState.of(IpvsTable.of(List.of(found))), OwnershipScope.DEFAULT);
        assertThat(plan.isEmpty()).isTrue();
    }

    @Test
    void programsFullNatAsNat() {
        DesiredState desired =
                desired(service("rr", RealServer.of(Endpoint.parse("10.0.0.1:80"), ForwardingMethod.FULLNAT)));
        ActualState actual = programmed(service("rr", nat("10.0.0.1:80", 1)));
        assertThat(Planner.plan(desired, actual, OwnershipScope.DEFAULT).isEmpty())
                .isTrue();
    }

    @Test
    void mendsAServerWithAForwardingMethodThatTheModelDoesNotKnow() {
        TableServer bypass =
                new TableServer(Endpoint.parse("10.0.0.1:80"), TableServer.BYPASS, TableServer.RawTunnel.NONE, 1, 0, 0);
        TableService found =
                new TableService(KEY, ServiceSettings.of(VirtualService.of(KEY, new Scheduler("rr"))), List.of(bypass));
        assertThat(Planner.plan(
                                desired(service("rr", nat("10.0.0.1:80", 1))),
                                ActualState.of(IpvsTable.of(List.of(found))),
                                OwnershipScope.DEFAULT)
                        .changes())
                .containsExactly(new DataplaneChange.EditServer(KEY, nat("10.0.0.1:80", 1)));
    }

    @Test
    void exchangesAServerWhosePortChangesUnderAFirewallMark() {
        ServiceKey mark = ServiceKey.parse("fwmark:7");
        ServiceEntry wanted = new ServiceEntry(
                VirtualService.of(mark, new Scheduler("rr")), List.of(nat("10.0.0.1:0", 1)), ServiceLabels.NONE);
        TableService found =
                TableService.of(VirtualService.of(mark, new Scheduler("rr")), List.of(nat("10.0.0.1:80", 1)));
        KernelModel model = new KernelModel(ActualState.of(IpvsTable.of(List.of(found))));
        for (DataplaneChange change : Planner.plan(desired(wanted), model.state(), OwnershipScope.DEFAULT)
                .changes()) {
            assertThat(model.apply(change)).as(change.describe()).isEmpty();
        }
        assertThat(model.service(mark).orElseThrow().servers()).containsExactly(TableServer.of(nat("10.0.0.1:0", 1)));
    }

    @Test
    void tellsServersOfOneAddressApartByPortUnderAFirewallMarkToo() {
        ServiceKey mark = ServiceKey.parse("fwmark:7");
        VirtualService service = VirtualService.of(mark, new Scheduler("rr"));
        List<RealServer> both = List.of(nat("10.0.0.1:80", 1), nat("10.0.0.1:8080", 1));
        ActualState actual = ActualState.of(IpvsTable.of(List.of(TableService.of(service, both))));
        assertThat(Planner.plan(
                        desired(new ServiceEntry(service, both, ServiceLabels.NONE)), actual, OwnershipScope.DEFAULT))
                .isEqualTo(Plan.NOTHING);
        ServiceEntry one = new ServiceEntry(service, List.of(both.get(1)), ServiceLabels.NONE);
        assertThat(Planner.plan(desired(one), actual, OwnershipScope.DEFAULT).changes())
                .containsExactly(
                        new DataplaneChange.DeleteServer(mark, both.get(0).endpoint()));
    }

    @Test
    void deletesWhatTheLogOnceHadAndLeavesWhatItNeverHad() {
        ActualState actual = programmed(service("rr", nat("10.0.0.1:80", 1)));
        assertThat(Planner.plan(DesiredState.EMPTY, actual, OwnershipScope.DEFAULT))
                .isEqualTo(new Plan(List.of(), List.of(KEY)));
        assertThat(Planner.plan(DesiredState.EMPTY, actual, new OwnershipScope(Set.of(KEY), ForeignPolicy.KEEP))
                        .changes())
                .containsExactly(new DataplaneChange.DeleteService(KEY));
        assertThat(Planner.plan(DesiredState.EMPTY, actual, new OwnershipScope(Set.of(), ForeignPolicy.REMOVE))
                        .planned())
                .singleElement()
                .extracting(PlannedChange::origin)
                .isEqualTo(PlannedChange.Origin.FOREIGN);
    }

    @Test
    void comparesSettingsAsTheKernelWritesThem() {
        DesiredState desired = DesiredState.of(
                Map.of(),
                new TreeMap<>(),
                Optional.of(new Timeouts(900, 120, 300)),
                new TreeMap<>(Map.of("sync_threshold", "0 1", "conntrack", "1", "drop_entry", "1", "secure_tcp", "2")));
        ActualState same = new ActualState(
                IpvsTable.EMPTY,
                Optional.of(new ConnectionTimeouts(900, 120, 300)),
                new TreeMap<>(Map.of("sync_threshold", "0\t1", "conntrack", "1", "drop_entry", "2", "secure_tcp", "1")),
                List.of());
        assertThat(Planner.plan(desired, same, OwnershipScope.DEFAULT).isEmpty())
                .isTrue();
        ActualState other = new ActualState(
                IpvsTable.EMPTY,
                Optional.of(new ConnectionTimeouts(901, 120, 300)),
                new TreeMap<>(Map.of("conntrack", "0", "drop_entry", "0", "secure_tcp", "3")),
                List.of());
        assertThat(Planner.plan(desired, other, OwnershipScope.DEFAULT).differences())
                .containsExactly(
                        "net.ipv4.vs.conntrack was found as '0', expected '1'",
                        "net.ipv4.vs.drop_entry was found as '0', expected '1'",
                        "net.ipv4.vs.secure_tcp was found as '3', expected '2'",
                        "net.ipv4.vs.sync_threshold was found missing, expected '0 1'",
                        "timeouts were found as tcp 901 s, tcp fin 120 s, udp 300 s, expected tcp 900 s, tcp fin 120 s, udp 300 s");
    }

    @Test
    void makesReservedObjectsAgainWithoutShowingThem() {
        SyncDaemon master = SyncDaemon.of(SyncDaemon.State.MASTER, "lo", 7);
        ReservedObjects reserved = new ReservedObjects(
                Map.of(NUDGE, new DesiredService(VirtualService.of(NUDGE, new Scheduler("rr")), List.of())),
                List.of(master));
        Plan plan = Planner.plan(DesiredState.EMPTY.withReserved(reserved), ActualState.EMPTY, OwnershipScope.DEFAULT);
        assertThat(plan.changes())
                .containsExactly(
                        new DataplaneChange.AddService(VirtualService.of(NUDGE, new Scheduler("rr"))),
                        new DataplaneChange.StartDaemon(master));
        assertThat(plan.differences()).isEmpty();
        KernelModel model = new KernelModel(ActualState.EMPTY);
        plan.changes().forEach(model::apply);
        assertThat(reserved.hideFrom(model.state().table())).isEqualTo(IpvsTable.EMPTY);
    }

    @Test
    void leavesAReservedDaemonThatTheKernelReportsWithItsDefaults() {
        SyncDaemon wanted = SyncDaemon.of(SyncDaemon.State.BACKUP, "lo", 0);
        SyncDaemon running = new SyncDaemon(
                SyncDaemon.State.BACKUP,
                "lo",
                0,
                OptionalInt.of(65507),
                Optional.of(io.directorate.events.model.IpAddress.parse("224.0.0.81")),
                OptionalInt.of(8848),
                OptionalInt.of(1));
        DesiredState desired = DesiredState.EMPTY.withReserved(new ReservedObjects(Map.of(), List.of(wanted)));
        ActualState actual = new ActualState(IpvsTable.EMPTY, Optional.empty(), new TreeMap<>(), List.of(running));
        assertThat(Planner.plan(desired, actual, OwnershipScope.DEFAULT).isEmpty())
                .isTrue();
        SyncDaemon elsewhere = SyncDaemon.of(SyncDaemon.State.BACKUP, "eth0", 0);
        ActualState other = new ActualState(IpvsTable.EMPTY, Optional.empty(), new TreeMap<>(), List.of(elsewhere));
        assertThat(Planner.plan(desired, other, OwnershipScope.DEFAULT).changes())
                .containsExactly(
                        new DataplaneChange.StopDaemon(SyncDaemon.State.BACKUP),
                        new DataplaneChange.StartDaemon(wanted));
    }

    @Test
    void laysWeightsOverThoseOfTheLog() {
        DesiredState desired = desired(service("rr", nat("10.0.0.1:80", 5)))
                .withWeights(new WeightOverlay(Map.of(KEY, Map.of(Endpoint.parse("10.0.0.1:80"), 0))));
        ActualState actual = programmed(service("rr", nat("10.0.0.1:80", 5)));
        assertThat(Planner.plan(desired, actual, OwnershipScope.DEFAULT).changes())
                .containsExactly(new DataplaneChange.EditServer(KEY, nat("10.0.0.1:80", 0)));
    }

    @Test
    void cutsBatchesWithoutPartingAServerThatMoves() {
        RealServer[] order = {nat("10.0.0.1:80", 1), nat("10.0.0.2:80", 1), nat("10.0.0.3:80", 1)};
        DesiredState desired = desired(service("sh", order[0], order[1], order[2]));
        Plan plan =
                Planner.plan(desired, programmed(service("sh", order[2], order[1], order[0])), OwnershipScope.DEFAULT);
        assertThat(plan.planned()).hasSize(4);
        assertThat(plan.batches(3)).extracting(List::size).containsExactly(2, 2);
        assertThat(plan.batches(100)).containsExactly(plan.planned());
        assertThatThrownBy(() -> plan.batches(1)).hasMessageContaining("must be 2 or more");
    }

    private static ServiceEntry service(String scheduler, RealServer... servers) {
        return new ServiceEntry(VirtualService.of(KEY, new Scheduler(scheduler)), List.of(servers), ServiceLabels.NONE);
    }

    private static RealServer nat(String endpoint, int weight) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.NAT).withWeight(weight);
    }

    private static DesiredState desired(ServiceEntry... entries) {
        Map<ServiceKey, ServiceEntry> byKey = new LinkedHashMap<>();
        for (ServiceEntry entry : entries) {
            byKey.put(entry.service().key(), entry);
        }
        return DesiredState.of(byKey, new TreeMap<>(), Optional.empty(), new TreeMap<>());
    }

    private static ActualState programmed(ServiceEntry entry) {
        return RandomStates.programmed(desired(entry)).state();
    }
}
