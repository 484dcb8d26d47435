package io.directorate.node.cli;

/** Ends a command with exit status 1 and a message that is ready to be shown. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what failed, where, and what to do
     */
    public CommandFailedException(String message) {
        super(message);
    }
}
