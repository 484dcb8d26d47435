package io.directorate.events.service;

/**
 * A command with who asks for it, and why.
 *
 * @param commandId 1 to 128 visible ASCII characters; a command is applied once, however often it is sent
 * @param actor who asks, such as {@code uid:0(root)} or {@code director:a}; 1 to 256 characters, no control characters
 * @param reason why; may be empty; at most 1024 characters, no control characters
 * @param timeMillis when it was asked for, milliseconds since 1970 by the asker's clock
 * @param expectedIndex applied sequence that the asker saw; -1 for any. A change since then refuses the command
 * @param command what shall be done
 */
public record CommandEnvelope(
        String commandId, String actor, String reason, long timeMillis, long expectedIndex, Command command) {
    /** For {@link #expectedIndex}: whatever the log holds. */
    public static final long ANY_INDEX = -1;

    /** The longest command id, in characters. */
    public static final int MAX_ID_LENGTH = 128;

    /** The longest actor, in characters. */
    public static final int MAX_ACTOR_LENGTH = 256;

    /**
     * Checks the forms.
     *
     * @throws io.directorate.events.model.InvalidValueException naming the field that is not well formed
     */
    public CommandEnvelope {
        Copies.check(
                !commandId.isEmpty()
                        && commandId.length() <= MAX_ID_LENGTH
                        && commandId.chars().allMatch(c -> c > ' ' && c < 0x7f),
                "commandId",
                "command id '" + Names.shown(commandId) + "' is not 1 to " + MAX_ID_LENGTH
                        + " visible ASCII characters");
        Copies.check(
                !actor.isBlank() && actor.length() <= MAX_ACTOR_LENGTH && Names.isPrintable(actor),
                "actor",
                "actor '" + Names.shown(actor) + "' is not 1 to " + MAX_ACTOR_LENGTH + " printable characters");
        Copies.check(
                reason.length() <= Limits.MAX_TEXT_LENGTH && Names.isPrintable(reason),
                "reason",
                "the reason is not at most " + Limits.MAX_TEXT_LENGTH + " printable characters on one line");
        Copies.check(
                expectedIndex >= ANY_INDEX,
                "expectedIndex",
                "expectedIndex is " + expectedIndex + ", must be 0 or more, or -1 for any");
    }
}
