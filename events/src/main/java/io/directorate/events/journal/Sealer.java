package io.directorate.events.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs the end of the chain, in the database and beside the key. */
final class Sealer {
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

    private final Path file;
    private final AnchorKeys keys;
    private final JournalOptions options;

    private @Nullable Witness pending;

    /** Begins with the signed rows that are missing at the end, if any. */
    Sealer(Path file, AnchorKeys keys, JournalOptions options, Optional<Witness> pending) {
        this.file = file;
        this.keys = keys;
        this.options = options;
        this.pending = pending.orElse(null);
    }

    /** Rows that were lost at the end and now come again must be the rows that were signed. */
    void compareWithWitness(Connection writer, Head next) throws SQLException {
        Witness signed = pending;
        if (signed == null || next.sequence() < signed.sequence()) {
            return;
        }
        Opening.compare(writer, next, signed, file, options);
        pending = null;
    }

    /** Another history was put in place on purpose. */
    void forgetWitness() {
        pending = null;
    }

    /** Commits a change; if it signed the end, that is put beside the key too. */
    void commit(Store store, Sql.Work<Head> change) throws SQLException {
        long anchored = store.head().marks().anchor();
        Head next = store.transact(change);
        if (next.marks().anchor() != anchored && next.marks().anchor() == next.sequence()) {
            witness(next);
        }
    }

    private void witness(Head head) {
        try {
            Witness.write(options.keyDirectory(), sign(head));
        } catch (JournalException e) {
            // The rows are safe, and signed in the database; a witness that lags only notices less.
            LOG.warn("{}", e.getMessage());
        }
    }

    private Anchor sign(Head head) {
        return Anchor.sign(keys, head.sequence(), head.hash(), options.clock().millis(), ChainHash.start());
    }

    /** Keeps an anchor over the end, in the caller's transaction. */
    Head anchor(Connection writer, Head head) throws SQLException {
        Chapters.insert(writer, sign(head));
        return head.anchored(head.sequence());
    }

    /** Signs the end, unless it is signed. */
    void seal(Store store) throws SQLException {
        Head head = store.head();
        if (head.marks().anchor() < head.sequence()) {
            commit(store, () -> anchor(store.writer(), head));
        }
    }
}
