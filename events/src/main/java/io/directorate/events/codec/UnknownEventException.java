package io.directorate.events.codec;

/**
 * An event whose type, version or feature level this build does not know.
 *
 * <p>Whoever applies the log stops here: an event is never skipped. A newer build is needed.
 */
public final class UnknownEventException extends CodecException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param path of the event within what was read
     * @param message what is not known, and what this build knows
     */
    public UnknownEventException(String path, String message) {
        super(path, message);
    }
}
