package io.directorate.dataplane.reconcile;

import static io.directorate.dataplane.reconcile.Lab.DNS;
import static io.directorate.dataplane.reconcile.Lab.WEB;
import static io.directorate.dataplane.reconcile.Lab.entry;
import static io.directorate.dataplane.reconcile.Lab.nat;
import static io.directorate.dataplane.reconcile.Lab.state;
import static io.directorate.dataplane.reconcile.Lab.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.fake.Fault;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.events.model.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {
    private static final int MOST_STEPS = 40;

    private final Path sysctls;
    private final Lab lab;

    FailureTest(@TempDir Path sysctls) {
        this.sysctls = sysctls;
        this.lab = new Lab(sysctls);
    }

    @Test
    void namesWhatIsRefusedAndWhyAndTriesAgainAtGrowingTimes() {
        lab.dataplane.refuse(change -> change instanceof DataplaneChange.AddServer);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr"));
        ReconcilerStatus status = lab.submit(desired);
        assertThat(status.state()).isEqualTo(ReconcilerState.NOT_CONVERGED);
        assertThat(status.appliedSequence()).isEqualTo(-1);
        assertThat(status.stuckCount()).isEqualTo(1);
        assertThat(status.stuck())
                .containsExactly(new StuckChange(
                        "add real server 10.0.0.2:80 nat weight 1 to tcp:192.0.2.1:80",
                        "real server 10.0.0.2:80 nat weight 1 of tcp:192.0.2.1:80 is missing",
                        "ENOSPC",
                        "ENOSPC, no room",
                        1));
        assertThat(lab.somebody.read().services()).containsOnlyKeys(WEB, DNS);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int before = lab.reconciler.status().stuck().get(0).attempts();
            long waited = 0;
            while (lab.reconciler.status().stuck().get(0).attempts() == before) {
                long due = lab.reconciler.nanosUntilDue(lab.now);
                waited += due;
                lab.after(Duration.ofNanos(due));
            }
            waits.add(waited / 1_000_000);
        }
        assertThat(waits)
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 30000L, 30000L, 30000L);
        lab.dataplane.refuse(change -> false);
        assertThat(lab.after(Duration.ofSeconds(30)).state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.reconciler.status().appliedSequence()).isEqualTo(1);
        assertThat(lab.differences(desired)).isEmpty();
    }

    @Test
    void otherServicesNeedNotWaitForOneThatIsRefused() {
        lab.dataplane.refuse(change -> change.subject().startsWith(WEB.toString()));
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr"));
        lab.submit(desired);
        DesiredState more = with(desired, entry(DNS, "rr", nat(2, 1)));
        lab.submit(more, Set.of(DNS));
        assertThat(lab.somebody.readService(DNS).orElseThrow().servers()).hasSize(1);
        assertThat(lab.reconciler.status().stuckCount()).isEqualTo(2);
    }

    @Test
    void aChangeThroughTheLogReplacesOneThatIsRefused() {
        lab.dataplane.refuse(change -> change instanceof DataplaneChange.AddServer);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        lab.submit(desired);
        ReconcilerStatus status = lab.submit(state(entry(WEB, "rr")), Set.of(WEB));
        assertThat(status.state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(status.stuck()).isEmpty();
    }

    @Test
    void aSchedulerThatTheKernelLacksIsNamed() {
        lab.kernel.removeScheduler("mh");
        ReconcilerStatus status = lab.submit(state(entry(WEB, "mh"), entry(DNS, "rr")));
        assertThat(status.state()).isEqualTo(ReconcilerState.NOT_CONVERGED);
        assertThat(status.stuck().get(0).errno()).isEqualTo("ENOENT");
        assertThat(status.stuck().get(0).message()).contains("mh");
        assertThat(lab.somebody.read().services()).containsOnlyKeys(DNS);
    }

    @Test
    void withoutPermissionItSaysSoAndGoesOnTrying() {
        lab.kernel.setPermitted(false);
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        ReconcilerStatus status = lab.submit(desired);
        assertThat(status.state()).isEqualTo(ReconcilerState.UNAVAILABLE);
        assertThat(status.lastError().orElseThrow()).contains("CAP_NET_ADMIN");
        assertThat(status.lastReadAt()).isEmpty();
        lab.kernel.resetCounts();
        lab.step();
        assertThat(lab.kernel.sends()).as("not before the time has come").isZero();
        lab.kernel.setPermitted(true);
        assertThat(lab.after(Duration.ofMillis(100)).state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.reconciler.status().lastError()).isEmpty();
        assertThat(lab.differences(desired)).isEmpty();
    }

    @Test
    void aModuleThatIsTakenOutAndPutBackIsProgrammedAnew() {
        DesiredState desired = Lab.many(10);
        lab.submit(desired);
        lab.kernel.setLoaded(false);
        assertThat(lab.afterInterval().state()).isEqualTo(ReconcilerState.UNAVAILABLE);
        assertThat(lab.after(Duration.ofSeconds(30)).lastError().orElseThrow()).contains("ip_vs");
        lab.kernel.setLoaded(true);
        assertThat(lab.after(Duration.ofSeconds(30)).state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.differences(desired)).isEmpty();
        assertThat(lab.reports).singleElement().extracting(DriftReport::count).isEqualTo(50);
    }

    @Test
    void retriesOfADataplaneThatDoesNotAnswerAreBounded() {
        lab.kernel.setPermitted(false);
        lab.submit(state(entry(WEB, "rr")));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            long due = lab.reconciler.nanosUntilDue(lab.now);
            waits.add(due / 1_000_000);
            lab.after(Duration.ofNanos(due));
        }
        assertThat(waits).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 30000L, 30000L);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anySpoiledDatagramIsOvercomeWithoutCallingItDrift(Fault fault) {
        DesiredState before = state(entry(WEB, "sh", nat(1, 1), nat(2, 1)), entry(DNS, "rr", nat(1, 1)));
        DesiredState after = state(entry(WEB, "sh", nat(2, 1), nat(1, 1)), entry(DNS, "rr", nat(3, 1)));
        for (int datagram = 0; datagram < 12; datagram++) {
            Lab each = new Lab(sysctls);
            each.submit(before);
            each.reconciler.requestResync();
            each.kernel.pass(datagram);
            each.kernel.inject(fault);
            each.reconciler.submit(after, after.keys(), 2);
            converge(each, fault + " at datagram " + datagram);
            assertThat(each.differences(after)).isEmpty();
            assertThat(each.reports).isEmpty();
        }
    }

    @Test
    void aFailureAtAnyCallIsOvercome() {
        DesiredState before = state(entry(WEB, "rr", nat(1, 1)));
        DesiredState after = DesiredState.of(
                state(entry(WEB, "rr", nat(2, 1)), entry(DNS, "rr", nat(1, 1))).entries(),
                new TreeMap<>(),
                Optional.of(new Timeouts(600, 60, 60)),
                new TreeMap<>(Map.of("conntrack", "1")));
        int calls = 0;
        for (boolean reached = true; reached; calls++) {
            for (RuntimeException e : List.of(FaultyDataplane.noPermission(), new IllegalStateException("a bug"))) {
                Lab each = new Lab(sysctls);
                each.submit(before);
                each.dataplane.failAfter(calls, e);
                each.reconciler.submit(after, after.keys(), 2);
                converge(each, e + " at call " + calls);
                reached = !each.dataplane.failurePending();
                assertThat(each.differences(after)).isEmpty();
                assertThat(each.reports).isEmpty();
            }
        }
        assertThat(calls).isGreaterThan(4);
    }

    @Test
    void countersAreZeroedWhenTheDataplaneAnswersAgain() {
        lab.submit(state(entry(WEB, "rr", nat(1, 1))));
        lab.kernel.traffic(WEB, nat(1, 1).endpoint(), 1, 10, 100);
        lab.kernel.setPermitted(false);
        lab.reconciler.requestResync();
        lab.reconciler.zero(Optional.empty());
        lab.step();
        lab.kernel.setPermitted(true);
        lab.after(Duration.ofSeconds(1));
        assertThat(lab.somebody
                        .statistics()
                        .service(WEB)
                        .orElseThrow()
                        .counters()
                        .incomingPackets())
                .isZero();
    }

    @Test
    void cutsManyChangesIntoBatches() {
        ReconcilerOptions options = new ReconcilerOptions(
                Duration.ofSeconds(10),
                DriftPolicy.REPAIR,
                ForeignPolicy.KEEP,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                10);
        Lab batched = new Lab(sysctls, options, Optional.empty());
        DesiredState desired = Lab.many(9);
        batched.submit(desired);
        assertThat(batched.dataplane.applyCalls()).isEqualTo(5);
        assertThat(batched.differences(desired)).isEmpty();
    }

    @Test
    void whoeverWaitsIsToldWhenAllIsWell() {
        DesiredState desired = state(entry(WEB, "rr"));
        CompletableFuture<ReconcilerStatus> later = await(2);
        lab.submit(desired);
        assertThat(later).isNotDone();
        lab.submit(desired, Set.of(WEB));
        assertThat(later).isCompletedWithValueMatching(ReconcilerStatus::converged);
        assertThat(await(1)).isCompletedWithValueMatching(ReconcilerStatus::converged);
    }

    @Test
    void whoeverWaitsIsToldWhenItIsRefusedTwice() {
        lab.dataplane.refuse(change -> true);
        CompletableFuture<ReconcilerStatus> told = await(1);
        lab.submit(state(entry(WEB, "rr")));
        assertThat(told).isNotDone();
        lab.after(Duration.ofMillis(100));
        assertThat(told).isCompletedWithValueMatching(status -> !status.converged() && status.stuckCount() == 1);
    }

    @Test
    void whoeverWaitsIsToldWhenTheDataplaneDoesNotAnswerTwice() {
        lab.kernel.setPermitted(false);
        CompletableFuture<ReconcilerStatus> told = await(1);
        lab.submit(state(entry(WEB, "rr")));
        assertThat(told).isNotDone();
        lab.after(Duration.ofMillis(100));
        assertThat(told).isCompletedWithValueMatching(status -> status.state() == ReconcilerState.UNAVAILABLE);
    }

    @Test
    void tooManyWhoWaitAreRefusedAndClosingFailsTheOthers() {
        CompletableFuture<ReconcilerStatus> first = await(1);
        for (int i = 1; i < Waiters.MOST; i++) {
            assertThat(await(1)).isNotDone();
        }
        assertThatThrownBy(await(1)::join).hasCauseInstanceOf(RejectedExecutionException.class);
        lab.reconciler.close();
        assertThatThrownBy(first::join).hasRootCauseMessage("the reconciler is closed");
        assertThatThrownBy(await(1)::join).hasRootCauseMessage("the reconciler is closed");
    }

    private CompletableFuture<ReconcilerStatus> await(long sequence) {
        return lab.reconciler.awaitApplied(sequence).toCompletableFuture();
    }

    private static void converge(Lab lab, String what) {
        for (int i = 0; i < MOST_STEPS; i++) {
            ReconcilerStatus status = lab.step();
            if (status.state() == ReconcilerState.CONVERGED && status.appliedSequence() == 2) {
                return;
            }
            lab.now += lab.reconciler.nanosUntilDue(lab.now);
        }
        throw new AssertionError(what + ": not converged after " + MOST_STEPS + " steps: " + lab.reconciler.status());
    }
}
