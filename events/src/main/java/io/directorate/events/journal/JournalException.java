package io.directorate.events.journal;

/**
 * The journal could not do what was asked. The caller cannot mend it by trying again, except where a subclass says so.
 *
 * <p>After a failed {@link Journal#append} nothing of it is written.
 */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what, where, what to do
     */
    public JournalException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what, where, what to do
     * @param cause what was met
     */
    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
