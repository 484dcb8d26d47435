package io.directorate.consensus.log;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What can be said about the service log at one moment.
 *
 * @param role what this member is
 * @param ready true if {@link ServiceLog#append} on this member is taken: leader, and all entries of earlier terms
 *     applied
 * @param term current Raft term, 0 before the first
 * @param memberId identity of this member's store, absent until the store is open for the first time
 * @param groupId the group, which one that joins must be told; absent until the store is open for the first time
 * @param leaderId the leader as far as known
 * @param members voters and listeners as far as known, this one among them
 * @param applied last position whose effect is durable in the {@link LogApplier}
 * @param commitIndex last index known to be on disk on a majority, -1 if none
 * @param problem why the log does not take entries, if so; or the last failure while it is being retried
 * @param tailCut what was cut off when this process opened the log, if anything
 * @param storeBytes size of all files of the store
 * @param freeBytes usable space of the store's file system, -1 if unknown
 */
public record LogState(
        LogRole role,
        boolean ready,
        long term,
        Optional<UUID> memberId,
        Optional<UUID> groupId,
        Optional<UUID> leaderId,
        List<LogMember> members,
        LogPosition applied,
        long commitIndex,
        Optional<LogProblem> problem,
        Optional<TailCut> tailCut,
        long storeBytes,
        long freeBytes) {
    /** Copies the list. */
    public LogState {
        members = List.copyOf(members);
    }
}
