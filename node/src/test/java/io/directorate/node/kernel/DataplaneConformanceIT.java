package io.directorate.node.kernel;

import io.directorate.dataplane.kit.KernelDataplaneConformance;
import io.directorate.node.lab.UmlGuest;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The same kit that the fake kernel passes, on a real one. */
@KernelTest
class DataplaneConformanceIT {
    private final UmlGuest guest;

    DataplaneConformanceIT(UmlGuest guest) {
        this.guest = guest;
    }

    @TestFactory
    Stream<DynamicNode> theRealKernelIsWhatTheFakeSaysItIs() {
        return GuestJvm.in(guest).withTimeLimit(Duration.ofMinutes(5)).tests(KernelDataplaneConformance.class);
    }
}
