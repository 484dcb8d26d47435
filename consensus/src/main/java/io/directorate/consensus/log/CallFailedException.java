package io.directorate.consensus.log;

/** Why a question over the log's port was not answered. */
public final class CallFailedException extends ServiceLogException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Sorts of reasons. */
    public enum Reason {
        /**
         * The question certainly did not reach the handler: nobody listens there, one does not accept the other's
         * certificate, as many questions wait already as may, or the caller was closed. It can be asked again.
         */
        UNREACHABLE,
        /** The handler refused it; the message is the handler's. */
        REFUSED,
        /** The question, or its answer, is longer than {@link LogCalls#MAX_BYTES}; the message tells which. */
        TOO_LARGE,
        /** Sent, but no answer came: the handler may or may not have acted. */
        UNKNOWN_OUTCOME,
        /** Whoever listens there is not of that group. The question certainly did not reach the handler. */
        NO_SUCH_GROUP
    }

    /**
     * Makes the exception.
     *
     * @param reason what sort of reason it is
     * @param message what happened and what to do
     */
    public CallFailedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Makes the exception.
     *
     * @param reason what sort of reason it is
     * @param message what happened and what to do
     * @param cause the underlying failure
     */
    public CallFailedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * What sort of reason it is.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
