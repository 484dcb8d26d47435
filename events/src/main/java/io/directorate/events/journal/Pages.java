package io.directorate.events.journal;

import io.directorate.events.journal.JournalDamagedException.Damage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds damaged pages, and the page of a row; page n begins at (n - 1) times the page size. */
final class Pages {
    /** How {@code PRAGMA integrity_check} names a page: "Tree 5 page 12 cell 3: ..." or "... on page 7". */
    private static final Pattern PAGE = Pattern.compile("\\bpage (\\d+)");

    private Pages() {}

    /** Checks structure and indices of the whole database; returns the first damage. */
    static Optional<Damage> check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet messages = statement.executeQuery("PRAGMA integrity_check(1)")) {
            if (!messages.next()) {
                return Optional.of(Damage.of("PRAGMA integrity_check has no answer"));
            }
            String message = messages.getString(1);
            return message.equals("ok") ? Optional.empty() : Optional.of(damage(connection, message));
        }
    }

    private static Damage damage(Connection connection, String message) throws SQLException {
        String what = message.replaceAll("\\s+", " ").trim();
        Matcher page = PAGE.matcher(message);
        return page.find() ? Damage.at(offset(connection, Long.parseLong(page.group(1))), what) : Damage.of(what);
    }

    private static long offset(Connection connection, long page) throws SQLException {
        return (page - 1) * Sql.number(connection, "PRAGMA page_size");
    }

    /**
     * Returns the offset of the page that holds a row: the leaves of the table in order, counted off by their cells. Unknown if the tree cannot be
     * walked.
     */
    static long offsetOfRow(Connection connection, long sequence) throws SQLException {
        long before = 0;
        try (PreparedStatement position = connection.prepareStatement("SELECT count(*) FROM event WHERE seq < ?")) {
            position.setLong(1, sequence);
            try (ResultSet result = position.executeQuery()) {
                before = result.next() ? result.getLong(1) : 0;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet leaves = statement.executeQuery(
                        "SELECT pgoffset, ncell FROM dbstat WHERE name = 'event' AND pagetype = 'leaf' ORDER BY path")) {
            while (leaves.next()) {
                before -= leaves.getLong(2);
                if (before < 0) {
                    return leaves.getLong(1);
                }
            }
        }
        return JournalDamagedException.UNKNOWN;
    }
}
