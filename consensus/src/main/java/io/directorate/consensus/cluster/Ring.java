package io.directorate.consensus.cluster;

import java.util.List;

/**
 * A bounded ring of byte strings that all members share. Any operation may wait for as long as Hazelcast's call time-out
 * (10 s) and may fail. What it says is to be doubted: it clamps sequences silently, begins anew after a loss, and may hold
 * what anybody wrote.
 */
public interface Ring {
    /**
     * Some items.
     *
     * @param firstSequence the ring's sequence of the first; other than asked for if the ring clamped
     * @param items what was there; an item that is no byte string comes as an empty one
     * @param nextSequence what to ask for next
     */
    record Batch(long firstSequence, List<byte[]> items, long nextSequence) {
        /** Copies the list. */
        public Batch {
            items = List.copyOf(items);
        }
    }

    /**
     * Returns the sequence of the oldest item.
     *
     * @return 0 or more; tail + 1 if the ring is empty
     * @throws RingUnavailableException if nobody answers
     */
    long head() throws RingUnavailableException;

    /**
     * Returns the sequence of the newest item.
     *
     * @return -1 or more
     * @throws RingUnavailableException if nobody answers
     */
    long tail() throws RingUnavailableException;

    /**
     * Appends in order, overwriting the oldest items.
     *
     * @param items 1 to 1000
     * @throws RingUnavailableException if nobody answers; nobody knows then which items were appended
     */
    void addAll(List<byte[]> items) throws RingUnavailableException;

    /**
     * Reads what is there, waiting until there is at least one item.
     *
     * @param sequence where to begin
     * @param max most items, 1 to 1000
     * @param waitMillis how long to wait for one
     * @return at least one item, or none if the wait ended
     * @throws RingUnavailableException if nobody answers
     */
    Batch read(long sequence, int max, long waitMillis) throws RingUnavailableException;

    /** Says that a ring cannot be used now. */
    final class RingUnavailableException extends Exception {
        private static final long serialVersionUID = 1;

        /**
         * Makes one.
         *
         * @param message which ring and why
         */
        public RingUnavailableException(String message) {
            super(message);
        }

        /**
         * Makes one.
         *
         * @param message which ring and why
         * @param cause what failed
         */
        public RingUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
