package io.directorate.node.lab;

/** Says that this machine, as it is, cannot have a guest, and what makes it able to. */
public final class LabUnavailableException extends RuntimeException {
    /** With what is missing and the command that mends it. */
    public LabUnavailableException(String message) {
        super(message);
    }

    /** With what is missing, the command that mends it, and the failure that told. */
    public LabUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
