package io.directorate.consensus.log;

/** Why an append, a change of the members, or a question did not succeed; the subclass says what the caller may do. */
public abstract sealed class ServiceLogException extends RuntimeException
        permits NotLeaderException,
                IndeterminateAppendException,
                LogUnavailableException,
                MembershipException,
                CallFailedException {
    private static final long serialVersionUID = 1;

    ServiceLogException(String message) {
        super(message);
    }

    ServiceLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
