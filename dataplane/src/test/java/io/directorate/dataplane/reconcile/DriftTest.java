package io.directorate.dataplane.reconcile;

import static io.directorate.dataplane.reconcile.Lab.DNS;
import static io.directorate.dataplane.reconcile.Lab.WEB;
import static io.directorate.dataplane.reconcile.Lab.entry;
import static io.directorate.dataplane.reconcile.Lab.nat;
import static io.directorate.dataplane.reconcile.Lab.state;
import static io.directorate.dataplane.reconcile.Lab.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.plan.DesiredService;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.plan.ReservedObjects;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.Command;
import io.directorate.events.service.DriftAction;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriftTest {
    private static final ServiceKey NUDGE = ServiceKey.parse("udp:127.0.0.9:9");
    private static final ServiceEntry FOREIGN = entry(ServiceKey.parse("tcp:198.51.100.1:443"), "lc", nat(9, 3));

    private final Path sysctls;

    DriftTest(@TempDir Path sysctls) {
        this.sysctls = sysctls;
    }

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 10) : LongStream.of(one);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aHundredEditsBehindItsBackAreMendedWithAMessageForEachDifference(long seed) {
        Lab lab = new Lab(sysctls);
        DesiredState desired = Lab.many(30);
        lab.submit(desired);
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            edit(lab, desired, random);
        }
        int differing = lab.differences(desired).size();
        assertThat(differing).isPositive();
        lab.kernel.resetCounts();
        ReconcilerStatus status = lab.afterInterval();
        assertThat(lab.differences(desired)).isEmpty();
        assertThat(lab.kernel.changeMessages()).isEqualTo(differing);
        assertThat(status.converged()).isTrue();
        assertThat(lab.reports).singleElement().satisfies(report -> {
            assertThat(report.count()).isEqualTo(differing);
            assertThat(report.action()).isEqualTo(DriftAction.REPAIRED);
            assertThat(report.differences()).hasSize(Math.min(differing, DriftReport.MOST_LINES));
        });
    }

    private static void edit(Lab lab, DesiredState desired, Random random) {
        List<ServiceKey> keys = List.copyOf(desired.keys());
        ServiceKey key = keys.get(random.nextInt(keys.size()));
        Optional<TableService> found = lab.somebody.readService(key);
        if (found.isEmpty()) {
            lab.behindItsBack(new DataplaneChange.AddService(VirtualService.of(key, new Scheduler("wlc"))));
            return;
        }
        RealServer server = nat(random.nextInt(6), random.nextInt(4));
        boolean there = found.get().servers().stream()
                .anyMatch(other -> other.endpoint().equals(server.endpoint()));
        switch (random.nextInt(8)) {
            case 0 -> lab.behindItsBack(new DataplaneChange.DeleteService(key));
            case 1 -> lab.behindItsBack(new DataplaneChange.EditService(VirtualService.of(key, new Scheduler("wrr"))));
            case 2, 3 -> {
                if (there) {
                    lab.behindItsBack(new DataplaneChange.DeleteServer(key, server.endpoint()));
                }
            }
            default ->
                lab.behindItsBack(
                        there
                                ? new DataplaneChange.EditServer(key, server)
                                : new DataplaneChange.AddServer(key, server));
        }
    }

    @Test
    void aClearedTableIsProgrammedAgain() {
        Lab lab = new Lab(sysctls);
        DesiredState desired = Lab.many(5);
        lab.submit(desired);
        lab.behindItsBack(new DataplaneChange.Flush());
        lab.afterInterval();
        assertThat(lab.differences(desired)).isEmpty();
        assertThat(lab.reports)
                .singleElement()
                .satisfies(report ->
                        assertThat(report.differences()).hasSize(25).contains("service tcp:192.0.0.1:80 is missing"));
    }

    @Test
    void aLongReportIsCutButCounted() {
        Lab lab = new Lab(sysctls);
        DesiredState desired = Lab.many(50);
        lab.submit(desired);
        lab.behindItsBack(new DataplaneChange.Flush());
        lab.afterInterval();
        assertThat(lab.reports.get(0).differences()).hasSize(DriftReport.MOST_LINES);
        assertThat(lab.reports.get(0).count()).isEqualTo(250);
    }

    @Test
    void alertLeavesDriftAndSaysSoOnceForEachSetOfDifferences() {
        Lab lab = lab(DriftPolicy.ALERT, ForeignPolicy.KEEP);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr"));
        lab.submit(desired);
        lab.behindItsBack(new DataplaneChange.EditServer(WEB, nat(1, 7)));
        assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.DRIFTED);
        lab.afterInterval();
        lab.afterInterval();
        assertThat(lab.kernel.changeMessages()).isZero();
        assertThat(lab.reports).singleElement().satisfies(report -> {
            assertThat(report.action()).isEqualTo(DriftAction.ALERTED);
            assertThat(report.differences()).hasSize(1);
            assertThat(report.differences().get(0)).contains("weight 7", "weight 1");
        });
        lab.behindItsBack(new DataplaneChange.EditServer(WEB, nat(1, 8)));
        ReconcilerStatus status = lab.afterInterval();
        assertThat(lab.reports).hasSize(2);
        assertThat(status.driftCount()).isEqualTo(1);
        assertThat(status.converged()).isTrue();
    }

    @Test
    void underAlertAChangeThroughTheLogMakesTheWholeServiceRight() {
        Lab lab = lab(DriftPolicy.ALERT, ForeignPolicy.KEEP);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr"));
        lab.submit(desired);
        lab.behindItsBack(
                new DataplaneChange.EditServer(WEB, nat(1, 7)),
                new DataplaneChange.EditService(VirtualService.of(DNS, new Scheduler("lc"))));
        lab.afterInterval();
        DesiredState changed = with(desired, entry(WEB, "wrr", nat(1, 1)));
        lab.submit(changed, Set.of(WEB));
        assertThat(lab.differences(changed)).singleElement().asString().contains(DNS.toString());
        assertThat(lab.afterInterval().driftCount()).isEqualTo(1);
        lab.reconciler.requestRepair();
        assertThat(lab.step().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.differences(changed)).isEmpty();
    }

    @Test
    void driftThatSomebodyTakesBackCanBeReportedAgain() {
        Lab lab = lab(DriftPolicy.ALERT, ForeignPolicy.KEEP);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        lab.submit(desired);
        for (int i = 0; i < 2; i++) {
            lab.behindItsBack(new DataplaneChange.EditServer(WEB, nat(1, 7)));
            lab.afterInterval();
            lab.behindItsBack(new DataplaneChange.EditServer(WEB, nat(1, 1)));
            assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.CONVERGED);
        }
        assertThat(lab.reports).hasSize(2);
    }

    @Test
    void adoptAsksForTheCommandsThatMakeTheLogEqualOnce() {
        Lab lab = lab(DriftPolicy.ADOPT, ForeignPolicy.KEEP);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1), nat(2, 1)), entry(DNS, "rr"));
        lab.submit(desired);
        lab.behindItsBack(
                new DataplaneChange.EditServer(WEB, nat(1, 7)),
                new DataplaneChange.DeleteServer(WEB, nat(2, 1).endpoint()),
                new DataplaneChange.DeleteService(DNS));
        lab.afterInterval();
        lab.afterInterval();
        assertThat(lab.kernel.changeMessages()).isZero();
        assertThat(lab.reports).singleElement().satisfies(report -> {
            assertThat(report.action()).isEqualTo(DriftAction.ADOPTED);
            assertThat(report.commands())
                    .containsExactly(
                            new Command.EditServer(WEB, nat(1, 7)),
                            new Command.DeleteServer(WEB, nat(2, 1).endpoint()),
                            new Command.DeleteService(DNS));
        });
        DesiredState adopted = state(entry(WEB, "rr", nat(1, 7)));
        assertThat(lab.submit(adopted, Set.of(WEB, DNS)).state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.kernel.changeMessages()).isZero();
    }

    @Test
    void whatIsNotYetDoneIsNeverDrift() {
        Lab lab = new Lab(sysctls);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        lab.submit(desired);
        lab.kernel.setPermitted(false);
        DesiredState wished = state(entry(WEB, "rr", nat(1, 5)), entry(DNS, "rr", nat(1, 1)));
        assertThat(lab.submit(wished).state()).isEqualTo(ReconcilerState.NOT_CONVERGED);
        assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.UNAVAILABLE);
        lab.kernel.setPermitted(true);
        assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.differences(wished)).isEmpty();
        assertThat(lab.reports).isEmpty();
    }

    @Test
    void whatIsRefusedIsNotDrift() {
        Lab lab = new Lab(sysctls);
        lab.dataplane.refuse(change -> change instanceof DataplaneChange.AddServer);
        lab.submit(state(entry(WEB, "rr", nat(1, 1))));
        for (int i = 0; i < 5; i++) {
            lab.afterInterval();
        }
        assertThat(lab.reports).isEmpty();
    }

    @Test
    void driftOfWhichTheRepairIsRefusedIsSaidToBeThere() {
        Lab lab = new Lab(sysctls);
        lab.submit(state(entry(WEB, "rr", nat(1, 1))));
        lab.behindItsBack(new DataplaneChange.DeleteServer(WEB, nat(1, 1).endpoint()));
        lab.dataplane.refuse(change -> change instanceof DataplaneChange.AddServer);
        assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.NOT_CONVERGED);
        assertThat(lab.reports).singleElement().extracting(DriftReport::action).isEqualTo(DriftAction.ALERTED);
    }

    @Test
    void aListenerThatFailsStopsNothing() {
        Lab lab = new Lab(sysctls);
        ReconcilerPorts ports = new ReconcilerPorts(
                lab.dataplane,
                Optional.empty(),
                key -> false,
                report -> {
                    throw new IllegalStateException("full");
                },
                InstantSource.system(),
                () -> 0);
        Reconciler reconciler = new Reconciler(ports, ReconcilerOptions.DEFAULT);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        reconciler.submit(desired, desired.keys(), 1);
        reconciler.doWork(0);
        lab.behindItsBack(new DataplaneChange.Flush());
        reconciler.requestResync();
        reconciler.doWork(1);
        assertThat(reconciler.status().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.differences(desired)).isEmpty();
    }

    @Test
    void whatTheHistoryCannotTellIsLeftAlone() {
        Lab lab = new Lab(sysctls);
        addForeign(lab);
        ReconcilerPorts ports = new ReconcilerPorts(
                lab.dataplane,
                Optional.empty(),
                key -> {
                    throw new IllegalStateException("the disk is gone");
                },
                lab.reports::add,
                InstantSource.system(),
                () -> 0);
        Reconciler reconciler = new Reconciler(ports, ReconcilerOptions.DEFAULT);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        reconciler.submit(desired, desired.keys(), 1);
        reconciler.doWork(0);
        assertThat(reconciler.status().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.somebody.read().services())
                .containsOnlyKeys(WEB, FOREIGN.service().key());
    }

    @Test
    void foreignServicesStayAndAreCounted() {
        Lab lab = lab(DriftPolicy.REPAIR, ForeignPolicy.KEEP);
        addForeign(lab);
        ReconcilerStatus status = lab.submit(state(entry(WEB, "rr")));
        assertThat(status.foreignCount()).isEqualTo(1);
        lab.afterInterval();
        assertThat(lab.somebody.read().services()).hasSize(2);
        assertThat(lab.reports).isEmpty();
        lab.submit(DesiredState.EMPTY, Set.of(WEB));
        assertThat(lab.somebody.read().services())
                .containsOnlyKeys(FOREIGN.service().key());
    }

    @Test
    void foreignServicesAreReportedOnce() {
        Lab lab = lab(DriftPolicy.REPAIR, ForeignPolicy.ALERT);
        addForeign(lab);
        lab.submit(state(entry(WEB, "rr")));
        lab.afterInterval();
        assertThat(lab.reports)
                .singleElement()
                .satisfies(
                        report -> assertThat(report.differences())
                                .containsExactly(
                                        "service tcp:198.51.100.1:443 scheduler lc, 1 real server was found, which the log never had"));
        assertThat(lab.somebody.read().services()).hasSize(2);
    }

    @Test
    void foreignServicesAreAdopted() {
        Lab lab = lab(DriftPolicy.REPAIR, ForeignPolicy.ADOPT);
        addForeign(lab);
        lab.submit(state(entry(WEB, "rr")));
        assertThat(lab.reports)
                .singleElement()
                .satisfies(report -> assertThat(report.commands())
                        .containsExactly(
                                new Command.AddService(FOREIGN.service(), ServiceLabels.NONE),
                                new Command.AddServer(FOREIGN.service().key(), nat(9, 3))));
        lab.kernel.resetCounts();
        lab.submit(state(entry(WEB, "rr"), FOREIGN), Set.of(FOREIGN.service().key()));
        lab.afterInterval();
        assertThat(lab.kernel.changeMessages()).isZero();
        assertThat(lab.reports).hasSize(1);
    }

    @Test
    void foreignServicesAreRemovedWhenToldSo() {
        Lab lab = lab(DriftPolicy.REPAIR, ForeignPolicy.REMOVE);
        addForeign(lab);
        lab.submit(state(entry(WEB, "rr")));
        assertThat(lab.somebody.read().services()).containsOnlyKeys(WEB);
        assertThat(lab.reports).singleElement().extracting(DriftReport::action).isEqualTo(DriftAction.REPAIRED);
    }

    @Test
    void reservedObjectsAreMadeAgainInSilence() {
        Lab lab = new Lab(sysctls);
        ReservedObjects reserved = new ReservedObjects(
                Map.of(NUDGE, new DesiredService(VirtualService.of(NUDGE, new Scheduler("rr")), List.of(nat(1, 1)))),
                List.of(SyncDaemon.of(SyncDaemon.State.BACKUP, "lo", 0)));
        DesiredState desired = state(entry(WEB, "rr"));
        ReconcilerStatus plain = lab.submit(desired);
        ReconcilerStatus status = lab.submit(desired.withReserved(reserved), Set.of());
        assertThat(lab.somebody.read().services()).containsOnlyKeys(WEB, NUDGE);
        assertThat(lab.somebody.daemons()).hasSize(1);
        assertThat(status.tableHash()).isEqualTo(plain.tableHash());
        lab.behindItsBack(
                new DataplaneChange.DeleteService(NUDGE), new DataplaneChange.StopDaemon(SyncDaemon.State.BACKUP));
        assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.somebody.read().services()).containsOnlyKeys(WEB, NUDGE);
        assertThat(lab.somebody.daemons()).hasSize(1);
        assertThat(lab.reports).isEmpty();
    }

    private Lab lab(DriftPolicy drift, ForeignPolicy foreign) {
        return new Lab(sysctls, ReconcilerOptions.DEFAULT.withPolicies(drift, foreign), Optional.empty());
    }

    private static void addForeign(Lab lab) {
        List<DataplaneChange> changes = new ArrayList<>();
        changes.add(new DataplaneChange.AddService(FOREIGN.service()));
        FOREIGN.servers()
                .forEach(server -> changes.add(
                        new DataplaneChange.AddServer(FOREIGN.service().key(), server)));
        lab.behindItsBack(changes.toArray(new DataplaneChange[0]));
    }
}
