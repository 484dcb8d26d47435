package io.directorate.events.journal;

import java.util.List;

/**
 * One entry of the service log.
 *
 * @param index of the entry
 * @param term of the entry
 * @param commands in order; empty for an entry that only moves the applied position
 */
public record JournalBatch(long index, long term, List<JournalCommand> commands) {
    /** Checks the position. */
    public JournalBatch {
        if (index < 0 || term < 0) {
            throw new IllegalArgumentException("log position " + index + "/" + term + " is negative");
        }
        commands = List.copyOf(commands);
    }

    static void checkOrder(List<JournalBatch> batches) {
        long before = -1;
        for (JournalBatch batch : batches) {
            if (batch.index <= before) {
                throw new IllegalArgumentException("batch " + batch.index + " follows batch " + before);
            }
            before = batch.index;
        }
    }
}
