package io.directorate.node.command;

import io.directorate.events.service.Rejection;

/** What became of a command. */
public sealed interface CommandResult {

    /**
     * It is on the log and applied here.
     *
     * @param sequence of the last event that it led to; the log's head at that time if it led to none
     * @param events how many events it led to; 0 if everything was so already
     * @param repeated true if the same command id had been applied before, so nothing was done now
     */
    record Applied(long sequence, int events, boolean repeated) implements CommandResult {}

    /**
     * A rule forbids it; nothing was logged.
     *
     * @param rejection which rule
     */
    record Refused(Rejection rejection) implements CommandResult {}

    /**
     * The log does not take changes now; nothing was logged.
     *
     * @param rule short word for programs, such as {@code log-unavailable} or {@code busy}
     * @param detail why, and what to do
     */
    record Unavailable(String rule, String detail) implements CommandResult {}

    /**
     * Nobody knows whether it was logged: send it again with the same command id.
     *
     * @param detail why
     */
    record Indeterminate(String detail) implements CommandResult {}
}
