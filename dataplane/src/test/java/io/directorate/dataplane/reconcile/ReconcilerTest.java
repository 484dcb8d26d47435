package io.directorate.dataplane.reconcile;

import static io.directorate.dataplane.reconcile.Lab.DNS;
import static io.directorate.dataplane.reconcile.Lab.WEB;
import static io.directorate.dataplane.reconcile.Lab.entry;
import static io.directorate.dataplane.reconcile.Lab.nat;
import static io.directorate.dataplane.reconcile.Lab.state;
import static io.directorate.dataplane.reconcile.Lab.with;
import static io.directorate.dataplane.reconcile.Lab.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.StateHash;
import io.directorate.dataplane.plan.WeightOverlay;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VirtualService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {
    private static final int ZERO_COMMAND = 16;

    private final Lab lab;

    ReconcilerTest(@TempDir Path sysctls) {
        lab = new Lab(sysctls);
    }

    @Test
    void touchesNothingBeforeItKnowsWhatShallBe() {
        lab.behindItsBack(new DataplaneChange.AddService(VirtualService.of(WEB, new Scheduler("rr"))));
        assertThat(lab.step().state()).isEqualTo(ReconcilerState.STARTING);
        assertThat(lab.kernel.sends()).isZero();
    }

    @Test
    void programsTheFirstStateWithAMessageForEachThing() {
        DesiredState desired = state(entry(WEB, "wrr", nat(1, 5), nat(2, 0)), entry(DNS, "sh", nat(1, 1)));
        ReconcilerStatus status = lab.submit(desired);
        assertThat(status.state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(status.appliedSequence()).isEqualTo(1);
        assertThat(status.tableHash()).isEqualTo(StateHash.of(desired).toString());
        assertThat(lab.differences(desired)).isEmpty();
        assertThat(lab.kernel.changeMessages()).isEqualTo(5);
        assertThat(lab.reports).isEmpty();
    }

    @Test
    void aDirectorThatComesBackSendsNothing() {
        DesiredState desired = state(entry(WEB, "mh", nat(1, 5), nat(2, 0)), entry(DNS, "wlc", nat(1, 1)));
        lab.submit(desired);
        lab.reconciler.close();
        assertThat(lab.differences(desired))
                .as("nothing is withdrawn on closing")
                .isEmpty();
        lab.start();
        assertThat(lab.submit(desired).state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.kernel.changeMessages()).isZero();
    }

    @Test
    void oneChangedWeightAmongManyServicesIsOneMessageAndNoReading() {
        DesiredState many = Lab.many(1000);
        lab.submit(many);
        lab.kernel.resetCounts();
        ServiceKey key = ServiceKey.parse("tcp:192.0.2.7:80");
        DesiredState changed = with(many, entry(key, "rr", nat(0, 1), nat(1, 9), nat(2, 1), nat(3, 1)));
        ReconcilerStatus status = lab.submit(changed, Set.of(key));
        assertThat(lab.kernel.changeMessages()).isEqualTo(1);
        assertThat(lab.kernel.sends()).isEqualTo(1);
        assertThat(status.converged()).isTrue();
        assertThat(status.counters().reads()).isEqualTo(1);
        assertThat(status.tableHash()).isEqualTo(StateHash.of(changed).toString());
        assertThat(lab.differences(changed)).isEmpty();
    }

    @Test
    void tenThousandStatesInTheMailboxBecomeOne() {
        DesiredState base = Lab.many(20);
        lab.submit(base);
        lab.kernel.resetCounts();
        DesiredState last = base;
        ServiceKey key = ServiceKey.parse("tcp:192.0.0.7:80");
        for (int i = 0; i < 10_000; i++) {
            last = with(base, entry(key, "rr", nat(0, i), nat(1, 1), nat(2, 1), nat(3, 1)));
            lab.reconciler.submit(last, Set.of(key), 1 + i);
        }
        ReconcilerStatus status = lab.step();
        assertThat(lab.kernel.changeMessages()).isEqualTo(1);
        assertThat(status.counters().passes()).isEqualTo(1);
        assertThat(status.counters().submits()).isEqualTo(10_001);
        assertThat(status.appliedSequence()).isEqualTo(10_000);
        assertThat(lab.differences(last)).isEmpty();
    }

    @Test
    void worksAllOverAgainWhenMoreKeysChangedThanItHolds() {
        DesiredState base = Lab.many(3);
        lab.submit(base);
        ServiceKey key = ServiceKey.parse("tcp:192.0.0.2:80");
        DesiredState fewer = without(base, key);
        for (int i = 0; i < Mailbox.MOST_KEYS + 1; i++) {
            lab.reconciler.submit(fewer, Set.of(new ServiceKey.FirewallMark(i + 1, key.family())), 2);
        }
        lab.history.add(key);
        assertThat(lab.step().converged()).isTrue();
        assertThat(lab.differences(fewer)).isEmpty();
    }

    @Test
    void anOlderStateThatComesLateDoesNotWin() {
        DesiredState newer = state(entry(WEB, "rr", nat(1, 2)));
        lab.reconciler.submit(newer, newer.keys(), 7);
        lab.reconciler.submit(state(entry(WEB, "rr", nat(1, 1))), newer.keys(), 6);
        assertThat(lab.step().appliedSequence()).isEqualTo(7);
        assertThat(lab.differences(newer)).isEmpty();
    }

    @Test
    void deletesWhatTheLogDeletes() {
        DesiredState two = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr"));
        lab.submit(two);
        lab.kernel.resetCounts();
        lab.submit(without(two, WEB), Set.of(WEB));
        assertThat(lab.kernel.changeMessages()).isEqualTo(1);
        assertThat(lab.somebody.read().services()).containsOnlyKeys(DNS);
    }

    @Test
    void deletesAtTheStartWhatTheLogDeletedWhileTheDirectorWasDead() {
        DesiredState two = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr"));
        lab.submit(two);
        lab.history.addAll(two.keys());
        lab.start();
        lab.submit(without(two, WEB));
        assertThat(lab.somebody.read().services()).containsOnlyKeys(DNS);
        assertThat(lab.reports).isEmpty();
    }

    @Test
    void keepsTimeoutsAndSettings() {
        DesiredState desired = DesiredState.of(
                Map.of(),
                new TreeMap<>(),
                Optional.of(new Timeouts(600, 60, 100)),
                new TreeMap<>(Map.of("conntrack", "1", "sync_threshold", "0 1")));
        assertThat(lab.submit(desired).converged()).isTrue();
        assertThat(lab.somebody.timeouts().toTimeouts()).contains(new Timeouts(600, 60, 100));
        assertThat(lab.somebody.sysctl("conntrack")).contains("1");
        assertThat(lab.reconciler.status().tableHash())
                .isEqualTo(StateHash.of(desired).toString());
        lab.behindItsBack(new DataplaneChange.SetTimeouts(new Timeouts(601, 60, 100)));
        lab.behindItsBack(new DataplaneChange.SetSysctl("conntrack", "0"));
        lab.afterInterval();
        assertThat(lab.somebody.timeouts().toTimeouts()).contains(new Timeouts(600, 60, 100));
        assertThat(lab.somebody.sysctl("conntrack")).contains("1");
        assertThat(lab.reports)
                .singleElement()
                .satisfies(
                        report -> assertThat(report.differences())
                                .containsExactly(
                                        "net.ipv4.vs.conntrack was found as '0', expected '1'",
                                        "timeouts were found as tcp 601 s, tcp fin 60 s, udp 100 s, expected tcp 600 s, tcp fin 60 s, udp 100 s"));
    }

    @Test
    void aSettingThatBecomesManagedIsNotDrift() {
        DesiredState desired = state(entry(WEB, "rr"));
        lab.submit(desired);
        DesiredState managing = DesiredState.of(
                desired.entries(),
                desired.groups(),
                Optional.of(Timeouts.DEFAULT),
                new TreeMap<>(Map.of("conntrack", "1")));
        assertThat(lab.submit(managing, Set.of()).converged()).isTrue();
        assertThat(lab.somebody.sysctl("conntrack")).contains("1");
        assertThat(lab.reports).isEmpty();
    }

    @Test
    void laysHealthOverTheLogUnderTheSameSequence() {
        DesiredState desired = state(entry(WEB, "rr", nat(1, 5)));
        lab.submit(desired);
        lab.kernel.resetCounts();
        DesiredState sick = desired.withWeights(new WeightOverlay(
                Map.of(WEB, Map.of(nat(1, 5).endpoint(), 0))));
        lab.reconciler.submit(sick, Set.of(WEB), lab.sequence());
        lab.step();
        assertThat(lab.differences(sick)).isEmpty();
        assertThat(lab.kernel.changeMessages()).isEqualTo(1);
    }

    @Test
    void zeroesCountersOfOneAndOfAll() {
        lab.submit(state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr", nat(1, 1))));
        lab.kernel.traffic(WEB, nat(1, 1).endpoint(), 1, 10, 100);
        lab.kernel.traffic(DNS, nat(1, 1).endpoint(), 1, 10, 100);
        assertThat(lab.reconciler.zero(Optional.of(WEB))).isTrue();
        lab.step();
        assertThat(packets(WEB)).isZero();
        assertThat(packets(DNS)).isEqualTo(10);
        lab.reconciler.zero(Optional.of(DNS));
        lab.reconciler.zero(Optional.empty());
        lab.kernel.resetCounts();
        lab.step();
        assertThat(packets(DNS)).isZero();
        assertThat(lab.kernel.messages(ZERO_COMMAND)).isEqualTo(1);
    }

    @Test
    void zeroingWhatIsNotThereIsForgotten() {
        lab.submit(state(entry(WEB, "rr")));
        lab.reconciler.zero(Optional.of(DNS));
        assertThat(lab.step().converged()).isTrue();
        lab.kernel.resetCounts();
        lab.step();
        assertThat(lab.kernel.sends()).isZero();
    }

    @Test
    void saysWhenItIsDue() {
        lab.submit(state(entry(WEB, "rr")));
        assertThat(lab.reconciler.nanosUntilDue(lab.now))
                .isEqualTo(Duration.ofSeconds(10).toNanos());
        lab.now += Duration.ofSeconds(3).toNanos();
        assertThat(lab.reconciler.nanosUntilDue(lab.now))
                .isEqualTo(Duration.ofSeconds(7).toNanos());
        lab.now += Duration.ofSeconds(9).toNanos();
        assertThat(lab.reconciler.nanosUntilDue(lab.now)).isZero();
    }

    @Test
    void readsAgainWhenAsked() {
        DesiredState desired = state(entry(WEB, "rr"));
        lab.submit(desired);
        lab.behindItsBack(new DataplaneChange.Flush());
        lab.step();
        assertThat(lab.differences(desired)).hasSize(1);
        lab.reconciler.requestResync();
        lab.step();
        assertThat(lab.differences(desired)).isEmpty();
    }

    @Test
    void mendsTheOrderOfServersOnlyWhereItMatters() {
        DesiredState inOrder =
                state(entry(WEB, "sh", nat(1, 1), nat(2, 1), nat(3, 1)), entry(DNS, "rr", nat(1, 1), nat(2, 1)));
        lab.submit(inOrder);
        lab.kernel.resetCounts();
        DesiredState turned =
                state(entry(WEB, "sh", nat(1, 1), nat(3, 1), nat(2, 1)), entry(DNS, "rr", nat(2, 1), nat(1, 1)));
        ReconcilerStatus status = lab.submit(turned);
        assertThat(lab.kernel.changeMessages()).isEqualTo(2);
        assertThat(status.tableHash()).isEqualTo(StateHash.of(turned).toString());
        assertThat(lab.somebody.readService(WEB).orElseThrow().serversAsAdded())
                .extracting(server -> server.endpoint())
                .isEqualTo(List.of(
                        nat(1, 1).endpoint(), nat(3, 1).endpoint(), nat(2, 1).endpoint()));
    }

    private long packets(ServiceKey key) {
        return lab.somebody.statistics().service(key).orElseThrow().counters().incomingPackets();
    }
}
