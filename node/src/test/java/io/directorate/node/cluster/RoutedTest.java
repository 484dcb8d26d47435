package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.cluster.Routed.Circumstances;
import io.directorate.node.cluster.Routed.Step;
import io.directorate.node.command.CommandResult;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoutedTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final long TIMEOUT = 10_000;
    private static final long LEADERLESS = 2_500;

    private final Routed routed = new Routed(
            new CommandEnvelope("id", "user:root", "", 0, CommandEnvelope.ANY_INDEX, new Command.ClearServices()), 0);

    private Step at(long now, Optional<UUID> leader) {
        return routed.step(new Circumstances(now, leader, TIMEOUT, LEADERLESS));
    }

    @Test
    void goesToTheLeaderOnceAndWaitsForItsAnswer() {
        assertThat(at(0, Optional.of(ONE))).isEqualTo(Step.SEND);
        routed.sent(ONE);
        assertThat(at(25, Optional.of(ONE))).isEqualTo(Step.WAIT);
        assertThat(at(9_999, Optional.of(ONE))).isEqualTo(Step.WAIT);
    }

    @Test
    void goesToTheNextLeaderWhenThereIsOne() {
        routed.sent(ONE);
        assertThat(at(700, Optional.of(OTHER))).isEqualTo(Step.SEND);
        routed.sent(OTHER);
        assertThat(at(725, Optional.of(OTHER))).isEqualTo(Step.WAIT);
        assertThat(routed.attempts()).isEqualTo(2);
    }

    @Test
    void goesAgainToTheSameLeaderAfterAnAttemptInVain() {
        int attempt = routed.sent(ONE);
        routed.inVain(attempt, false, "was not ready");
        assertThat(at(25, Optional.of(ONE))).isEqualTo(Step.SEND);
    }

    @Test
    void isNotMisledByTheFailureOfAnEarlierAttempt() {
        int first = routed.sent(ONE);
        routed.sent(OTHER);
        routed.inVain(first, true, "broken");
        assertThat(at(25, Optional.of(OTHER))).isEqualTo(Step.WAIT);
    }

    @Test
    void waitsForALeaderAndNoLongerThanItMay() {
        assertThat(at(100, Optional.empty())).isEqualTo(Step.WAIT);
        assertThat(at(2_599, Optional.empty())).isEqualTo(Step.WAIT);
        assertThat(at(2_600, Optional.empty())).isEqualTo(Step.GIVE_UP);
    }

    @Test
    void countsTheWaitForALeaderAnewWhenThereWasOne() {
        at(0, Optional.empty());
        at(2_000, Optional.of(ONE));
        routed.sent(ONE);
        assertThat(at(2_600, Optional.empty())).isEqualTo(Step.WAIT);
        assertThat(at(5_000, Optional.empty())).isEqualTo(Step.WAIT);
        assertThat(at(5_100, Optional.empty())).isEqualTo(Step.GIVE_UP);
    }

    @Test
    void endsWhenTheTimeIsOverThoughALeaderIsThere() {
        routed.sent(ONE);
        assertThat(at(TIMEOUT, Optional.of(ONE))).isEqualTo(Step.GIVE_UP);
    }

    @Test
    void saysThatNothingWasChangedOnlyIfThatIsCertain() {
        assertThat(routed.givenUp("no-quorum", "nobody answers"))
                .isEqualTo(new CommandResult.Unavailable("no-quorum", "nobody answers; nothing was changed"));
        int attempt = routed.sent(ONE);
        routed.inVain(attempt, false, "does not lead");
        assertThat(routed.givenUp("no-quorum", "nobody answers"))
                .isEqualTo(new CommandResult.Unavailable(
                        "no-quorum", "nobody answers (before that: does not lead); nothing was changed"));
    }

    @Test
    void saysThatItIsNotKnownAfterAnAttemptWithoutAnswer() {
        routed.sent(ONE);
        assertThat(routed.givenUp("no-quorum", "nobody answers")).isInstanceOf(CommandResult.Indeterminate.class);
    }

    @Test
    void saysThatItIsNotKnownThoughALaterAttemptFailedForCertain() {
        routed.sent(ONE);
        at(700, Optional.of(OTHER));
        int second = routed.sent(OTHER);
        routed.inVain(second, false, "does not lead");
        assertThat(routed.givenUp("no-quorum", "nobody answers")).isInstanceOf(CommandResult.Indeterminate.class);
    }

    @Test
    void passesARefusalOnOnlyIfNoEarlierAttemptMayYetBeApplied() {
        CommandResult refusal = new CommandResult.Unavailable("log-unavailable", "the disk is full");
        CommandResult applied = new CommandResult.Applied(5, 1, true);
        assertThat(routed.asFarAsKnown(refusal)).isEqualTo(refusal);
        routed.inVain(routed.sent(ONE), true, "no answer in time");
        routed.sent(ONE);
        assertThat(routed.asFarAsKnown(refusal)).isInstanceOf(CommandResult.Indeterminate.class);
        assertThat(routed.asFarAsKnown(applied)).isEqualTo(applied);
    }
}
