package io.directorate.dataplane.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.plan.OwnershipScope;
import io.directorate.dataplane.plan.Plan;
import io.directorate.dataplane.plan.Planner;
import io.directorate.dataplane.plan.RandomStates;
import io.directorate.events.model.ServiceKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryDataplaneTest {
    private static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");

    private final MemoryDataplane dataplane = new MemoryDataplane();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void becomesWhatItIsTold(long seed) {
        RandomStates states = new RandomStates(seed);
        for (int i = 0; i < 50; i++) {
            DesiredState desired = states.desired(6, 4);
            assertThat(dataplane.apply(plan(desired).changes())).isEqualTo(ApplyResult.DONE);
            assertThat(plan(desired).changes()).as("seed %d, state %d", seed, i).isEmpty();
        }
    }

    private Plan plan(DesiredState desired) {
        OwnershipScope all = new OwnershipScope(dataplane.read().services().keySet(), ForeignPolicy.KEEP);
        SortedMap<String, String> sysctls = new TreeMap<>();
        desired.sysctls()
                .keySet()
                .forEach(name -> sysctls.put(name, dataplane.sysctl(name).orElseThrow()));
        ActualState actual =
                new ActualState(dataplane.read(), Optional.of(dataplane.timeouts()), sysctls, dataplane.daemons());
        return Planner.plan(desired, actual, all);
    }

    @Test
    void refusesWhatDoesNotFit() {
        ApplyResult result = dataplane.apply(List.of(new DataplaneChange.DeleteService(WEB)));
        assertThat(result.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.errno()).isEqualTo("ENOENT");
            assertThat(failure.index()).isZero();
        });
        assertThat(dataplane.snapshot().statistics().services()).isEmpty();
    }
}
