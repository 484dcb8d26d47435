package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.cluster.Routed.Circumstances;
import io.directorate.node.cluster.Routed.Step;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a leader that is known but cannot be reached means for a command. Times are in whatever the test likes. */
class RoutedOutOfReachTest {
    private static final UUID LEADER = new UUID(0, 1);
    private static final UUID NEXT = new UUID(0, 2);
    private static final long TIMEOUT = 1_000;
    private static final long PATIENCE = 100;

    private final Routed routed = new Routed(
            new CommandEnvelope("id", "user:root", "", 0, CommandEnvelope.ANY_INDEX, new Command.ClearServices()), 0);

    private Step at(long now, UUID leader) {
        return routed.step(new Circumstances(now, Optional.of(leader), TIMEOUT, PATIENCE));
    }

    private Step leaderless(long now) {
        return routed.step(new Circumstances(now, Optional.empty(), TIMEOUT, PATIENCE));
    }

    @Test
    void waitsForTheAnswerOfALeaderUntilTheTimeout() {
        assertThat(leaderless(0)).isEqualTo(Step.WAIT);
        assertThat(at(50, LEADER)).isEqualTo(Step.SEND);
        routed.sent(LEADER);
        assertThat(at(999, LEADER)).isEqualTo(Step.WAIT);
        assertThat(at(1_000, LEADER)).isEqualTo(Step.GIVE_UP);
    }

    @Test
    void aLeaderThatCannotBeReachedEndsNoTimeWithoutOne() {
        assertThat(leaderless(0)).isEqualTo(Step.WAIT);
        assertThat(at(50, LEADER)).isEqualTo(Step.SEND);
        routed.outOfReach(routed.sent(LEADER), "no way");
        assertThat(at(80, LEADER)).isEqualTo(Step.SEND);
        routed.sent(LEADER);
        assertThat(at(99, LEADER)).isEqualTo(Step.WAIT);
        assertThat(at(100, LEADER)).isEqualTo(Step.GIVE_UP);
    }

    @Test
    void anotherLeaderAfterOneOutOfReachIsNewHope() {
        assertThat(at(0, LEADER)).isEqualTo(Step.SEND);
        routed.outOfReach(routed.sent(LEADER), "no way");
        assertThat(at(10, LEADER)).isEqualTo(Step.SEND);
        routed.outOfReach(routed.sent(LEADER), "no way");
        assertThat(at(90, NEXT)).isEqualTo(Step.SEND);
        routed.sent(NEXT);
        assertThat(at(500, NEXT)).isEqualTo(Step.WAIT);
    }

    @Test
    void aLeaderThatAnsweredIsNotHeldOutOfReach() {
        assertThat(at(0, LEADER)).isEqualTo(Step.SEND);
        routed.outOfReach(routed.sent(LEADER), "no way");
        assertThat(at(10, LEADER)).isEqualTo(Step.SEND);
        routed.inVain(routed.sent(LEADER), false, "not yet");
        assertThat(at(200, LEADER)).isEqualTo(Step.SEND);
        assertThat(at(300, LEADER)).isEqualTo(Step.SEND);
    }

    @Test
    void aLeaderThatGoesAfterALongWaitLeavesAllOfThePatience() {
        assertThat(leaderless(0)).isEqualTo(Step.WAIT);
        assertThat(at(50, LEADER)).isEqualTo(Step.SEND);
        routed.inVain(routed.sent(LEADER), true, "gone");
        assertThat(leaderless(500)).isEqualTo(Step.WAIT);
        assertThat(leaderless(599)).isEqualTo(Step.WAIT);
        assertThat(leaderless(600)).isEqualTo(Step.GIVE_UP);
    }
}
