package io.directorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who leads when the leader stops. */
class HandoverTest {
    private static final LogMember SELF =
            new LogMember(id(1), endpoint(1), true, OptionalLong.empty(), Optional.empty());

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static LogEndpoint endpoint(int number) {
        return new LogEndpoint("192.0.2." + number, 7946);
    }

    private static LogMember other(int number, boolean voter, long lag, long silentMillis) {
        return new LogMember(
                id(number),
                endpoint(number),
                voter,
                OptionalLong.of(lag),
                Optional.of(Duration.ofMillis(silentMillis)));
    }

    private static Optional<UUID> heir(boolean ready, LogMember... others) {
        List<LogMember> members = new ArrayList<>(List.of(others));
        members.add(SELF);
        return Handover.heir(new LogState(
                ready ? LogRole.LEADER : LogRole.FOLLOWER,
                ready,
                1,
                Optional.of(SELF.memberId()),
                Optional.of(id(99)),
                Optional.of(ready ? SELF.memberId() : id(2)),
                members,
                LogPosition.NONE,
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                -1));
    }

    @Test
    void isTheVoterThatLagsLeast() {
        assertThat(heir(true, other(2, true, 7, 10), other(3, true, 3, 20))).contains(id(3));
    }

    @Test
    void isNobodyThatOnlyFollowsOrSaysNothing() {
        assertThat(heir(true, other(2, false, 0, 10), other(3, true, 0, 1_000))).isEmpty();
    }

    @Test
    void isNobodyWhenThisDirectorDoesNotLeadOrIsAlone() {
        assertThat(heir(false, other(2, true, 0, 10))).isEmpty();
        assertThat(heir(true)).isEmpty();
    }
}
