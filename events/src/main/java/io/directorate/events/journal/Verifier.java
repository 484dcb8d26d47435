package io.directorate.events.journal;

import io.directorate.events.journal.JournalDamagedException.Damage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks a journal's content: walks the chain, and compares it with anchors, checkpoints, commands and the subject index.
 *
 * <p>Runs in one read transaction of its connection, so it sees one moment however long it takes.
 */
final class Verifier {
    private final Connection connection;
    private final AnchorKeys keys;
    private final ChainHash chain = new ChainHash();
    private final Set<String> foreignSigners = new TreeSet<>();
    private long rows;
    private long subjects;
    private long anchors;

    /** Thrown inside, and given file and remedy by {@link Journal}. */
    static final class DamageFound extends Exception {
        private static final long serialVersionUID = 1L;
        private final Damage damage;

        DamageFound(Damage damage) {
            super(damage.what());
            this.damage = damage;
        }

        Damage damage() {
            return damage;
        }
    }

    Verifier(Connection connection, AnchorKeys keys) {
        this.connection = connection;
        this.keys = keys;
    }

    /** Checks all there is: pages and indices, the chain from a sequence on, anchors, commands. */
    VerifyReport full(long fromSequence) throws SQLException, DamageFound {
        Sql.execute(connection, "BEGIN");
        try {
            Optional<Damage> page = Pages.check(connection);
            if (page.isPresent()) {
                throw new DamageFound(page.get());
            }
            Head head = Head.read(connection);
            long first = Math.max(fromSequence, head.baseSequence() + 1);
            walk(head, first);
            checkAnchors(head, first);
            checkBase(head);
            checkImages();
            checkCommands(head);
            if (first == head.baseSequence() + 1) {
                checkSubjectIndex();
            }
            return new VerifyReport(
                    first,
                    head.sequence(),
                    rows,
                    anchors,
                    foreignSigners.stream().toList());
        } finally {
            Sql.execute(connection, "ROLLBACK");
        }
    }

    /** Checks the end only: the last rows, and the anchors that stand among them or just before. Returns how many rows. */
    long tail(long lastRows) throws SQLException, DamageFound {
        Sql.execute(connection, "BEGIN");
        try {
            Head head = Head.read(connection);
            long first = Math.max(head.baseSequence() + 1, head.sequence() - lastRows + 1);
            walk(head, first);
            checkAnchors(head, Math.min(first, head.marks().anchor()));
            return rows;
        } finally {
            Sql.execute(connection, "ROLLBACK");
        }
    }

    private void walk(Head head, long first) throws SQLException, DamageFound {
        if (head.baseSequence() > head.sequence()) {
            throw new DamageFound(Damage.row(head.sequence(), "the chain begins behind its end"));
        }
        byte[] previous = Chapters.hashAt(connection, head, first - 1)
                .orElseThrow(() -> new DamageFound(Damage.row(first - 1, "the row is missing")));
        long expected = first;
        try (PreparedStatement statement = connection.prepareStatement(RowReader.ALL_FROM)) {
            statement.setLong(1, first);
            try (ResultSet columns = statement.executeQuery()) {
                while (columns.next()) {
                    JournalRow row = RowReader.row(columns);
                    if (row.sequence() != expected) {
                        throw new DamageFound(
                                Damage.row(expected, "the row, or the command it belongs to, is missing"));
                    }
                    previous = check(row, previous);
                    expected++;
                }
            }
        }
        if (expected != head.sequence() + 1) {
            throw new DamageFound(
                    expected <= head.sequence()
                            ? Damage.row(expected, "the row, or the command it belongs to, is missing")
                            : Damage.row(head.sequence() + 1, "there are rows behind the recorded end"));
        }
        if (!Arrays.equals(previous, head.hash())) {
            throw new DamageFound(
                    Damage.row(head.sequence(), "the recorded end of the chain does not fit the last row"));
        }
    }

    private byte[] check(JournalRow row, byte[] previous) throws SQLException, DamageFound {
        if (!Arrays.equals(previous, row.previousHash())) {
            throw found(row.sequence(), "the chain is broken: the row does not follow the one before it");
        }
        if (!Arrays.equals(chain.of(previous, row), row.hash())) {
            throw found(row.sequence(), "the row's hash does not fit its content");
        }
        rows++;
        subjects += Subjects.heads(row.subjects()).size();
        return row.hash();
    }

    private DamageFound found(long sequence, String what) throws SQLException {
        return new DamageFound(Damage.row(sequence, what).withOffset(Pages.offsetOfRow(connection, sequence)));
    }

    private void checkAnchors(Head head, long first) throws SQLException, DamageFound {
        try (PreparedStatement statement =
                connection.prepareStatement(Anchor.COLUMNS + " WHERE a.seq >= ? ORDER BY a.seq")) {
            statement.setLong(1, Math.max(first - 1, head.baseSequence()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    check(head, Anchor.read(found));
                }
            }
        }
    }

    private void check(Head head, Anchor anchor) throws SQLException, DamageFound {
        byte[] hash = Chapters.hashAt(connection, head, anchor.sequence())
                .orElseThrow(() -> new DamageFound(
                        Damage.row(anchor.sequence(), "the row is missing, though an anchor says that it was here")));
        if (!Arrays.equals(hash, anchor.hash())) {
            throw found(anchor.sequence(), "the chain was rewritten: a signed anchor has another hash");
        }
        if (!anchor.signatureFits()) {
            throw new DamageFound(Damage.row(anchor.sequence(), "the anchor's signature does not fit"));
        }
        anchors++;
        if (!keys.trusts(anchor.publicKey())) {
            foreignSigners.add(AnchorKeys.fingerprint(anchor.publicKey()));
        }
    }

    private void checkBase(Head head) throws SQLException, DamageFound {
        if (head.baseSequence() == 0) {
            if (!Arrays.equals(head.baseHash(), ChainHash.start())) {
                throw new DamageFound(Damage.row(0, "the chain does not begin at its start"));
            }
            return;
        }
        long anchored = count("SELECT count(*) FROM anchor a JOIN checkpoint c ON c.seq = a.seq WHERE a.seq = "
                + head.baseSequence());
        if (anchored == 0) {
            throw new DamageFound(Damage.row(
                    head.baseSequence(), "the anchor and checkpoint behind which rows were cut are missing"));
        }
    }

    /** Every checkpoint has an anchor that names its image. */
    private void checkImages() throws SQLException, DamageFound {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT c.seq, c.image, a.image_hash FROM checkpoint c"
                        + " LEFT JOIN anchor a ON a.seq = c.seq ORDER BY c.seq")) {
            long sequence = -1;
            boolean fits = true;
            while (found.next()) {
                if (found.getLong(1) != sequence) {
                    requireImage(sequence, fits);
                    sequence = found.getLong(1);
                    fits = false;
                }
                byte[] image = ChainHash.sha256().digest(RowReader.bytes(found, 2));
                fits |= Arrays.equals(image, RowReader.bytes(found, 3));
            }
            requireImage(sequence, fits);
        }
    }

    private static void requireImage(long sequence, boolean fits) throws DamageFound {
        if (!fits) {
            throw new DamageFound(Damage.row(sequence, "the checkpoint's image fits no anchor"));
        }
    }

    private void checkCommands(Head head) throws SQLException, DamageFound {
        long ordinal = 0;
        long sequence = 0;
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT ordinal, first_seq, last_seq FROM command ORDER BY ordinal")) {
            while (found.next()) {
                if (found.getLong(1) != ordinal + 1) {
                    throw new DamageFound(Damage.row(sequence + 1, "command " + (ordinal + 1) + " is missing"));
                }
                ordinal++;
                if (found.getLong(2) != sequence + 1 || found.getLong(3) < sequence) {
                    throw new DamageFound(
                            Damage.row(sequence + 1, "command " + ordinal + " does not follow the one before it"));
                }
                sequence = found.getLong(3);
            }
        }
        if (ordinal != head.ordinal() || sequence != head.sequence()) {
            throw new DamageFound(Damage.row(sequence, "the commands do not reach the recorded end"));
        }
        long strange = count("SELECT e.seq FROM event e JOIN command c ON c.ordinal = e.ordinal"
                + " WHERE e.seq NOT BETWEEN c.first_seq AND c.last_seq LIMIT 1");
        if (strange != 0) {
            throw found(strange, "the row and its command do not agree");
        }
    }

    private void checkSubjectIndex() throws SQLException, DamageFound {
        long indexed = count("SELECT count(*) FROM event_subject");
        if (indexed != subjects) {
            throw new DamageFound(
                    Damage.of("the subject index has " + indexed + " entries, the rows name " + subjects));
        }
    }

    private long count(String sql) throws SQLException {
        return Sql.number(connection, sql);
    }
}
