package io.directorate.events.journal;

import java.util.Optional;

/**
 * Which rows are asked for; all conditions must hold. Start at {@link #all} and narrow it.
 *
 * @param fromSequence first, inclusive
 * @param toSequence last, inclusive
 * @param fromMillis earliest time, inclusive, milliseconds since 1970 UTC
 * @param toMillis latest time, exclusive
 * @param actor exact, if given
 * @param type exact, if given
 * @param subject of which the row must have one, if given
 * @param limit at most so many rows, 1 to {@link #LIMIT_HIGHEST}
 * @param descending newest first
 */
public record JournalQuery(
        long fromSequence,
        long toSequence,
        long fromMillis,
        long toMillis,
        Optional<String> actor,
        Optional<String> type,
        Optional<Subject> subject,
        int limit,
        boolean descending) {
    /** Highest limit of one query; go on from the last sequence for more. */
    public static final int LIMIT_HIGHEST = 10_000;

    private static final JournalQuery ALL = new JournalQuery(
            1,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1_000,
            false);

    /** Checks the limit. */
    public JournalQuery {
        if (limit < 1 || limit > LIMIT_HIGHEST) {
            throw new IllegalArgumentException("limit is " + limit + ", must be 1 to " + LIMIT_HIGHEST);
        }
    }

    /**
     * A subject to look for.
     *
     * @param text whole, or its beginning
     * @param prefix true if the text is only the beginning
     */
    public record Subject(String text, boolean prefix) {
        /** Checks the text. */
        public Subject {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("subject to look for is empty");
            }
        }
    }

    /**
     * Asks for every row, oldest first, at most 1,000.
     *
     * @return the query
     */
    public static JournalQuery all() {
        return ALL;
    }

    /**
     * Narrows to a range of sequences.
     *
     * @param from first, inclusive
     * @param to last, inclusive
     * @return the narrowed query
     */
    public JournalQuery sequences(long from, long to) {
        return new JournalQuery(from, to, fromMillis, toMillis, actor, type, subject, limit, descending);
    }

    /**
     * Narrows to a time.
     *
     * @param from inclusive, milliseconds since 1970 UTC
     * @param to exclusive
     * @return the narrowed query
     */
    public JournalQuery time(long from, long to) {
        return new JournalQuery(fromSequence, toSequence, from, to, actor, type, subject, limit, descending);
    }

    /**
     * Narrows to an actor.
     *
     * @param wanted exact
     * @return the narrowed query
     */
    public JournalQuery by(String wanted) {
        return new JournalQuery(
                fromSequence, toSequence, fromMillis, toMillis, Optional.of(wanted), type, subject, limit, descending);
    }

    /**
     * Narrows to a type.
     *
     * @param wanted exact
     * @return the narrowed query
     */
    public JournalQuery ofType(String wanted) {
        return new JournalQuery(
                fromSequence, toSequence, fromMillis, toMillis, actor, Optional.of(wanted), subject, limit, descending);
    }

    /**
     * Narrows to a subject.
     *
     * @param text whole
     * @return the narrowed query
     */
    public JournalQuery about(String text) {
        return about(new Subject(text, false));
    }

    /**
     * Narrows to subjects that begin alike.
     *
     * @param text the beginning
     * @return the narrowed query
     */
    public JournalQuery aboutPrefix(String text) {
        return about(new Subject(text, true));
    }

    private JournalQuery about(Subject wanted) {
        return new JournalQuery(
                fromSequence, toSequence, fromMillis, toMillis, actor, type, Optional.of(wanted), limit, descending);
    }

    /**
     * Bounds the number of rows.
     *
     * @param highest 1 to {@link #LIMIT_HIGHEST}
     * @return the bounded query
     */
    public JournalQuery limit(int highest) {
        return new JournalQuery(
                fromSequence, toSequence, fromMillis, toMillis, actor, type, subject, highest, descending);
    }

    /**
     * Turns the order round.
     *
     * @return the same query, newest first
     */
    public JournalQuery newestFirst() {
        return new JournalQuery(fromSequence, toSequence, fromMillis, toMillis, actor, type, subject, limit, true);
    }
}
