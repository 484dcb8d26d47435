package io.directorate.events.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a journal.
 *
 * <p>What all events of a command share, they have of their command: a large one has thousands of events. {@code event_subject} holds subjects up to
 * their first slash ({@link Subjects}).
 *
 * <p>Retention deletes from {@code event}, {@code event_subject}, {@code anchor} and {@code checkpoint}. It leaves {@code command}:
 * members of a cluster cut at different times, and must nevertheless agree for ever on which command id was applied before.
 */
final class Schema {
    /** {@code PRAGMA application_id}: "DIRJ". */
    static final int APPLICATION_ID = 0x4449524a;

    /** {@code PRAGMA user_version}. */
    static final int VERSION = 3;

    private static final List<String> STATEMENTS = List.of(
            "CREATE TABLE meta(k INTEGER PRIMARY KEY CHECK(k = 1), seq INTEGER NOT NULL, idx INTEGER NOT NULL,"
                    + " term INTEGER NOT NULL, hash BLOB NOT NULL, ordinal INTEGER NOT NULL, base_seq INTEGER NOT NULL,"
                    + " base_hash BLOB NOT NULL) STRICT",
            "CREATE TABLE command(ordinal INTEGER PRIMARY KEY, command_id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,"
                    + " actor TEXT NOT NULL, reason TEXT NOT NULL, time_millis INTEGER NOT NULL, idx INTEGER NOT NULL,"
                    + " term INTEGER NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL) STRICT",
            "CREATE INDEX command_actor ON command(actor)",
            "CREATE INDEX command_time ON command(time_millis)",
            "CREATE TABLE event(seq INTEGER PRIMARY KEY, ordinal INTEGER NOT NULL, type TEXT NOT NULL,"
                    + " subjects TEXT NOT NULL, body BLOB NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL) STRICT",
            "CREATE INDEX event_type ON event(type)",
            "CREATE TABLE event_subject(name TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(name, seq))"
                    + " STRICT, WITHOUT ROWID",
            "CREATE TABLE signer(id INTEGER PRIMARY KEY, public_key BLOB NOT NULL UNIQUE) STRICT",
            "CREATE TABLE anchor(seq INTEGER NOT NULL, signer INTEGER NOT NULL, hash BLOB NOT NULL,"
                    + " time_millis INTEGER NOT NULL, image_hash BLOB NOT NULL, signature BLOB NOT NULL,"
                    + " PRIMARY KEY(seq, signer)) STRICT, WITHOUT ROWID",
            "CREATE TABLE checkpoint(seq INTEGER PRIMARY KEY, idx INTEGER NOT NULL, term INTEGER NOT NULL,"
                    + " time_millis INTEGER NOT NULL, image BLOB NOT NULL) STRICT");

    private Schema() {}

    /** Tells whether the tables are there; refuses a database of another kind or of a later release. */
    static boolean isPresent(Connection connection, Path file) throws SQLException {
        if (Sql.number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
            return false;
        }
        long application = Sql.number(connection, "PRAGMA application_id");
        if (application != APPLICATION_ID) {
            throw new JournalException(file + " is an SQLite database, but not a journal (application id " + application
                    + "); name another file");
        }
        long version = Sql.number(connection, "PRAGMA user_version");
        if (version != VERSION) {
            throw new JournalException("journal " + file + " has format " + version + ", this release knows format "
                    + VERSION + "; run the release that wrote it");
        }
        return true;
    }

    /** Makes the tables in one transaction; the caller has seen that there are none. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (String sql : STATEMENTS) {
                statement.execute(sql);
            }
            statement.execute("PRAGMA application_id=" + APPLICATION_ID);
            statement.execute("PRAGMA user_version=" + VERSION);
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO meta VALUES(1, 0, -1, 0, ?, 0, 0, ?)")) {
            insert.setBytes(1, ChainHash.start());
            insert.setBytes(2, ChainHash.start());
            insert.executeUpdate();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }
}
