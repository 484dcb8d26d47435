package io.directorate.events.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The journal is damaged: names the file, the place and the command that mends it. */
public final class JournalDamagedException extends JournalException {
    /** Value of {@link #offsetBytes} and {@link #sequence} where the place is not known. */
    public static final long UNKNOWN = -1;

    private static final long serialVersionUID = 1L;

    private final String file;
    private final Damage damage;

    /**
     * Where the damage is and what it is.
     *
     * @param offsetBytes in the file, of the damaged page or frame; {@link #UNKNOWN} if it cannot be told
     * @param sequence of the first row concerned; {@link #UNKNOWN} if it is not about a row
     * @param what was found
     */
    public record Damage(long offsetBytes, long sequence, String what) implements java.io.Serializable {
        static Damage of(String what) {
            return new Damage(UNKNOWN, UNKNOWN, what);
        }

        static Damage at(long offsetBytes, String what) {
            return new Damage(offsetBytes, UNKNOWN, what);
        }

        static Damage row(long sequence, String what) {
            return new Damage(UNKNOWN, sequence, what);
        }

        Damage withOffset(long offset) {
            return new Damage(offset, sequence, what);
        }

        private String place() {
            return (sequence == UNKNOWN ? "" : ", sequence " + sequence)
                    + (offsetBytes == UNKNOWN ? "" : ", byte offset " + offsetBytes);
        }
    }

    /**
     * Makes one.
     *
     * @param file that is damaged
     * @param damage where and what
     * @param remedy the command that mends it
     * @param cause what was met, if an exception was
     */
    public JournalDamagedException(Path file, Damage damage, String remedy, @Nullable Throwable cause) {
        super("journal " + file + " is damaged" + damage.place() + ": " + damage.what() + ". Mend it with: " + remedy);
        this.file = file.toString();
        this.damage = damage;
        if (cause != null) {
            initCause(cause);
        }
    }

    /**
     * Returns the file.
     *
     * @return the database or its write-ahead log
     */
    public Path file() {
        return Path.of(file);
    }

    /**
     * Returns the byte offset of the damaged page or frame.
     *
     * @return the offset in {@link #file}, or {@link #UNKNOWN}
     */
    public long offsetBytes() {
        return damage.offsetBytes();
    }

    /**
     * Returns the first row concerned.
     *
     * @return its sequence, or {@link #UNKNOWN}
     */
    public long sequence() {
        return damage.sequence();
    }

    /**
     * Returns what was found.
     *
     * @return such as {@code hash of the row does not fit}
     */
    public String what() {
        return damage.what();
    }
}
