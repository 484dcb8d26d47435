package io.directorate.events.codec;

import io.directorate.events.service.Event;
import java.util.List;

/**
 * A command that was decided, as the log holds it.
 *
 * @param commandId of the command; applied once, however often it is sent
 * @param actor who asked
 * @param reason why; may be empty
 * @param timeMillis when it was asked for, milliseconds since 1970
 * @param commandDigest SHA-256 of the command, 64 hexadecimal digits: tells a repeated command from another one with the same id
 * @param events that it led to; empty if it changed nothing
 */
public record DecidedCommand(
        String commandId, String actor, String reason, long timeMillis, String commandDigest, List<Event> events) {
    /** Copies the list. */
    public DecidedCommand {
        events = List.copyOf(events);
    }
}
