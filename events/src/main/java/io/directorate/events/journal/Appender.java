package io.directorate.events.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes batches on the writer connection, with statements prepared once. Not for several threads. */
final class Appender implements AutoCloseable {
    /** Event rows that are given to SQLite in one call. */
    private static final int ROWS_AT_ONCE = 512;

    private final List<PreparedStatement> statements = new ArrayList<>();
    private final ChainHash chain = new ChainHash();
    private final PreparedStatement findCommand;
    private final PreparedStatement insertCommand;
    private final PreparedStatement insertEvent;
    private final PreparedStatement insertSubject;
    private final PreparedStatement updateMeta;

    private long sequence;
    private long ordinal;
    private byte[] hash = ChainHash.start();
    private int gathered;

    Appender(Connection connection) throws SQLException {
        findCommand = prepare(connection, "SELECT first_seq, last_seq FROM command WHERE command_id = ?");
        insertCommand = prepare(connection, "INSERT INTO command VALUES(?,?,?,?,?,?,?,?,?,?)");
        insertEvent = prepare(connection, "INSERT INTO event VALUES(?,?,?,?,?,?,?)");
        insertSubject = prepare(connection, "INSERT INTO event_subject VALUES(?,?)");
        updateMeta = prepare(connection, "UPDATE meta SET seq=?, idx=?, term=?, hash=?, ordinal=? WHERE k=1");
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statements.add(statement);
        return statement;
    }

    /** Writes new batches, in the caller's transaction, and returns the head that holds once it is committed. */
    Head write(Head head, List<JournalBatch> batches, List<AppendResult.Outcome> outcomes) throws SQLException {
        sequence = head.sequence();
        ordinal = head.ordinal();
        hash = head.hash();
        JournalBatch last = batches.get(batches.size() - 1);
        for (JournalBatch batch : batches) {
            for (JournalCommand command : batch.commands()) {
                outcomes.add(write(batch, command));
            }
        }
        flush();
        Head next = head.movedTo(new JournalPosition(sequence, last.index(), last.term()), hash, ordinal);
        updateMeta.setLong(1, sequence);
        updateMeta.setLong(2, last.index());
        updateMeta.setLong(3, last.term());
        updateMeta.setBytes(4, hash);
        updateMeta.setLong(5, ordinal);
        updateMeta.executeUpdate();
        return next;
    }

    private AppendResult.Outcome write(JournalBatch batch, JournalCommand command) throws SQLException {
        AppendResult.Outcome earlier = find(command.commandId());
        if (earlier != null) {
            return earlier;
        }
        ordinal++;
        long first = sequence + 1;
        JournalRow.Cause cause = new JournalRow.Cause(
                command.commandId(), command.digest(), command.actor(), command.reason(), command.timeMillis());
        for (JournalEvent event : command.events()) {
            write(batch, cause, event);
        }
        insertCommand.setLong(1, ordinal);
        insertCommand.setString(2, command.commandId());
        insertCommand.setString(3, command.digest());
        insertCommand.setString(4, command.actor());
        insertCommand.setString(5, command.reason());
        insertCommand.setLong(6, command.timeMillis());
        insertCommand.setLong(7, batch.index());
        insertCommand.setLong(8, batch.term());
        insertCommand.setLong(9, first);
        insertCommand.setLong(10, sequence);
        insertCommand.executeUpdate();
        return new AppendResult.Outcome(command.commandId(), false, first, sequence);
    }

    private AppendResult.@Nullable Outcome find(String commandId) throws SQLException {
        findCommand.setString(1, commandId);
        try (ResultSet found = findCommand.executeQuery()) {
            return found.next() ? new AppendResult.Outcome(commandId, true, found.getLong(1), found.getLong(2)) : null;
        }
    }

    private void write(JournalBatch batch, JournalRow.Cause cause, JournalEvent event) throws SQLException {
        sequence++;
        JournalRow row = new JournalRow(
                sequence, batch.index(), batch.term(), cause, event.type(), event.subjects(), event.body(), hash, hash);
        byte[] previous = hash;
        hash = chain.of(previous, row);
        insertEvent.setLong(1, sequence);
        insertEvent.setLong(2, ordinal);
        insertEvent.setString(3, event.type());
        insertEvent.setString(4, Subjects.join(event.subjects()));
        insertEvent.setBytes(5, event.body());
        insertEvent.setBytes(6, previous);
        insertEvent.setBytes(7, hash);
        insertEvent.addBatch();
        for (String subject : Subjects.heads(event.subjects())) {
            insertSubject.setString(1, subject);
            insertSubject.setLong(2, sequence);
            insertSubject.addBatch();
        }
        gathered++;
        if (gathered == ROWS_AT_ONCE) {
            flush();
        }
    }

    private void flush() throws SQLException {
        if (gathered > 0) {
            gathered = 0;
            insertEvent.executeBatch();
            insertSubject.executeBatch();
        }
    }

    /** Forgets rows that were gathered and not written, after an error. */
    void forget() throws SQLException {
        gathered = 0;
        insertEvent.clearBatch();
        insertSubject.clearBatch();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements) {
            statement.close();
        }
    }
}
