package io.directorate.node.director;

/** A director that cannot start: says what is wrong, where, and which command mends it. */
public final class DirectorStartException extends Exception {
    private static final long serialVersionUID = 1L;

    DirectorStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
