package io.directorate.events.service;

/**
 * Up to where an image has read the service log.
 *
 * @param sequence count of events applied so far, dense; what users see as the index ({@code expectedIndex}, {@code state --at})
 * @param index Raft index of the log entry applied last; these have holes
 * @param term Raft term of that entry
 * @param timeMillis when the command of the last event was asked for, milliseconds since 1970
 */
public record Provenance(long sequence, long index, long term, long timeMillis) {
    /** Nothing was read yet. */
    public static final Provenance NONE = new Provenance(0, 0, 0, 0);

    /** Checks the counts. */
    public Provenance {
        if (sequence < 0 || index < 0 || term < 0) {
            throw new IllegalArgumentException("a position in the log is never negative: sequence " + sequence
                    + ", index " + index + ", term " + term);
        }
    }

    @Override
    public String toString() {
        return sequence + " (log " + term + "/" + index + ")";
    }
}
