package io.directorate.dataplane.snat;

import org.jspecify.annotations.Nullable;

/** The rules of FULLNAT could not be read or written; the message says why and what to do. IPVS itself is not touched by it. */
public final class SourceNatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Reason {
        /** No {@code iptables} is installed, or none that the kernel understands. */
        NO_TOOL,
        /** The tool said no. */
        REFUSED,
        /** The tool did not end in time, or said more than it should: read again. */
        UNKNOWN_OUTCOME
    }

    private final Reason reason;

    /**
     * Makes one.
     *
     * @param reason what kind of failure it is
     * @param message what failed, why and what to do
     * @param cause underneath; null if there is none
     */
    public SourceNatException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Returns what kind of failure it is.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
