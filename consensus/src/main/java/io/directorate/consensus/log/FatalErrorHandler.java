package io.directorate.consensus.log;

/**
 * Ends the process when going on would make this director's journal differ from the others'.
 *
 * <p>In production it logs and halts the process at once, so that the supervisor starts it anew. A test may return
 * from it; the service log then stays unavailable and applies nothing more.
 */
@FunctionalInterface
public interface FatalErrorHandler {
    /**
     * Called once, from the thread that met the failure.
     *
     * @param what what was being done, and at which position
     * @param cause the failure
     */
    void fatal(String what, Throwable cause);
}
