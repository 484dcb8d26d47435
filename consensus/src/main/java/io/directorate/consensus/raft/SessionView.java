package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogRole;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a session is at one moment.
 *
 * @param founded false while a new group waits for all its founders
 * @param waiting whether this member is not in the group, as far as it knows
 */
record SessionView(
        LogRole role,
        boolean ready,
        boolean founded,
        boolean waiting,
        long term,
        Optional<UUID> leaderId,
        List<LogMember> members,
        LogPosition applied,
        long commitIndex) {
    /** Without a store there is nothing but what was applied. */
    static SessionView closed(LogRole role, LogPosition applied) {
        return new SessionView(role, false, false, false, 0, Optional.empty(), List.of(), applied, -1);
    }
}
