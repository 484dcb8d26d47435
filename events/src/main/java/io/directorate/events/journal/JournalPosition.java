package io.directorate.events.journal;

/**
 * How far a journal has come.
 *
 * @param sequence of the last event, dense from 1; 0 while there is none
 * @param index of the last applied log entry; -1 while there is none. Has holes, because not every entry holds events
 * @param term of that entry; 0 while there is none
 */
public record JournalPosition(long sequence, long index, long term) {
    /** Position of an empty journal. */
    public static final JournalPosition START = new JournalPosition(0, -1, 0);
}
