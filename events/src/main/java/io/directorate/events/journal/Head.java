package io.directorate.events.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Both ends of the chain, as the one row of {@code meta} holds them.
 *
 * @param position how far the journal has come
 * @param hash of the last row
 * @param ordinal of the last command
 * @param baseSequence of the last row that retention has cut; 0 if none
 * @param baseHash of that row
 */
@SuppressWarnings("ArrayRecordComponent") // Heads are never compared, and their arrays never changed.
record Head(JournalPosition position, byte[] hash, long ordinal, long baseSequence, byte[] baseHash) {

    static Head read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT seq, idx, term, hash, ordinal, base_seq, base_hash FROM meta WHERE k = 1")) {
            if (!row.next()) {
                throw new SQLException("the row of table meta is missing");
            }
            return new Head(
                    new JournalPosition(row.getLong(1), row.getLong(2), row.getLong(3)),
                    row.getBytes(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getBytes(7));
        }
    }

    long sequence() {
        return position.sequence();
    }
}
