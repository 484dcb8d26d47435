package io.directorate.consensus.log;

/**
 * Why the service log does not take entries, in words for the operator.
 *
 * @param kind what sort of problem it is
 * @param message what, where and what to do; one line
 * @param retrying true if the log tries again by itself; false if an operator must act first
 */
public record LogProblem(Kind kind, String message, boolean retrying) {
    /** Sorts of problems; an API maps each to a status and a rule name. */
    public enum Kind {
        /** Still opening or replaying; wait. */
        STARTING,
        /** No majority of the group answers. */
        NO_QUORUM,
        /** Free space is below the reserve, or a write met a full disk. */
        NO_SPACE,
        /** As many entries wait already as {@link ServiceLogConfig.Limits#maxOutstanding} allows. */
        OVERLOADED,
        /** The entry is larger than {@link ServiceLogConfig.Limits#maxEntryBytes}. */
        TOO_LARGE,
        /** Another process has the store open. */
        IN_USE,
        /** The store is damaged beyond a torn last record; the message names file, offset and mending command. */
        DAMAGED,
        /** The store cannot be read or written for another reason. */
        STORE_FAILED,
        /** Applying failed; the process is about to end. */
        APPLY_FAILED,
        /** The group has not added this member yet; wait, or add it on a member. */
        NOT_A_MEMBER,
        /** The group has removed this member; it can come back with a new store only. */
        REMOVED,
        /** The store is empty, but the group knows its member as one that had entries; it must join with a new one. */
        IDENTITY_LOST,
        /** Closed by its owner. */
        CLOSED
    }
}
