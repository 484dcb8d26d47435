package io.directorate.events.journal;

import java.util.Arrays;
import java.util.Objects;

/**
 * An image kept in the journal: the state that all rows up to a sequence lead to. Its anchor is signed.
 *
 * @param position what the image contains
 * @param timeMillis when it was saved, milliseconds since 1970 UTC
 * @param image opaque
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below; bodies are too many to copy each.
public record JournalCheckpoint(JournalPosition position, long timeMillis, byte[] image) {
    @Override
    public boolean equals(Object other) {
        return other instanceof JournalCheckpoint checkpoint
                && position.equals(checkpoint.position)
                && timeMillis == checkpoint.timeMillis
                && Arrays.equals(image, checkpoint.image);
    }

    @Override
    public int hashCode() {
        return Objects.hash(position, timeMillis, Arrays.hashCode(image));
    }

    @Override
    public String toString() {
        return "JournalCheckpoint[" + position + " " + image.length + " bytes]";
    }
}
