package io.directorate.events.codec;

import io.directorate.events.model.InvalidValueException;
import io.directorate.events.service.Event;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command that was decided, as the log holds it.
 *
 * @param commandId of the command; applied once, however often it is sent
 * @param actor who asked
 * @param reason why; may be empty
 * @param timeMillis when it was asked for, milliseconds since 1970
 * @param commandDigest SHA-256 of the command, 64 lower-case hexadecimal digits: tells a repeated command from another one with the same id
 * @param events that it led to; empty if it changed nothing
 */
public record DecidedCommand(
        String commandId, String actor, String reason, long timeMillis, String commandDigest, List<Event> events) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** Checks the digest and copies the list. */
    public DecidedCommand {
        if (!DIGEST.matcher(commandDigest).matches()) {
            throw new InvalidValueException(
                    "digest", "digest '" + Words.bounded(commandDigest) + "' is not 64 hexadecimal digits");
        }
        events = List.copyOf(events);
    }
}
