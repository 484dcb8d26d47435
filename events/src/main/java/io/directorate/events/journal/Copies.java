package io.directorate.events.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Copies of a whole journal, out and in.
 *
 * <p>Putting one in place leaves, at each moment, either the old or the new journal to be found: the new one is copied beside, checked and forced to the
 * disk; the old one is renamed aside, the new one renamed into place, the old one deleted. {@link #finishInterrupted} ends what a crash left.
 */
final class Copies {
    private static final String PART = ".part";
    private static final String INCOMING = ".incoming";
    private static final String REPLACED = ".replaced";

    private Copies() {}

    /** Writes a copy without a write-ahead log to a file, all of it or none. The caller keeps the writer out. */
    static void write(Path file, Path target, Duration busyTimeout) throws SQLException, IOException {
        Path part = JournalFiles.beside(target, PART);
        Files.deleteIfExists(part);
        try {
            try (Connection connection = Sql.open(file, busyTimeout)) {
                // The log is cut off behind this copy, so what it covers must be in the database itself.
                Sql.text(connection, "PRAGMA wal_checkpoint(FULL)");
                try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                    vacuum.setString(1, part.toAbsolutePath().toString());
                    vacuum.executeUpdate();
                }
            }
            JournalFiles.force(part);
            JournalFiles.move(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Copies a snapshot beside the journal; it is checked there, because opening one may leave files beside it. */
    static Path bringIn(Path file, Path snapshot) throws IOException {
        Path incoming = JournalFiles.beside(file, INCOMING);
        discard(incoming);
        discard(JournalFiles.beside(file, REPLACED));
        Files.copy(snapshot, incoming, StandardCopyOption.REPLACE_EXISTING);
        JournalFiles.force(incoming);
        return incoming;
    }

    /** Puts the checked copy in place. No connection to either is open. */
    static void replace(Path file) throws IOException {
        Path replaced = JournalFiles.beside(file, REPLACED);
        Files.deleteIfExists(JournalFiles.sharedMemory(file));
        if (Files.exists(JournalFiles.wal(file))) {
            JournalFiles.move(JournalFiles.wal(file), JournalFiles.wal(replaced));
        }
        if (Files.exists(file)) {
            JournalFiles.move(file, replaced);
        }
        Path incoming = JournalFiles.beside(file, INCOMING);
        discardSides(incoming);
        JournalFiles.move(incoming, file);
    }

    /** Deletes the old journal once the new one is open. */
    static void settle(Path file) throws IOException {
        discard(JournalFiles.beside(file, REPLACED));
    }

    /** Puts the old journal back. No connection is open. */
    static void undo(Path file) throws IOException {
        Path replaced = JournalFiles.beside(file, REPLACED);
        discard(JournalFiles.beside(file, INCOMING));
        if (Files.exists(replaced)) {
            discardSides(file);
            JournalFiles.move(replaced, file);
        }
        if (Files.exists(JournalFiles.wal(replaced))) {
            JournalFiles.move(JournalFiles.wal(replaced), JournalFiles.wal(file));
        }
    }

    /** Ends a replacement that a crash interrupted: forward if the new journal is in place, else back. */
    static Optional<String> finishInterrupted(Path file) throws IOException {
        Path replaced = JournalFiles.beside(file, REPLACED);
        Path incoming = JournalFiles.beside(file, INCOMING);
        boolean halfWay =
                Files.exists(incoming) && (Files.exists(replaced) || Files.exists(JournalFiles.wal(replaced)));
        if (halfWay || (Files.exists(replaced) && Files.notExists(file))) {
            undo(file);
            return Optional.of("put back the journal that an interrupted restore had moved aside");
        }
        boolean settled = Files.notExists(replaced);
        discard(incoming);
        discard(replaced);
        return settled
                ? Optional.empty()
                : Optional.of("finished a restore that was interrupted: the restored journal is in place");
    }

    private static void discard(Path file) throws IOException {
        // The database goes last: a write-ahead log alone would be taken for half a replacement.
        discardSides(file);
        Files.deleteIfExists(file);
    }

    private static void discardSides(Path file) throws IOException {
        Files.deleteIfExists(JournalFiles.wal(file));
        Files.deleteIfExists(JournalFiles.sharedMemory(file));
    }
}
