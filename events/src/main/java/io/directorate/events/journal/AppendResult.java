package io.directorate.events.journal;

import java.util.List;

/**
 * What an append did.
 *
 * @param position after it
 * @param outcomes one for each command of the batches that were new, in order
 * @param skippedBatches how many batches were not above the applied index, and so were there already
 */
public record AppendResult(JournalPosition position, List<Outcome> outcomes, int skippedBatches) {
    /** Copies the list. */
    public AppendResult {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * What became of one command.
     *
     * @param commandId its id
     * @param duplicate true if the id was there already; nothing was written then
     * @param firstSequence of its first event, of the first time if it is a duplicate
     * @param lastSequence of its last event; {@code firstSequence - 1} if it has none
     */
    public record Outcome(String commandId, boolean duplicate, long firstSequence, long lastSequence) {}
}
