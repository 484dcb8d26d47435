package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLogException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final UUID LEADER = new UUID(7, 8);
    private static final RaftGroupMemberId MEMBER =
            RaftGroupMemberId.valueOf(RaftSettings.peerId(new UUID(1, 2)), RaftGroupId.randomId());

    private static org.apache.ratis.protocol.exceptions.NotLeaderException notLeader() {
        RaftPeer leader =
                RaftPeer.newBuilder().setId(RaftSettings.peerId(LEADER)).build();
        return new org.apache.ratis.protocol.exceptions.NotLeaderException(MEMBER, leader, List.of(leader));
    }

    private static LogProblem.Kind kind(ServiceLogException failure) {
        return ((LogUnavailableException) failure).problem().kind();
    }

    @Test
    void anotherLeaderIsNamedOnlyIfTheEntryHasNoPlaceYet() {
        assertThat(Outcomes.failure(false, notLeader()))
                .isInstanceOfSatisfying(
                        NotLeaderException.class,
                        refusal -> assertThat(refusal.leaderId()).contains(LEADER));
        assertThat(Outcomes.failure(true, notLeader()))
                .isInstanceOf(IndeterminateAppendException.class)
                .hasMessageContaining("send it again only with the same command id");
    }

    @Test
    void everyOtherRefusalSaysThatNothingWasWritten() {
        assertThat(kind(Outcomes.failure(false, new LeaderNotReadyException(MEMBER))))
                .isEqualTo(LogProblem.Kind.STARTING);
        assertThat(kind(Outcomes.failure(false, new AlreadyClosedException("x"))))
                .isEqualTo(LogProblem.Kind.STARTING);
        assertThat(kind(Outcomes.failure(false, new ResourceUnavailableException("x"))))
                .isEqualTo(LogProblem.Kind.OVERLOADED);
        assertThat(kind(Outcomes.failure(false, new IOException("x")))).isEqualTo(LogProblem.Kind.STORE_FAILED);
    }
}
