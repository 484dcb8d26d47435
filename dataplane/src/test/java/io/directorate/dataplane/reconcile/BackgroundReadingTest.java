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
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.StateHash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundReadingTest {
    private static final long DEADLINE_SECONDS = 60;

    private final Path sysctls;
    private final Lab lab;
    private final ByHand reader = new ByHand();

    BackgroundReadingTest(@TempDir Path sysctls) {
        this.sysctls = sysctls;
        this.lab = new Lab(sysctls);
        lab.startWith(reader);
    }

    /** Reads when the test says so. */
    private static final class ByHand implements BackgroundReader {
        private final List<DesiredState> requests = new ArrayList<>();
        private Optional<Reading> done = Optional.empty();
        private boolean closed;

        @Override
        public void request(DesiredState desired, Runnable whenDone) {
            requests.add(desired);
        }

        @Override
        public Optional<Reading> take() {
            Optional<Reading> taken = done;
            done = Optional.empty();
            return taken;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void driftIsFoundByTheReaderAndMended() {
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr"));
        lab.submit(desired);
        lab.behindItsBack(new DataplaneChange.DeleteServer(WEB, nat(1, 1).endpoint()));
        lab.afterInterval();
        assertThat(reader.requests).hasSize(1);
        assertThat(lab.kernel.sends()).as("the reconciler does not read itself").isZero();
        arrives();
        assertThat(lab.differences(desired)).isEmpty();
        assertThat(lab.reports)
                .singleElement()
                .satisfies(report -> assertThat(report.count()).isEqualTo(1));
        assertThat(lab.reconciler.status().counters().reads()).isEqualTo(2);
        assertThat(lab.reconciler.status().state()).isEqualTo(ReconcilerState.CONVERGED);
    }

    @Test
    void whatChangesWhileItIsReadIsNeitherHeldUpNorCalledDrift() {
        DesiredState before = state(entry(WEB, "rr", nat(1, 1)), entry(DNS, "rr", nat(1, 1)));
        lab.submit(before);
        lab.afterInterval();
        ActualState stale = ActualState.of(lab.somebody.read());
        DesiredState after = with(without(before, DNS), entry(WEB, "wrr", nat(1, 7), nat(2, 1)));
        lab.kernel.resetCounts();
        lab.submit(after, Set.of(WEB, DNS));
        assertThat(lab.differences(after)).isEmpty();
        assertThat(lab.kernel.changeMessages()).isEqualTo(4);
        reader.done = Optional.of(new BackgroundReader.Reading(Optional.of(stale), 5));
        ReconcilerStatus status = lab.step();
        assertThat(lab.differences(after)).isEmpty();
        assertThat(lab.kernel.changeMessages()).isEqualTo(4);
        assertThat(lab.reports).isEmpty();
        assertThat(status.tableHash()).isEqualTo(StateHash.of(after).toString());
    }

    @Test
    void whenTheReaderFailsTheReconcilerReadsItself() {
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        lab.submit(desired);
        lab.behindItsBack(new DataplaneChange.Flush());
        lab.afterInterval();
        reader.done = Optional.of(new BackgroundReader.Reading(Optional.empty(), 5));
        assertThat(lab.step().state()).isEqualTo(ReconcilerState.CONVERGED);
        assertThat(lab.differences(desired)).isEmpty();
    }

    @Test
    void asksForOneReadingAtATime() {
        lab.submit(state(entry(WEB, "rr")));
        lab.afterInterval();
        lab.afterInterval();
        assertThat(reader.requests).hasSize(1);
        assertThat(lab.reconciler.nanosUntilDue(lab.now)).isPositive();
        arrives();
        lab.afterInterval();
        assertThat(reader.requests).hasSize(2);
    }

    @Test
    void aReadingThatWasOvertakenByOneOfItsOwnIsForgotten() {
        DesiredState desired = state(entry(WEB, "rr", nat(1, 1)));
        lab.submit(desired);
        lab.afterInterval();
        reader.done = Optional.of(new BackgroundReader.Reading(Optional.of(ActualState.EMPTY), 5));
        lab.reconciler.requestResync();
        lab.step();
        lab.step();
        assertThat(lab.reports).isEmpty();
        assertThat(lab.kernel.changeMessages()).as("since the start").isEqualTo(2);
    }

    @Test
    void closesTheReader() {
        lab.reconciler.close();
        assertThat(reader.closed).isTrue();
    }

    @Test
    void aReaderThatTakesLongHoldsUpNobody() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FaultyDataplane slow = new FaultyDataplane(lab.kernel.dataplane(sysctls));
        slow.beforeRead(() -> {
            reading.countDown();
            goOn.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        });
        CountDownLatch drift = new CountDownLatch(1);
        ReconcilerPorts ports = new ReconcilerPorts(
                        lab.dataplane,
                        Optional.empty(),
                        key -> false,
                        report -> drift.countDown(),
                        InstantSource.system(),
                        System::nanoTime)
                .withReader(new ThreadedReader(() -> slow, System::nanoTime));
        Reconciler reconciler = new Reconciler(ports, ReconcilerOptions.DEFAULT.withInterval(Duration.ofMillis(100)));
        DesiredState first = state(entry(WEB, "rr", nat(1, 1)));
        DesiredState second = state(entry(WEB, "rr", nat(1, 2)));
        ReconcilerRunner runner = new ReconcilerRunner(reconciler);
        try {
            reconciler.submit(first, first.keys(), 1);
            assertThat(reading.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            reconciler.submit(second, Set.of(WEB), 2);
            ReconcilerStatus status =
                    reconciler.awaitApplied(2).toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            assertThat(status.converged()).isTrue();
            assertThat(lab.differences(second)).isEmpty();
            lab.behindItsBack(new DataplaneChange.Flush());
            goOn.countDown();
            assertThat(drift.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            goOn.countDown();
            runner.close();
        }
        assertThat(lab.differences(second)).isEmpty();
    }

    private void arrives() {
        reader.done = Optional.of(new BackgroundReader.Reading(Optional.of(ActualState.of(lab.somebody.read())), 5));
        lab.kernel.resetCounts();
        lab.step();
    }
}
