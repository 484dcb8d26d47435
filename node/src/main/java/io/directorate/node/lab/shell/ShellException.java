package io.directorate.node.lab.shell;

/** Says that a command could not be run, failed where it had to succeed, or ran into its time limit. */
public class ShellException extends RuntimeException {
    /** With the whole story in the message. */
    public ShellException(String message) {
        super(message);
    }

    /** With the whole story in the message, and what caused it. */
    public ShellException(String message, Throwable cause) {
        super(message, cause);
    }
}
