package io.directorate.node.lab.shell;

import java.time.Duration;

/** A command that was started. Closing it kills it. Safe for use by several threads. */
public interface ShellProcess extends AutoCloseable {
    /**
     * Waits for the end, at most until the command's own time limit.
     *
     * @throws ShellException when the time limit passed (the command is killed) or the shell itself died
     */
    ShellResult await();

    /**
     * Waits at most so long.
     *
     * @return whether the command has ended
     */
    boolean awaitEnd(Duration atMost);

    /** Whether it has not ended yet, as far as known. */
    boolean isRunning();

    /** Sends a signal ("TERM", "KILL", "STOP"…) to the command and all it started in its session. */
    void signal(String name);

    /** Kills the command and all it started in its session, if it still runs, and waits for its end. */
    @Override
    void close();
}
