package io.directorate.consensus.log;

/**
 * The place of one entry in the service log.
 *
 * <p>Positions order by index alone: for committed entries the term never falls as the index rises. Indices of
 * entries have holes, because elections and membership changes take indices of their own; never look for a gap by
 * {@code index + 1}.
 *
 * @param term the Raft term the entry was written in, 0 or greater
 * @param index the Raft index, 0 or greater; -1 only in {@link #NONE}
 */
public record LogPosition(long term, long index) implements Comparable<LogPosition> {
    /** The position before the first entry: nothing applied yet. */
    public static final LogPosition NONE = new LogPosition(0, -1);

    /** Checks the ranges. */
    public LogPosition {
        if (term < 0) {
            throw new IllegalArgumentException("term: must be 0 or greater, is " + term);
        }
        if (index < -1) {
            throw new IllegalArgumentException("index: must be -1 or greater, is " + index);
        }
    }

    /**
     * Tells whether this place lies behind another.
     *
     * @param other the place to compare with
     * @return true if this index is greater
     */
    public boolean isAfter(LogPosition other) {
        return index > other.index;
    }

    @Override
    public int compareTo(LogPosition other) {
        int byIndex = Long.compare(index, other.index);
        return byIndex != 0 ? byIndex : Long.compare(term, other.term);
    }

    @Override
    public String toString() {
        return equals(NONE) ? "nothing" : "index " + index + " of term " + term;
    }
}
