package io.directorate.events.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Both ends of the chain, as the one row of {@code meta} holds them, and what they lead to.
 *
 * @param position how far the journal has come
 * @param hash of the last row
 * @param ordinal of the last command
 * @param baseSequence of the last row that retention has cut; 0 if none
 * @param baseHash of that row
 * @param marks where the newest anchor and checkpoint stand
 */
@SuppressWarnings("ArrayRecordComponent") // Heads are never compared, and their arrays never changed.
record Head(JournalPosition position, byte[] hash, long ordinal, long baseSequence, byte[] baseHash, Marks marks) {

    /**
     * Where the newest anchor and checkpoint stand.
     *
     * @param anchor its sequence; 0 if there is none
     * @param checkpoint its sequence; 0 if there is none
     */
    record Marks(long anchor, long checkpoint) {}

    static Head read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT seq, idx, term, hash, ordinal, base_seq, base_hash, (SELECT max(seq) FROM anchor),"
                                + " (SELECT max(seq) FROM checkpoint) FROM meta WHERE k = 1")) {
            if (!row.next()) {
                throw new SQLException("the row of table meta is missing");
            }
            return new Head(
                    new JournalPosition(row.getLong(1), row.getLong(2), row.getLong(3)),
                    row.getBytes(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getBytes(7),
                    new Marks(row.getLong(8), row.getLong(9)));
        }
    }

    long sequence() {
        return position.sequence();
    }

    Head movedTo(JournalPosition next, byte[] nextHash, long nextOrdinal) {
        return new Head(next, nextHash, nextOrdinal, baseSequence, baseHash, marks);
    }

    Head cutAt(long sequence, byte[] cutHash) {
        return new Head(position, hash, ordinal, sequence, cutHash, marks);
    }

    Head anchored(long sequence) {
        return new Head(
                position,
                hash,
                ordinal,
                baseSequence,
                baseHash,
                new Marks(Math.max(marks.anchor(), sequence), marks.checkpoint()));
    }

    Head checkpointed(long sequence) {
        return new Head(
                position,
                hash,
                ordinal,
                baseSequence,
                baseHash,
                new Marks(marks.anchor(), Math.max(marks.checkpoint(), sequence)));
    }
}
