package io.directorate.events.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads rows on a reader connection.
 *
 * <p>The condition that narrows most drives the statement: subject, actor, type, else the sequence. Each index holds its rows in order of the sequence,
 * so rows come without sorting and a limit ends the work early. A time narrows to a range of sequences first.
 */
final class RowReader {
    private static final String COLUMNS = "SELECT e.seq, c.idx, c.term, c.time_millis, e.type, e.subjects, e.body,"
            + " e.prev_hash, e.hash, c.command_id, c.digest, c.actor, c.reason";
    private static final String COMMAND = " CROSS JOIN command c ON c.ordinal = e.ordinal";

    /** Every row from a sequence on. Each row must have its command, or it is missing here. */
    static final String ALL_FROM = COLUMNS + " FROM event e" + COMMAND + " WHERE e.seq >= ? ORDER BY e.seq";

    /** A command by its id, for {@link #find}. */
    static final String COMMAND_BY_ID = "SELECT digest, actor, reason, time_millis, idx, term, first_seq, last_seq"
            + " FROM command WHERE command_id = ?";

    private final Connection connection;

    RowReader(Connection connection) {
        this.connection = connection;
    }

    /** Gives rows to a consumer until it answers false; returns how many it was given. */
    long read(JournalQuery query, Predicate<JournalRow> consumer) throws SQLException {
        List<Object> values = new ArrayList<>();
        String sql = statement(query, values);
        if (sql.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            long given = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    given++;
                    if (!consumer.test(row(rows))) {
                        break;
                    }
                }
            }
            return given;
        }
    }

    private String statement(JournalQuery query, List<Object> values) throws SQLException {
        Range range = range(query);
        if (range.from() > range.to()) {
            return "";
        }
        boolean timed = query.fromMillis() != Long.MIN_VALUE || query.toMillis() != Long.MAX_VALUE;
        StringBuilder sql = new StringBuilder(COLUMNS);
        boolean byActor = from(query, range, sql, values);
        query.actor().ifPresent(actor -> {
            sql.append(" AND c.actor = ?");
            values.add(actor);
        });
        query.type().ifPresent(type -> {
            sql.append(" AND e.type = ?");
            values.add(type);
        });
        if (timed) {
            sql.append(" AND c.time_millis >= ? AND c.time_millis < ?");
            values.add(query.fromMillis());
            values.add(query.toMillis());
        }
        String order = query.descending() ? " DESC" : "";
        sql.append(" ORDER BY ")
                .append(byActor ? "c.ordinal" + order + ", " : "")
                .append("e.seq")
                .append(order);
        sql.append(" LIMIT ?");
        values.add(query.limit());
        return sql.toString();
    }

    /** Writes where the rows come from, and the conditions on subject and sequence; true if they come command by command. */
    private static boolean from(JournalQuery query, Range range, StringBuilder sql, List<Object> values) {
        Optional<JournalQuery.Subject> subject = query.subject();
        boolean whole = subject.isPresent() && !subject.get().prefix();
        boolean byActor = subject.isEmpty() && query.actor().isPresent();
        if (whole) {
            sql.append(" FROM event_subject s CROSS JOIN event e ON e.seq = s.seq")
                    .append(COMMAND);
            sql.append(" WHERE s.name = ? AND s.seq BETWEEN ? AND ?");
            values.add(Subjects.head(subject.get().text()));
        } else if (byActor) {
            sql.append(" FROM command c INDEXED BY command_actor CROSS JOIN event e"
                    + " ON e.seq BETWEEN c.first_seq AND c.last_seq WHERE e.seq BETWEEN ? AND ?");
        } else {
            sql.append(" FROM event e")
                    .append(query.type().isPresent() && subject.isEmpty() ? " INDEXED BY event_type" : "");
            sql.append(COMMAND).append(" WHERE e.seq BETWEEN ? AND ?");
        }
        values.add(range.from());
        values.add(range.to());
        if (byActor) {
            // Each command of the actor's would be looked at otherwise, however long ago.
            sql.append(
                    " AND c.ordinal >= ifnull((SELECT f.ordinal FROM event f WHERE f.seq >= ? ORDER BY f.seq LIMIT 1), 0)"
                            + " AND c.ordinal <= ifnull((SELECT t.ordinal FROM event t WHERE t.seq <= ? ORDER BY t.seq DESC LIMIT 1), 0)");
            values.add(range.from());
            values.add(range.to());
        }
        if (whole && !Subjects.isHead(subject.get().text())) {
            sql.append(" AND ").append(Subjects.HAS);
            values.add(subject.get().text());
        } else if (subject.isPresent() && !whole) {
            prefix(subject.get().text(), sql, values);
        }
        return byActor;
    }

    private static void prefix(String text, StringBuilder sql, List<Object> values) {
        sql.append(" AND e.seq IN (SELECT s.seq FROM event_subject s WHERE ");
        if (Subjects.isHead(text)) {
            sql.append("s.name >= ? AND s.name < ?)");
            values.add(text);
            values.add(text + Character.toString(Character.MAX_CODE_POINT));
        } else {
            sql.append("s.name = ?) AND ").append(Subjects.HAS_PREFIX);
            values.add(Subjects.head(text));
            values.add(text);
        }
    }

    private record Range(long from, long to) {}

    private Range range(JournalQuery query) throws SQLException {
        if (query.fromMillis() == Long.MIN_VALUE && query.toMillis() == Long.MAX_VALUE) {
            return new Range(query.fromSequence(), query.toSequence());
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT min(first_seq), max(last_seq) FROM command"
                        + " INDEXED BY command_time WHERE time_millis >= ? AND time_millis < ?")) {
            statement.setLong(1, query.fromMillis());
            statement.setLong(2, query.toMillis());
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next() || result.getObject(1) == null) {
                    return new Range(1, 0);
                }
                return new Range(
                        Math.max(query.fromSequence(), result.getLong(1)),
                        Math.min(query.toSequence(), result.getLong(2)));
            }
        }
    }

    static Optional<CommandRecord> find(PreparedStatement statement, String commandId) throws SQLException {
        statement.setString(1, commandId);
        try (ResultSet found = statement.executeQuery()) {
            if (!found.next()) {
                return Optional.empty();
            }
            return Optional.of(new CommandRecord(
                    commandId,
                    found.getString(1),
                    found.getString(2),
                    found.getString(3),
                    found.getLong(4),
                    new JournalPosition(found.getLong(8), found.getLong(5), found.getLong(6)),
                    found.getLong(7)));
        }
    }

    static JournalRow row(ResultSet columns) throws SQLException {
        return new JournalRow(
                columns.getLong(1),
                columns.getLong(2),
                columns.getLong(3),
                new JournalRow.Cause(
                        columns.getString(10),
                        columns.getString(11),
                        columns.getString(12),
                        columns.getString(13),
                        columns.getLong(4)),
                columns.getString(5),
                Subjects.split(columns.getString(6)),
                bytes(columns, 7),
                columns.getBytes(8),
                columns.getBytes(9));
    }

    /** Reads a blob; SQLite gives none for an empty one. */
    static byte[] bytes(ResultSet columns, int column) throws SQLException {
        byte[] bytes = columns.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }
}
