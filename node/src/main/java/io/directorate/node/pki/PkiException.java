package io.directorate.node.pki;

import org.jspecify.annotations.Nullable;

/** A key, a certificate or its file that cannot be used: says which, what is wrong with it and what to do. */
public final class PkiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean expired;

    /**
     * Makes one.
     *
     * @param message whole, ready to be shown
     */
    public PkiException(String message) {
        this(message, null);
    }

    /**
     * Makes one.
     *
     * @param message whole, ready to be shown
     * @param cause what failed below
     */
    public PkiException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.expired = false;
    }

    private PkiException(String message, boolean expired) {
        super(message);
        this.expired = expired;
    }

    static PkiException expired(String message) {
        return new PkiException(message, true);
    }

    /** Tells whether all that is wrong is the date. */
    boolean isExpired() {
        return expired;
    }

    /**
     * Returns the message.
     *
     * @return whole, ready to be shown
     */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
