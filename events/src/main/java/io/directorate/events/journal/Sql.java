package io.directorate.events.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Connections to SQLite, and its errors in the journal's words. */
final class Sql {
    /** The write-ahead log is cut back to this after a checkpoint. */
    private static final int WAL_KEPT_BYTES = 16 << 20;

    /** Twice SQLite's own: the write-ahead log takes two system calls a page, and a large change has thousands of pages. */
    private static final int PAGE_BYTES = 8 << 10;

    /** A write-ahead log of so many pages is moved into the database by the writer itself, see {@link WalCheckpointer}. */
    static final int WAL_LARGEST_PAGES = 8_192;

    /** Pages that the writer keeps in memory: a large change is not written and read again halfway. */
    private static final int WRITER_CACHE_KIB = 32 << 10;

    /** Below this much room an I/O error while writing is taken for a full disk. */
    static final long ROOM_LOWEST_BYTES = 1 << 20;

    private static final int PRIMARY_CODE = 0xff;

    private Sql() {}

    /** Something done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    static Connection open(Path file, Duration busyTimeout) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties());
        try {
            execute(connection, "PRAGMA busy_timeout=" + busyTimeout.toMillis());
            execute(connection, "PRAGMA synchronous=FULL");
            execute(connection, "PRAGMA trusted_schema=OFF");
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection, e);
            throw e;
        }
    }

    /** Nobody asks for generated keys, and the driver would prepare and run a query for them after each row. */
    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
        return properties;
    }

    /** Opens the connection that writes, and makes the tables where there are none. */
    static Connection openWriter(Path file, Duration busyTimeout) throws SQLException {
        Connection connection = open(file, busyTimeout);
        try {
            boolean present = Schema.isPresent(connection, file);
            if (!present) {
                execute(connection, "PRAGMA page_size=" + PAGE_BYTES);
                execute(connection, "PRAGMA auto_vacuum=INCREMENTAL");
            }
            String mode = text(connection, "PRAGMA journal_mode=WAL");
            if (!mode.equals("wal")) {
                throw new SQLException("the file system of " + file + " cannot hold a write-ahead log: journal mode is "
                        + mode + ", not wal");
            }
            execute(connection, "PRAGMA journal_size_limit=" + WAL_KEPT_BYTES);
            execute(connection, "PRAGMA wal_autocheckpoint=" + WAL_LARGEST_PAGES);
            execute(connection, "PRAGMA cache_size=-" + WRITER_CACHE_KIB);
            if (!present) {
                Schema.create(connection);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection, e);
            throw e;
        }
    }

    static Connection openReader(Path file, Duration busyTimeout) throws SQLException {
        Connection connection = open(file, busyTimeout);
        try {
            execute(connection, "PRAGMA query_only=ON");
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection, e);
            throw e;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "";
        }
    }

    /** Runs a statement to its end, whatever it returns on the way; {@code execute} stops at the first row. */
    static void runToEnd(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Moves what nobody reads any more from the write-ahead log into the database, without waiting for anybody. */
    static void checkpoint(Connection connection) throws SQLException {
        number(connection, "PRAGMA wal_checkpoint(PASSIVE)");
    }

    /** Runs a statement that changes rows. */
    static void update(Connection connection, String sql, long... numbers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < numbers.length; i++) {
                statement.setLong(i + 1, numbers[i]);
            }
            statement.executeUpdate();
        }
    }

    static void closeQuietly(AutoCloseable resource, Exception cause) {
        try {
            resource.close();
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }

    static int code(SQLException error) {
        return error instanceof SQLiteException sqlite ? sqlite.getResultCode().code : error.getErrorCode();
    }

    static boolean isCorruption(SQLException error) {
        int primary = code(error) & PRIMARY_CODE;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Tells whether the disk is full. SQLite reports that as such for the log, but as an I/O error for its shared-memory index. */
    static boolean isFull(Path file, SQLException error) {
        int primary = code(error) & PRIMARY_CODE;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return true;
        }
        if (primary != SQLiteErrorCode.SQLITE_IOERR.code) {
            return false;
        }
        return JournalFiles.roomBytes(file) < ROOM_LOWEST_BYTES;
    }

    /** Turns an error other than corruption into the journal's own. */
    static JournalException failure(Path file, String doing, SQLException error) {
        if (isFull(file, error)) {
            return new JournalFullException(
                    "no room left on the disk of " + file + " while " + doing
                            + ": nothing was written; free some space and try again",
                    error);
        }
        int primary = code(error) & PRIMARY_CODE;
        String advice = "";
        if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
            advice = "; another process holds a lock on it, end that first";
        } else if (primary == SQLiteErrorCode.SQLITE_READONLY.code || primary == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            advice = "; check owner and mode of the file and its directory";
        }
        return new JournalException(
                "journal " + file + " failed while " + doing + ": " + error.getMessage() + advice, error);
    }
}
