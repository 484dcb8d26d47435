package io.directorate.node.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exchange with a director failed; the message says with whom, what and why. */
public final class UnixHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, and so what to do. */
    public enum Reason {
        /** Nobody listens on the socket: no director runs, or it has just died. Nothing was sent. */
        NOT_RUNNING,
        /** The socket may not be opened by this user. Nothing was sent. */
        NOT_PERMITTED,
        /** No answer came in time: what was asked for may or may not have been done. */
        TIMEOUT,
        /** The connection broke before the answer was complete: what was asked for may or may not have been done. */
        BROKEN,
        /** What came is not an HTTP/1.1 answer, or larger than is taken. */
        BAD_ANSWER
    }

    private final Reason reason;

    /**
     * Makes one.
     *
     * @param reason what kind of failure it is
     * @param message with whom, what and why
     * @param cause underneath; null if there is none
     */
    public UnixHttpException(Reason reason, String message, @Nullable Throwable cause) {
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
