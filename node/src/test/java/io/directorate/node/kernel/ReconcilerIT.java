package io.directorate.node.kernel;

import io.directorate.dataplane.reconcile.KernelReconcilerConformance;
import io.directorate.dataplane.snat.KernelSourceNatConformance;
import io.directorate.node.lab.UmlGuest;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

@KernelTest
class ReconcilerIT {
    private final UmlGuest guest;

    ReconcilerIT(UmlGuest guest) {
        this.guest = guest;
    }

    @TestFactory
    Stream<DynamicNode> keepsTheRealKernelAsTheLogWantsIt() {
        return GuestJvm.in(guest)
                .withTimeLimit(Duration.ofMinutes(5))
                .tests(KernelReconcilerConformance.class, KernelSourceNatConformance.class);
    }
}
