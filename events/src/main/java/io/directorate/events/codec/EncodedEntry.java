package io.directorate.events.codec;

import java.util.List;

/**
 * A log entry beside its bytes and those of its events.
 *
 * @param entry the entry
 * @param bytes as the log holds it; neither copied nor changed, so the caller must not change it either
 * @param events those of all commands, in order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; up to 8 MiB are not copied.
public record EncodedEntry(LogEntry entry, byte[] bytes, List<EncodedEvent> events) {
    /** Copies the list. */
    public EncodedEntry {
        events = List.copyOf(events);
    }
}
