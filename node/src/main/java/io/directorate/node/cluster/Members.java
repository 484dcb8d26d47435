package io.directorate.node.cluster;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogState;
import java.util.Optional;
import java.util.UUID;

/** What a log's state says about who leads. */
public final class Members {
    private Members() {}

    /**
     * Tells whether a director takes changes: it leads and is ready, or knows who does.
     *
     * @param state of the log
     * @return false while there is no leader, or while this director is not in the group
     */
    public static boolean takesChanges(LogState state) {
        return reachableLeader(state).isPresent();
    }

    /** Who decides commands, if that is known: this member when it is ready, or another one whose address is known. */
    static Optional<UUID> reachableLeader(LogState state) {
        Optional<UUID> self = state.memberId();
        if (state.ready()) {
            return self;
        }
        return state.leaderId()
                .filter(leader -> !self.equals(Optional.of(leader)))
                .filter(leader -> endpoint(state, leader).isPresent());
    }

    /** Where a member listens. */
    static Optional<LogEndpoint> endpoint(LogState state, UUID member) {
        return state.members().stream()
                .filter(known -> known.memberId().equals(member))
                .map(LogMember::endpoint)
                .findFirst();
    }
}
