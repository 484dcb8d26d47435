package io.directorate.consensus.log;

/**
 * The entry may or may not be, or become, part of the log: time-out, lost leadership or a failed write after it was
 * handed over. Retry only with the same command id, so that applying it twice has no effect.
 */
public final class IndeterminateAppendException extends ServiceLogException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what happened and what to do
     * @param cause the underlying failure
     */
    public IndeterminateAppendException(String message, Throwable cause) {
        super(message, cause);
    }
}
