package io.directorate.events.connection;

import io.directorate.events.connection.BatchException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads and writes batches, authenticated with HMAC-SHA256 (RFC 2104). Big-endian.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>bytes</th><th>field</th></tr>
 * <tr><td>4</td><td>magic {@code DCB1}</td></tr>
 * <tr><td>1</td><td>version, 1</td></tr>
 * <tr><td>1 + n</td><td>length of the director's id, the id in ASCII</td></tr>
 * <tr><td>8</td><td>boot epoch</td></tr>
 * <tr><td>8</td><td>sequence</td></tr>
 * <tr><td>2</td><td>number of entries</td></tr>
 * <tr><td>4 + m</td><td>length of the body, the body</td></tr>
 * <tr><td>32</td><td>HMAC-SHA256 over all before it</td></tr>
 * </table>
 *
 * <p>The code is checked, in constant time, before any field behind it is believed. Not for several threads: each makes its own.
 */
public final class BatchCodec {
    /** Longest batch. */
    public static final int HIGHEST_BYTES = 70_000;

    /** Shortest key. */
    public static final int KEY_LOWEST_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAGIC = 0x44434231;
    private static final int VERSION = 1;
    private static final int CODE_BYTES = 32;
    private static final int LEAST_BYTES = 4 + 1 + 1 + 8 + 8 + 2 + 4 + CODE_BYTES;

    private final Mac mac;

    /**
     * Makes a codec.
     *
     * @param key shared by the cluster's directors, at least {@link #KEY_LOWEST_BYTES} bytes
     */
    public BatchCodec(byte[] key) {
        Checks.range(key.length, KEY_LOWEST_BYTES, Integer.MAX_VALUE, "key.length");
        try {
            SecretKey secret = new SecretKeySpec(key, ALGORITHM);
            mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256 (Mac's specification)", e);
        }
    }

    /**
     * Writes a batch.
     *
     * @param batch with a body of at most {@link SyncMessageCodec#MESSAGE_HIGHEST_BYTES} bytes
     * @return its bytes
     */
    public byte[] encode(ConnectionBatch batch) {
        byte[] director = batch.header().director().getBytes(StandardCharsets.US_ASCII);
        byte[] body = batch.body();
        Checks.range(body.length, 0, SyncMessageCodec.MESSAGE_HIGHEST_BYTES, "body.length");
        ByteBuffer out = ByteBuffer.allocate(LEAST_BYTES + director.length + body.length);
        out.putInt(MAGIC).put((byte) VERSION).put((byte) director.length).put(director);
        out.putLong(batch.header().bootEpoch()).putLong(batch.header().sequence());
        out.putShort((short) batch.header().count());
        out.putInt(body.length).put(body);
        mac.update(out.array(), 0, out.position());
        out.put(mac.doFinal());
        return out.array();
    }

    /**
     * Reads a batch.
     *
     * @param bytes all of it
     * @return the batch
     * @throws BatchException if it is malformed or not of this cluster
     */
    public ConnectionBatch decode(byte[] bytes) throws BatchException {
        if (bytes.length > HIGHEST_BYTES) {
            throw new BatchException(
                    Reason.LENGTH, HIGHEST_BYTES, bytes.length + " bytes, at most " + HIGHEST_BYTES + " are taken");
        }
        if (bytes.length < LEAST_BYTES) {
            throw new BatchException(
                    Reason.TRUNCATED, bytes.length, bytes.length + " bytes, at least " + LEAST_BYTES + " are needed");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC) {
            throw new BatchException(Reason.MAGIC, 0, "it does not begin with DCB1");
        }
        int version = in.get() & 0xff;
        if (version != VERSION) {
            throw new BatchException(Reason.VERSION, 4, "version " + version + ", this release knows " + VERSION);
        }
        int end = bytes.length - CODE_BYTES;
        mac.update(bytes, 0, end);
        if (!MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new BatchException(Reason.AUTHENTICATION, end, "the authentication code does not fit");
        }
        return fields(in.limit(end));
    }

    private static ConnectionBatch fields(ByteBuffer in) throws BatchException {
        int at = in.position();
        byte[] director = new byte[in.get() & 0xff];
        need(in, director.length + 8 + 8 + 2 + 4);
        in.get(director);
        long bootEpoch = in.getLong();
        long sequence = in.getLong();
        int count = in.getShort() & 0xffff;
        int lengthAt = in.position();
        int length = in.getInt();
        if (length != in.remaining()) {
            throw new BatchException(
                    Reason.LENGTH, lengthAt, "the body has " + in.remaining() + " bytes, its length says " + length);
        }
        byte[] body = new byte[length];
        in.get(body);
        try {
            BatchHeader header =
                    new BatchHeader(new String(director, StandardCharsets.US_ASCII), bootEpoch, sequence, count);
            return new ConnectionBatch(header, body);
        } catch (IllegalArgumentException e) {
            BatchException refused = new BatchException(Reason.FIELD, at, String.valueOf(e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    private static void need(ByteBuffer in, int bytes) throws BatchException {
        if (in.remaining() < bytes) {
            throw new BatchException(
                    Reason.TRUNCATED, in.limit(), in.remaining() + " bytes are left, " + bytes + " are needed");
        }
    }
}
