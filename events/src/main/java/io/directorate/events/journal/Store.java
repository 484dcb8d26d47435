package io.directorate.events.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The open connections to one database: one that writes, and a few that read, opened when first needed. */
final class Store implements AutoCloseable {
    /** Queries at a time; more wait. */
    static final int READERS = 4;

    private final Path file;
    private final Duration busyTimeout;
    private final Connection writer;
    private final Appender appender;
    private final WalCheckpointer checkpointer;
    private final BlockingQueue<Slot> readers = new ArrayBlockingQueue<>(READERS);
    private volatile Head head;

    private static final class Slot {
        private @Nullable Connection connection;
        private @Nullable PreparedStatement commandById;
    }

    /** A query. */
    @FunctionalInterface
    interface Query<T> {
        T run(Connection connection) throws SQLException, Verifier.DamageFound;
    }

    Store(Path file, Duration busyTimeout) throws SQLException {
        this.file = file;
        this.busyTimeout = busyTimeout;
        writer = Sql.openWriter(file, busyTimeout);
        try {
            head = Head.read(writer);
            appender = new Appender(writer);
        } catch (SQLException e) {
            Sql.closeQuietly(writer, e);
            throw e;
        }
        for (int i = 0; i < READERS; i++) {
            readers.add(new Slot());
        }
        checkpointer = new WalCheckpointer(file, busyTimeout);
    }

    Connection writer() {
        return writer;
    }

    Appender appender() {
        return appender;
    }

    Head head() {
        return head;
    }

    /** Runs a change in one transaction; it is there wholly or not at all. The caller holds the writer lock. */
    Head transact(Sql.Work<Head> change) throws SQLException {
        Sql.execute(writer, "BEGIN IMMEDIATE");
        try {
            Head next = change.run();
            Sql.execute(writer, "COMMIT");
            head = next;
            checkpointer.wake();
            return next;
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    private void rollBack(Exception cause) throws SQLException {
        appender.forget();
        try {
            Sql.execute(writer, "ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself after most of the errors that lead here, and then says that there is no
            // transaction.
            cause.addSuppressed(e);
        }
        head = Head.read(writer);
    }

    <T> T read(Query<T> query) throws SQLException, Verifier.DamageFound {
        Slot slot = take();
        try {
            return query.run(connect(slot));
        } finally {
            readers.add(slot);
        }
    }

    /** Looks a command up; each change asks for its id more than once, so the statement is kept. */
    Optional<CommandRecord> find(String commandId) throws SQLException {
        Slot slot = take();
        try {
            PreparedStatement statement = slot.commandById;
            if (statement == null) {
                statement = connect(slot).prepareStatement(RowReader.COMMAND_BY_ID);
                slot.commandById = statement;
            }
            return RowReader.find(statement, commandId);
        } finally {
            readers.add(slot);
        }
    }

    private Connection connect(Slot slot) throws SQLException {
        Connection connection = slot.connection;
        if (connection == null) {
            connection = Sql.openReader(file, busyTimeout);
            slot.connection = connection;
        }
        return connection;
    }

    private static void close(Slot slot) throws SQLException {
        try (Connection connection = slot.connection;
                PreparedStatement statement = slot.commandById) {
            slot.connection = null;
            slot.commandById = null;
        }
    }

    private Slot take() throws SQLException {
        try {
            Slot slot = readers.poll(busyTimeout.toNanos(), TimeUnit.NANOSECONDS);
            if (slot == null) {
                throw new SQLException(READERS + " queries are running already, none ended within " + busyTimeout);
            }
            return slot;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a query to end", e);
        }
    }

    /** Closes all connections once the running queries have ended. */
    @Override
    public void close() throws SQLException {
        SQLException failure = null;
        checkpointer.close();
        for (int i = 0; i < READERS; i++) {
            try {
                close(take());
            } catch (SQLException e) {
                failure = first(failure, e);
            }
        }
        try {
            appender.close();
        } catch (SQLException e) {
            failure = first(failure, e);
        }
        try {
            writer.close();
        } catch (SQLException e) {
            failure = first(failure, e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static SQLException first(@Nullable SQLException earlier, SQLException later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }
}
