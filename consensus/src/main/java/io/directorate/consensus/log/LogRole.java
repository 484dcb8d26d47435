package io.directorate.consensus.log;

/** What this member is to the group at the moment. */
public enum LogRole {
    /** Opening the store, replaying, or waiting to try again; see {@link LogState#problem}. */
    STARTING,
    /** Decides the order. Appends are taken only when {@link LogState#ready} is true as well. */
    LEADER,
    /** Follows a leader, or waits for one. */
    FOLLOWER,
    /** Asks the others for their vote. */
    CANDIDATE,
    /** Receives entries but has no vote. */
    LISTENER,
    /** The store cannot be opened or written, and {@link LogState#problem} says why. Forwarding goes on without it. */
    UNAVAILABLE,
    /** Closed by its owner. */
    CLOSED
}
