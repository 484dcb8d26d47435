package io.directorate.dataplane.reconcile;

/** What to do when somebody changed in the dataplane what belongs to the log. */
public enum DriftPolicy {
    /** Make it as the log wants it, and say so. */
    REPAIR,
    /** Take it over into the log. */
    ADOPT,
    /** Leave it, and say so once. A later change of the same service through the log makes all of that service as the log wants it. */
    ALERT
}
