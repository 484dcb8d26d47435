package io.directorate.consensus.log;

/** Why a change of the members, or of the leader, did not succeed. */
public final class MembershipException extends ServiceLogException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Sorts of reasons. */
    public enum Reason {
        /** It is in the group already, in that part. Nothing has changed. */
        ALREADY_MEMBER,
        /** No member of the group has this identity. Nothing has changed. */
        UNKNOWN_MEMBER,
        /** The group would have no voter, or too many. Nothing has changed. */
        WRONG_NUMBER,
        /** The new member cannot be reached, or does not catch up. Nothing has changed. */
        NOT_CAUGHT_UP,
        /** Another change is under way. Nothing has changed. */
        CHANGE_IN_PROGRESS,
        /** Refused for another reason, which the message names. Nothing has changed. */
        REFUSED,
        /** No answer in time, or leadership was lost: the change may or may not happen; look at the members. */
        UNKNOWN_OUTCOME
    }

    /**
     * Makes the exception.
     *
     * @param reason what sort of reason it is
     * @param message what happened and what to do
     */
    public MembershipException(Reason reason, String message) {
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
    public MembershipException(Reason reason, String message, Throwable cause) {
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
