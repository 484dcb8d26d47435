package io.directorate.node.projection;

/**
 * The log holds an event that this build does not know: applying has stopped before it and nothing was skipped. Forwarding goes on with the
 * last image; a newer build goes on from there.
 */
public final class ApplyStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a message ends with. */
    static final String REMEDY =
            "; install that: it goes on where this one stops, nothing is skipped, and what the dataplane was told"
                    + " before is forwarded on";

    ApplyStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
