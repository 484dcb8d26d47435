package io.directorate.events.connection;

/** A batch that is not taken: what is wrong, and where. */
public final class BatchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final int offset;

    /** What can be wrong. */
    public enum Reason {
        /** Ends before its header, body or authentication code do. */
        TRUNCATED,
        /** Does not begin with the magic number. */
        MAGIC,
        /** A version that this release does not know. */
        VERSION,
        /** Longer than {@link BatchCodec#HIGHEST_BYTES}, or than its fields say. */
        LENGTH,
        /** The authentication code does not fit: changed on the way, or not of this cluster. */
        AUTHENTICATION,
        /** A field of the header is out of range. */
        FIELD
    }

    BatchException(Reason reason, int offset, String message) {
        super("connection batch refused at byte " + offset + ": " + message);
        this.reason = reason;
        this.offset = offset;
    }

    /**
     * Returns what is wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns where.
     *
     * @return bytes from the start
     */
    public int offset() {
        return offset;
    }
}
