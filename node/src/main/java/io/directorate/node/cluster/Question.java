package io.directorate.node.cluster;

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
     */
    record Join(UUID memberId, LogEndpoint endpoint, DirectorConfig.Cluster.Vote vote) implements Question {}

    /**
     * To the leader: let this member go.
     *
     * @param memberId of the one that goes
     */
    record Remove(UUID memberId) implements Question {}

    /** To anyone: how are you? */
    record Status() implements Question {}
}
