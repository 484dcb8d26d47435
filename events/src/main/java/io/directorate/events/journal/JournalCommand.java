package io.directorate.events.journal;

import java.util.List;
import java.util.Objects;

/**
 * A command that was decided, with the events that came of it.
 *
 * @param commandId names it once for all; a second command with this id is skipped
 * @param digest of the command's content, to tell a repetition from a different command under the same id
 * @param actor who asked
 * @param reason why, in the actor's words; may be empty
 * @param timeMillis when it was decided, milliseconds since 1970 UTC
 * @param events in order; may be empty, the command is remembered all the same
 */
public record JournalCommand(
        String commandId, String digest, String actor, String reason, long timeMillis, List<JournalEvent> events) {
    /** Checks the id. */
    public JournalCommand {
        if (commandId.isEmpty()) {
            throw new IllegalArgumentException("command id is empty");
        }
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(reason, "reason");
        events = List.copyOf(events);
    }
}
