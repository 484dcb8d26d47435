package io.directorate.dataplane.plan;

/** What to do about a service in the dataplane that the log does not know and never knew. */
public enum ForeignPolicy {
    /** Leave it alone. */
    KEEP,
    /** Delete it. */
    REMOVE,
    /** Take it over into the log. */
    ADOPT,
    /** Leave it alone, and say so. */
    ALERT
}
