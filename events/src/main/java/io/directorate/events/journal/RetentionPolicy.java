package io.directorate.events.journal;

import java.time.Duration;

/**
 * What retention must keep. A segment is cut only if neither rule needs it.
 *
 * @param keepEvents at least so many of the newest rows
 * @param keepAge at least the rows younger than this
 */
public record RetentionPolicy(long keepEvents, Duration keepAge) {
    /** Checks the ranges. */
    public RetentionPolicy {
        if (keepEvents < 0 || keepAge.isNegative()) {
            throw new IllegalArgumentException(
                    "retention of " + keepEvents + " events and " + keepAge + " is negative");
        }
    }
}
