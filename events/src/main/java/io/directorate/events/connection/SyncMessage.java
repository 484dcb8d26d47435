package io.directorate.events.connection;

import java.util.List;

/**
 * A sync message as read. Entries that a kernel would take are in it even if others are refused.
 *
 * @param version 0 or 1
 * @param syncId number of the sender's daemon, 0 to 255
 * @param entries that hold, in order
 * @param refusals of the others, in order
 */
public record SyncMessage(int version, int syncId, List<ConnectionEntry> entries, List<SyncRefusal> refusals) {
    /** Copies the lists. */
    public SyncMessage {
        entries = List.copyOf(entries);
        refusals = List.copyOf(refusals);
    }
}
