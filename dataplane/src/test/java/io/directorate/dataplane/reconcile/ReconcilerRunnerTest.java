package io.directorate.dataplane.reconcile;

import static io.directorate.dataplane.reconcile.Lab.WEB;
import static io.directorate.dataplane.reconcile.Lab.entry;
import static io.directorate.dataplane.reconcile.Lab.nat;
import static io.directorate.dataplane.reconcile.Lab.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.plan.DesiredState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerRunnerTest {
    private static final long DEADLINE_SECONDS = 60;
    private final Lab lab;

    ReconcilerRunnerTest(@TempDir Path sysctls) {
        lab = new Lab(sysctls);
    }

    @Test
    void worksWheneverSomethingIsWishedAndMendsDriftByItself() throws Exception {
        CountDownLatch drift = new CountDownLatch(1);
        ReconcilerPorts ports = new ReconcilerPorts(
                lab.dataplane,
                Optional.empty(),
                key -> false,
                report -> drift.countDown(),
                InstantSource.system(),
                System::nanoTime);
        Reconciler reconciler = new Reconciler(ports, ReconcilerOptions.DEFAULT.withInterval(Duration.ofMillis(100)));
        DesiredState last = state(entry(WEB, "rr", nat(1, 300)));
        try (ReconcilerRunner runner = new ReconcilerRunner(reconciler)) {
            for (int i = 1; i <= 300; i++) {
                reconciler.submit(state(entry(WEB, "rr", nat(1, i))), Set.of(WEB), i);
            }
            ReconcilerStatus status =
                    reconciler.awaitApplied(300).toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            assertThat(status.converged()).isTrue();
            assertThat(lab.differences(last)).isEmpty();
            lab.behindItsBack(new DataplaneChange.Flush());
            assertThat(drift.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(runner).isNotNull();
        }
        assertThat(lab.differences(last)).as("after closing all stays").isEmpty();
        assertThatThrownBy(
                        () -> reconciler.awaitApplied(301).toCompletableFuture().join())
                .hasRootCauseMessage("the reconciler is closed");
    }
}
