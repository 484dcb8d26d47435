package io.directorate.consensus.cluster;

import java.util.List;
import java.util.Optional;

/**
 * How a member stands.
 *
 * @param phase what it is doing
 * @param members who is there, oldest first; empty unless running
 * @param problem why it is not running, and what follows; empty while it runs
 */
public record MemberState(Phase phase, List<ClusterMember> members, Optional<String> problem) {
    /** What a member is doing. */
    public enum Phase {
        /** Hazelcast starts for the first time. */
        STARTING,
        /** It is a member, perhaps the only one. */
        RUNNING,
        /** Hazelcast ended or did not start; it is started anew after a wait. */
        GONE,
        /** Closed by its caller, for good. */
        CLOSED
    }

    /** Copies the list. */
    public MemberState {
        members = List.copyOf(members);
    }
}
