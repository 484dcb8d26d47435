package io.directorate.dataplane.plan;

import io.directorate.dataplane.DataplaneChange;

/**
 * One change and the one difference that it removes.
 *
 * @param change to carry out
 * @param subject what it is about
 * @param difference what was found and what was expected, in one line
 * @param origin whose it is
 */
public record PlannedChange(DataplaneChange change, Subject subject, String difference, Origin origin) {
    /** Whose the changed thing is. */
    public enum Origin {
        /** The log's. */
        OWNED,
        /** Somebody else's, removed because the policy says so. */
        FOREIGN,
        /** Directorate's own, never shown. */
        RESERVED
    }
}
