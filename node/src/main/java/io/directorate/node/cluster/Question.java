package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.config.DirectorConfig;
import java.util.UUID;

/** What directors ask each other. */
public sealed interface Question {
    /**
     * To the leader: decide this.
     *
     * @param command with the actor whom the asking director knows
     */
    record Decide(CommandEnvelope command) implements Question {}

    /**
     * To the leader: take me in.
     *
     * @param memberId identity of the asking director's log
     * @param endpoint where it listens
     * @param vote whether it wants to vote
     * @param supports the highest feature level that its build supports
     */
    record Join(UUID memberId, LogEndpoint endpoint, DirectorConfig.Cluster.Vote vote, int supports)
            implements Question {}

    /**
     * To the leader: let this member go.
     *
     * @param memberId of the one that goes
     */
    record Remove(UUID memberId) implements Question {}

    /**
     * To any member: I follow the feed, so let me in there, and tell me who is in the group. Said again and again.
     *
     * @param memberId who asks
     * @param endpoint its {@code cluster.listen}, from which its other ports are known
     * @param self how it is, for those who ask the member
     */
    record Follow(UUID memberId, LogEndpoint endpoint, ObjectNode self) implements Question {}

    /** To anyone: how are you? */
    record Status() implements Question {}
}
