package io.directorate.events.journal;

import io.directorate.events.journal.JournalDamagedException.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Opens, checks and replaces journals, and gives errors their place and remedy. */
final class Opening {
    /** Databases up to this size are checked wholly each time they are opened. */
    static final long FULL_CHECK_BYTES = 16L << 20;

    /** Rows whose chain is checked when a larger database is opened. */
    static final long TAIL_ROWS = 512;

    private Opening() {}

    /**
     * An open journal's parts.
     *
     * @param store its connections
     * @param keys for its anchors
     * @param report of what was met
     * @param pending signed rows that are missing at the end
     */
    record Opened(Store store, AnchorKeys keys, OpenReport report, Optional<Witness> pending) {}

    static Journal open(Path file, JournalOptions options) {
        FileGuard guard = FileGuard.lock(file, options);
        try {
            return new Journal(file, options, guard, open(file, options, guard));
        } catch (RuntimeException e) {
            Sql.closeQuietly(guard, e);
            throw e;
        }
    }

    private static Opened open(Path file, JournalOptions options, FileGuard guard) {
        AnchorKeys keys = AnchorKeys.open(options.keyDirectory());
        List<String> notices = new ArrayList<>(guard.look());
        boolean created = JournalFiles.sizeBytes(file) == 0;
        try {
            Store store = new Store(file, options.busyTimeout());
            try {
                long rows = check(file, store, keys);
                Optional<Witness> pending = compare(file, options, keys, store);
                pending.ifPresent(signed -> notices.add("rows " + (store.head().sequence() + 1) + " to "
                        + signed.sequence()
                        + " were signed here and are missing at the end; the log must bring them again"));
                return new Opened(store, keys, new OpenReport(created, rows, notices), pending);
            } catch (SQLException | Verifier.DamageFound | RuntimeException e) {
                Sql.closeQuietly(store, e);
                throw e;
            }
        } catch (Verifier.DamageFound e) {
            throw damaged(file, options, e);
        } catch (SQLException e) {
            throw failure(file, options, "opening", e);
        }
    }

    private static long check(Path file, Store store, AnchorKeys keys) throws SQLException, Verifier.DamageFound {
        boolean small =
                JournalFiles.sizeBytes(file) + JournalFiles.sizeBytes(JournalFiles.wal(file)) <= FULL_CHECK_BYTES;
        return store.read(connection ->
                small ? new Verifier(connection, keys).full(1).rows() : new Verifier(connection, keys).tail(TAIL_ROWS));
    }

    /** Compares with the anchor kept beside the key; returns it if the journal does not reach it. */
    private static Optional<Witness> compare(Path file, JournalOptions options, AnchorKeys keys, Store store)
            throws SQLException {
        Optional<Witness> witness = Witness.read(options.keyDirectory(), keys);
        if (witness.isEmpty() || witness.get().sequence() > store.head().sequence()) {
            return witness;
        }
        compare(store.writer(), store.head(), witness.get(), file, options);
        return Optional.empty();
    }

    static void compare(Connection connection, Head head, Witness signed, Path file, JournalOptions options)
            throws SQLException {
        Optional<byte[]> hash = Chapters.hashAt(connection, head, signed.sequence());
        if (hash.isPresent() && !Arrays.equals(hash.get(), signed.hash())) {
            Damage damage = Damage.row(
                    signed.sequence(),
                    "the chain was rewritten: "
                            + options.keyDirectory().resolve(Witness.FILE)
                            + " holds another hash, signed here");
            throw new JournalDamagedException(file, damage, options.mendCommand(), null);
        }
    }

    static Journal restore(Path file, Path snapshot, JournalOptions options) {
        try (FileGuard guard = FileGuard.lock(file, options)) {
            AnchorKeys keys = AnchorKeys.open(options.keyDirectory());
            guard.finishInterrupted();
            Head head = bringIn(file, snapshot, options, keys);
            putInPlace(file, options, keys, head);
            Copies.settle(file);
        } catch (SQLException e) {
            throw failure(file, options, "restoring from " + snapshot, e);
        } catch (IOException e) {
            throw failure(file, "restoring from " + snapshot, e);
        }
        return open(file, options);
    }

    /** Copies a snapshot beside the journal and checks it wholly; returns its head. */
    static Head bringIn(Path file, Path snapshot, JournalOptions options, AnchorKeys keys)
            throws SQLException, IOException {
        Path incoming = Copies.bringIn(file, snapshot);
        try (Connection connection = Sql.openReader(incoming, options.busyTimeout())) {
            if (!Schema.isPresent(connection, snapshot)) {
                throw new JournalException(snapshot + " is empty, not a copy of a journal; name another file");
            }
            new Verifier(connection, keys).full(1);
            return Head.read(connection);
        } catch (Verifier.DamageFound e) {
            throw damaged(snapshot, options, e);
        } catch (SQLException e) {
            if (Sql.isCorruption(e)) {
                throw new JournalDamagedException(
                        snapshot, Damage.at(0, String.valueOf(e.getMessage())), options.mendCommand(), e);
            }
            throw e;
        }
    }

    /**
     * Renames the checked copy into place. No connection is open. The anchor beside the key is of the old history, so it goes first and is signed anew
     * at the end.
     */
    static void putInPlace(Path file, JournalOptions options, AnchorKeys keys, Head head) throws IOException {
        Files.deleteIfExists(options.keyDirectory().resolve(Witness.FILE));
        Copies.replace(file);
        Witness.write(
                options.keyDirectory(),
                Anchor.sign(keys, head.sequence(), head.hash(), options.clock().millis(), ChainHash.start()));
    }

    static JournalDamagedException damaged(Path file, JournalOptions options, Verifier.DamageFound found) {
        return new JournalDamagedException(file, found.damage(), options.mendCommand(), found);
    }

    static JournalException failure(Path file, JournalOptions options, String doing, SQLException error) {
        if (!Sql.isCorruption(error)) {
            return Sql.failure(file, doing, error);
        }
        return new JournalDamagedException(file, locate(file, options, error), options.mendCommand(), error);
    }

    /** Finds the page that SQLite stumbled over; it says that there is one, not which. */
    private static Damage locate(Path file, JournalOptions options, SQLException error) {
        try (Connection connection = Sql.openReader(file, options.busyTimeout())) {
            return Pages.check(connection).orElseGet(() -> Damage.of(String.valueOf(error.getMessage())));
        } catch (SQLException e) {
            error.addSuppressed(e);
            return Damage.at(0, "its schema cannot be read: " + error.getMessage());
        }
    }

    static JournalException failure(Path file, String doing, IOException error) {
        long room = JournalFiles.roomBytes(file);
        return room < Sql.ROOM_LOWEST_BYTES
                ? new JournalFullException(
                        "no room left on the disk of " + file + " while " + doing
                                + ": the journal is as it was; free some space and try again",
                        error)
                : new JournalException("journal " + file + " failed while " + doing + ": " + error, error);
    }
}
