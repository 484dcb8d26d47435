package io.directorate.events.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a journal row: SHA-256 over the fields below, in this order.
 *
 * <table>
 * <caption>Canonical encoding</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>the text {@code directorate-journal-row-2} and a zero byte</td><td>26</td></tr>
 * <tr><td>hash of the row before; zero for the first</td><td>32</td></tr>
 * <tr><td>hash of the command, see below</td><td>32</td></tr>
 * <tr><td>sequence: big-endian</td><td>8</td></tr>
 * <tr><td>type: length, then UTF-8</td><td>4 + n</td></tr>
 * <tr><td>number of subjects, then each: length, then UTF-8</td><td>4 + m x (4 + n)</td></tr>
 * <tr><td>body: length, then the bytes</td><td>4 + n</td></tr>
 * </table>
 *
 * <p>The hash of the command, which all its rows share, is SHA-256 over the text {@code directorate-journal-command-1} and a zero byte; index, term and
 * time in milliseconds, 3 x 8 bytes; command id, digest, actor and reason, each a length and UTF-8.
 *
 * <p>Every field is fixed or preceded by its length, so no two rows encode alike. All of them come from the log, so every member of a cluster has the
 * same chain.
 */
final class ChainHash {
    /** Bytes in a hash. */
    static final int LENGTH_BYTES = 32;

    private static final byte[] ROW = "directorate-journal-row-2\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMAND = "directorate-journal-command-1\0".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest digest = sha256();
    private ByteBuffer gathered = ByteBuffer.allocate(4096);
    private JournalRow.@Nullable Cause lastCause;
    private long lastIndex;
    private long lastTerm;
    private byte[] lastCommand = start();

    static byte[] start() {
        return new byte[LENGTH_BYTES];
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256 (MessageDigest's specification)", e);
        }
    }

    byte[] of(byte[] previous, JournalRow row) {
        byte[] command = command(row);
        gathered.clear();
        room(ROW.length + previous.length + command.length + Long.BYTES);
        gathered.put(ROW).put(previous).put(command).putLong(row.sequence());
        putText(row.type());
        List<String> subjects = row.subjects();
        room(Integer.BYTES);
        gathered.putInt(subjects.size());
        subjects.forEach(this::putText);
        putBytes(row.body());
        return digested();
    }

    /** The rows of a command follow each other, and share the object. */
    private byte[] command(JournalRow row) {
        JournalRow.Cause cause = row.command();
        if (!cause.equals(lastCause) || row.index() != lastIndex || row.term() != lastTerm) {
            gathered.clear();
            room(COMMAND.length + 3 * Long.BYTES);
            gathered.put(COMMAND).putLong(row.index()).putLong(row.term()).putLong(cause.timeMillis());
            putText(cause.commandId());
            putText(cause.digest());
            putText(cause.actor());
            putText(cause.reason());
            lastCommand = digested();
            lastCause = cause;
            lastIndex = row.index();
            lastTerm = row.term();
        }
        return lastCommand;
    }

    private byte[] digested() {
        digest.reset();
        digest.update(gathered.array(), 0, gathered.position());
        return digest.digest();
    }

    private void putText(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void putBytes(byte[] bytes) {
        room(Integer.BYTES + bytes.length);
        gathered.putInt(bytes.length).put(bytes);
    }

    private void room(int bytes) {
        if (gathered.remaining() < bytes) {
            gathered = ByteBuffer.allocate(Math.max(2 * gathered.capacity(), gathered.position() + bytes))
                    .put(gathered.flip());
        }
    }
}
