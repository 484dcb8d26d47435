package io.directorate.events.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The hash of a journal row: SHA-256 over the fields below, in this order.
 *
 * <table>
 * <caption>Canonical encoding</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>the text {@code directorate-journal-row-1} and a zero byte</td><td>26</td></tr>
 * <tr><td>hash of the row before; zero for the first</td><td>32</td></tr>
 * <tr><td>sequence, index, term, time in milliseconds: big-endian</td><td>4 x 8</td></tr>
 * <tr><td>command id, digest, actor, reason, type: length, then UTF-8</td><td>5 x (4 + n)</td></tr>
 * <tr><td>number of subjects, then each: length, then UTF-8</td><td>4 + m x (4 + n)</td></tr>
 * <tr><td>body: length, then the bytes</td><td>4 + n</td></tr>
 * </table>
 *
 * <p>Every field is fixed or preceded by its length, so no two rows encode alike. All of them come from the log, so every member of a cluster has the
 * same chain.
 */
final class ChainHash {
    /** Bytes in a hash. */
    static final int LENGTH_BYTES = 32;

    private static final byte[] DOMAIN = "directorate-journal-row-1\0".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest digest = sha256();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

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
        digest.reset();
        digest.update(DOMAIN);
        digest.update(previous);
        putLong(row.sequence());
        putLong(row.index());
        putLong(row.term());
        putLong(row.timeMillis());
        putText(row.commandId());
        putText(row.command().digest());
        putText(row.actor());
        putText(row.reason());
        putText(row.type());
        List<String> subjects = row.subjects();
        putInt(subjects.size());
        subjects.forEach(this::putText);
        putBytes(row.body());
        return digest.digest();
    }

    private void putLong(long value) {
        digest.update(number.clear().putLong(value).array());
    }

    private void putInt(int value) {
        digest.update(number.clear().putInt(value).array(), 0, Integer.BYTES);
    }

    private void putText(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void putBytes(byte[] bytes) {
        putInt(bytes.length);
        digest.update(bytes);
    }
}
