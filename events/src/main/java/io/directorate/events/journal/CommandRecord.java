package io.directorate.events.journal;

/**
 * A command that the journal remembers. Outlives the rows that retention cuts.
 *
 * @param commandId its id
 * @param digest of its content
 * @param actor who asked
 * @param reason why
 * @param timeMillis when it was decided, milliseconds since 1970 UTC
 * @param position of the log entry, with the sequence of the last event
 * @param firstSequence of its first event; one above {@code position.sequence()} if it has none
 */
public record CommandRecord(
        String commandId,
        String digest,
        String actor,
        String reason,
        long timeMillis,
        JournalPosition position,
        long firstSequence) {
    /**
     * Returns the sequence of the last event.
     *
     * @return one below {@link #firstSequence} if there is none
     */
    public long lastSequence() {
        return position.sequence();
    }
}
