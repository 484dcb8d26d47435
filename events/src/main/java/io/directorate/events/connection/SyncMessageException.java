package io.directorate.events.connection;

/** A datagram that is no sync message at all. */
public final class SyncMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SyncRefusal refusal;

    /**
     * Makes one.
     *
     * @param refusal of scope {@link SyncRefusal.Scope#MESSAGE}
     */
    public SyncMessageException(SyncRefusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    /**
     * Returns what is wrong.
     *
     * @return reason, place and value
     */
    public SyncRefusal refusal() {
        return refusal;
    }
}
