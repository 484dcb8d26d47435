package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogEndpoint;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LevelGateTest {
    private final AtomicInteger level = new AtomicInteger(1);
    private final LevelGate gate = new LevelGate(level::get);

    private Optional<String> enter(int supports) {
        return gate.enter(new LogEndpoint("192.0.2.7", 7655), supports);
    }

    @Test
    void letsInWhoSupportsTheLevelOfTheCluster() {
        assertThat(enter(1)).isEmpty();
        level.set(2);
        assertThat(enter(3)).isEmpty();
        assertThat(enter(1).orElseThrow())
                .contains("192.0.2.7:7655 supports feature level 1", "the cluster is at 2", "install a build");
    }

    @Test
    void doesNotRaiseWhileOneIsTakenIn() {
        assertThat(enter(1)).isEmpty();
        assertThat(gate.raise(2)).isFalse();
        gate.left();
        assertThat(gate.raise(2)).isTrue();
    }

    @Test
    void letsNobodyInThatARaiseUnderWayWouldLeaveBehind() {
        assertThat(gate.raise(2)).isTrue();
        assertThat(enter(1).orElseThrow()).contains("the cluster is being raised to 2");
        assertThat(enter(2)).isEmpty();
        gate.left();
        // An attempt whose end is not known may be made again.
        assertThat(gate.raise(2)).isTrue();
        gate.settled();
        assertThat(enter(1)).isEmpty();
    }
}
