package io.directorate.events.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Anchors, checkpoints and the cutting of segments, on the writer connection or, for reading, on any. */
final class Chapters {
    private Chapters() {}

    /** Keeps an anchor; one that the same director signed there before stays, unless the new one names an image. */
    static void insert(Connection connection, Anchor anchor) throws SQLException {
        try (PreparedStatement signer =
                connection.prepareStatement("INSERT INTO signer(public_key) VALUES(?) ON CONFLICT DO NOTHING")) {
            signer.setBytes(1, anchor.publicKey());
            signer.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR "
                + (anchor.hasImage() ? "REPLACE" : "IGNORE")
                + " INTO anchor VALUES(?, (SELECT id FROM signer WHERE public_key = ?), ?, ?, ?, ?)")) {
            insert.setLong(1, anchor.sequence());
            insert.setBytes(2, anchor.publicKey());
            insert.setBytes(3, anchor.hash());
            insert.setLong(4, anchor.timeMillis());
            insert.setBytes(5, anchor.imageHash());
            insert.setBytes(6, anchor.signature());
            insert.executeUpdate();
        }
    }

    static void insert(Connection connection, JournalCheckpoint checkpoint) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO checkpoint VALUES(?,?,?,?,?)")) {
            insert.setLong(1, checkpoint.position().sequence());
            insert.setLong(2, checkpoint.position().index());
            insert.setLong(3, checkpoint.position().term());
            insert.setLong(4, checkpoint.timeMillis());
            insert.setBytes(5, checkpoint.image());
            insert.executeUpdate();
        }
    }

    static Optional<JournalCheckpoint> latest(Connection connection, long atOrBefore) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT seq, idx, term, time_millis, image FROM checkpoint WHERE seq <= ? ORDER BY seq DESC LIMIT 1")) {
            statement.setLong(1, atOrBefore);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new JournalCheckpoint(
                                new JournalPosition(row.getLong(1), row.getLong(2), row.getLong(3)),
                                row.getLong(4),
                                RowReader.bytes(row, 5)))
                        : Optional.empty();
            }
        }
    }

    /** Returns the hash of the chain at a sequence that is held, or of either end. */
    static Optional<byte[]> hashAt(Connection connection, Head head, long sequence) throws SQLException {
        if (sequence == head.baseSequence()) {
            return Optional.of(head.baseHash());
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT hash FROM event WHERE seq = ?")) {
            statement.setLong(1, sequence);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    /** Returns the sequences of the checkpoints behind which rows may go, oldest first. */
    static List<Long> cuts(Connection connection, Head head, long keepEvents, long keepFromMillis) throws SQLException {
        List<Long> cuts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT c.seq FROM checkpoint c"
                + " WHERE c.seq > ?1 AND c.seq <= ?2 AND NOT EXISTS (SELECT 1 FROM command d INDEXED BY command_time"
                + " WHERE d.time_millis >= ?3 AND d.first_seq <= c.seq AND d.last_seq >= d.first_seq AND d.last_seq > ?1)"
                + " ORDER BY c.seq")) {
            statement.setLong(1, head.baseSequence());
            statement.setLong(2, head.sequence() - keepEvents);
            statement.setLong(3, keepFromMillis);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    cuts.add(rows.getLong(1));
                }
            }
        }
        return cuts;
    }

    /** Deletes everything before a checkpoint and makes its hash the chain's base; in the caller's transaction. */
    static Head cut(Connection connection, Head head, long sequence) throws SQLException {
        byte[] hash = hashAt(connection, head, sequence)
                .orElseThrow(() -> new SQLException("row " + sequence + " of a checkpoint is missing"));
        cutSubjects(connection, sequence);
        Sql.update(connection, "DELETE FROM event WHERE seq <= ?", sequence);
        Sql.update(connection, "DELETE FROM anchor WHERE seq < ?", sequence);
        Sql.update(connection, "DELETE FROM checkpoint WHERE seq < ?", sequence);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE meta SET base_seq = ?, base_hash = ? WHERE k = 1")) {
            update.setLong(1, sequence);
            update.setBytes(2, hash);
            update.executeUpdate();
        }
        return head.cutAt(sequence, hash);
    }

    /** Deletes by key what the rows name: the index has no order of sequences, and walking it would cost as much as all that stays. */
    private static void cutSubjects(Connection connection, long sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT seq, subjects FROM event WHERE seq <= ?");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM event_subject WHERE name = ? AND seq = ?")) {
            select.setLong(1, sequence);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    for (String subject : Subjects.heads(Subjects.split(rows.getString(2)))) {
                        delete.setString(1, subject);
                        delete.setLong(2, rows.getLong(1));
                        delete.executeUpdate();
                    }
                }
            }
        }
    }
}
