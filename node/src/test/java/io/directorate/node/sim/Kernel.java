package io.directorate.node.sim;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.fake.FakeKernel;
import io.directorate.dataplane.fake.Fault;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The kernel of one director: a fake one down to the bytes, whose table outlives the process; somebody looks at it from beside. */
final class Kernel {
    private static final int MOST_LOOKS = 50;

    private final Path sysctls;
    private FakeKernel kernel = new FakeKernel();
    private Optional<Dataplane> beside = Optional.empty();

    Kernel(Path sysctls) {
        this.sysctls = sysctls;
    }

    /** Opens it for a director. */
    Dataplane open() {
        return kernel.dataplane(sysctls);
    }

    /** The machine starts anew, and the table is empty. */
    void reboot() {
        kernel = new FakeKernel();
        beside = Optional.empty();
    }

    void spoil(Fault fault, int after) {
        kernel.pass(after);
        kernel.inject(fault);
    }

    IpvsTable table() {
        return look(Dataplane::read);
    }

    /** As much of it as there is something to compare with. */
    ActualState state(DesiredState desired) {
        return look(dataplane -> {
            SortedMap<String, String> values = new TreeMap<>();
            for (String name : desired.sysctls().keySet()) {
                dataplane.sysctl(name).ifPresent(value -> values.put(name, value));
            }
            return new ActualState(dataplane.read(), Optional.of(dataplane.timeouts()), values, dataplane.daemons());
        });
    }

    /** Faults that are left over may meet who looks; he looks again. */
    private <T> T look(Function<Dataplane, T> question) {
        for (int i = 0; i < MOST_LOOKS; i++) {
            try {
                Dataplane dataplane = beside.orElseGet(this::open);
                beside = Optional.of(dataplane);
                return question.apply(dataplane);
            } catch (DataplaneException e) {
                beside = Optional.empty();
            }
        }
        throw new IllegalStateException("the fake kernel cannot be read");
    }
}
