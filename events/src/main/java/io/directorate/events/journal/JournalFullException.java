package io.directorate.events.journal;

/** The disk is full. Nothing was written, the journal is whole; the same append works once there is room again. */
public final class JournalFullException extends JournalException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what, where, what to do
     * @param cause what SQLite said
     */
    public JournalFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
