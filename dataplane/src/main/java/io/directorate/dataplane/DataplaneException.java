package io.directorate.dataplane;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dataplane could not do what it was asked; the message says what, why and what to do. */
public final class DataplaneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, and so what to do. */
    public enum Reason {
        /** There is no IPVS in this kernel, or its module is not loaded: load it and try again. */
        NO_IPVS,
        /** The process lacks CAP_NET_ADMIN over the network namespace, or may not enter it. */
        NO_PERMISSION,
        /** The kernel refused a request: {@link #errno()} says why. */
        REFUSED,
        /** No answer came in time, or answers were lost: the request may or may not have been carried out; read again. */
        UNKNOWN_OUTCOME,
        /** The kernel's answer could not be read, or its table changed all the time: nothing was changed; read again. */
        BAD_ANSWER
    }

    private final Reason reason;
    private final @Nullable String errno;

    /**
     * Makes one.
     *
     * @param reason what kind of failure it is
     * @param message what failed, why and what to do
     * @param errno the error's symbol, such as {@code EPERM}; null if there is none
     * @param cause underneath; null if there is none
     */
    public DataplaneException(Reason reason, String message, @Nullable String errno, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.errno = errno;
    }

    /**
     * Returns what kind of failure it is.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the error's symbol.
     *
     * @return such as {@code EPERM}; empty if there was none
     */
    public Optional<String> errno() {
        return Optional.ofNullable(errno);
    }
}
