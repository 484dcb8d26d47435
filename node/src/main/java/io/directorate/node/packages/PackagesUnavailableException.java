package io.directorate.node.packages;

/** Says which Debian packages are missing, why they could not be had, and the command that brings them. */
public final class PackagesUnavailableException extends RuntimeException {
    /** With the whole story in the message. */
    public PackagesUnavailableException(String message) {
        super(message);
    }
}
