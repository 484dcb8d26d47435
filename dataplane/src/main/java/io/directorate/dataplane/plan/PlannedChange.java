package io.directorate.dataplane.plan;

import io.directorate.dataplane.DataplaneChange;
import java.util.function.Supplier;

/**
 * One change and the one difference that it removes.
 *
 * @param change to carry out
 * @param subject what it is about
 * @param wording writes {@link #difference}; called only if somebody wants to read it
 * @param origin whose it is
 */
public record PlannedChange(DataplaneChange change, Subject subject, Supplier<String> wording, Origin origin) {
    /** Whose the changed thing is. */
    public enum Origin {
        /** The log's. */
        OWNED,
        /** Somebody else's, removed because the policy says so. */
        FOREIGN,
        /** Directorate's own, never shown. */
        RESERVED
    }

    /**
     * Returns the difference.
     *
     * @return what was found and what was expected, in one line
     */
    public String difference() {
        return wording.get();
    }
}
