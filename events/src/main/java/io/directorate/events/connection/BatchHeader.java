package io.directorate.events.connection;

/**
 * Where a batch of connection entries comes from, and which of its origin's batches it is.
 *
 * @param director that made it; see {@link Ownership}
 * @param bootEpoch number of the director's incarnation, higher after each start; 0 or more
 * @param sequence of the batch within the incarnation, from 1 without holes
 * @param count of entries in the body, 0 to {@link SyncMessageCodec#ENTRIES_HIGHEST}
 */
public record BatchHeader(String director, long bootEpoch, long sequence, int count) {
    /** Checks the ranges. */
    public BatchHeader {
        Ownership.checkDirector(director);
        Checks.range(bootEpoch, 0, Long.MAX_VALUE, "bootEpoch");
        Checks.range(sequence, 1, Long.MAX_VALUE, "sequence");
        Checks.range(count, 0, SyncMessageCodec.ENTRIES_HIGHEST, "count");
    }
}
