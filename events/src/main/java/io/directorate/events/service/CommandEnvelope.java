package io.directorate.events.service;

/**
 * A command with who asks for it, and why.
 *
 * @param commandId 1 to 128 characters; a command is applied once, however often it is sent
 * @param actor who asks, such as {@code uid:0(root)} or {@code director:a}
 * @param reason why; may be empty
 * @param timeMillis when it was asked for, milliseconds since 1970 by the asker's clock
 * @param expectedIndex applied sequence that the asker saw; -1 for any. A change since then refuses the command
 * @param command what shall be done
 */
public record CommandEnvelope(
        String commandId, String actor, String reason, long timeMillis, long expectedIndex, Command command) {
    /** For {@link #expectedIndex}: whatever the log holds. */
    public static final long ANY_INDEX = -1;
}
