package io.directorate.events.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Settings of a journal.
 *
 * @param keyDirectory holds the key pair that signs anchors; made on first use. Better not on the journal's own disk
 * @param segmentEvents rows after which a checkpoint is due, 1 to 10,000,000; retention cuts at checkpoints
 * @param anchorEvents rows after which an anchor is signed, 1 to 10,000,000
 * @param busyTimeout how long to wait for a lock that another process holds on the file
 * @param clock for the time in anchors and checkpoints
 * @param mendCommand that errors name when the journal is damaged, such as {@code directorate cluster recover --data-dir /var/lib/directorate}
 */
public record JournalOptions(
        Path keyDirectory,
        int segmentEvents,
        int anchorEvents,
        Duration busyTimeout,
        InstantSource clock,
        String mendCommand) {
    private static final int ROWS_HIGHEST = 10_000_000;

    /** Checks the ranges. */
    public JournalOptions {
        check(segmentEvents, "segmentEvents");
        check(anchorEvents, "anchorEvents");
        if (busyTimeout.isNegative() || busyTimeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("busyTimeout is " + busyTimeout + ", must be 0 to 1 h");
        }
    }

    private static void check(int rows, String name) {
        if (rows < 1 || rows > ROWS_HIGHEST) {
            throw new IllegalArgumentException(name + " is " + rows + ", must be 1 to " + ROWS_HIGHEST);
        }
    }

    /**
     * Returns the usual settings: a checkpoint every 10,000 rows, an anchor every 256, 5 s for locks.
     *
     * @param keyDirectory for the signing key
     * @param clock for anchors
     * @param mendCommand for errors
     * @return the settings
     */
    public static JournalOptions defaults(Path keyDirectory, InstantSource clock, String mendCommand) {
        return new JournalOptions(keyDirectory, 10_000, 256, Duration.ofSeconds(5), clock, mendCommand);
    }

    /**
     * Names the file that holds the newest anchor signed here. Who sets a journal aside to begin another history sets this aside with it; who lets the same
     * history come again leaves it, so that the rows are compared.
     *
     * @param keyDirectory of the journal
     * @return the file; it need not be there
     */
    public static Path signedEnd(Path keyDirectory) {
        return keyDirectory.resolve(Witness.FILE);
    }
}
