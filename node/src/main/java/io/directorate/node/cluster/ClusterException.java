package io.directorate.node.cluster;

/** Why something about the cluster was not done, and what to do. */
public final class ClusterException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what happened and what to do
     */
    public ClusterException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what happened and what to do
     * @param cause the underlying failure
     */
    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
