package io.directorate.events.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A signed statement that the chain had a hash at a sequence, and that an image belongs to it.
 *
 * @param sequence of the row
 * @param hash of the row
 * @param timeMillis when it was signed
 * @param imageHash SHA-256 of the checkpoint's image; 32 zero bytes without one
 * @param publicKey of the signer, X.509
 * @param signature Ed25519 over {@link #content}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and the arrays never changed.
record Anchor(long sequence, byte[] hash, long timeMillis, byte[] imageHash, byte[] publicKey, byte[] signature) {
    static final String COLUMNS = "SELECT a.seq, a.hash, a.time_millis, a.image_hash, s.public_key, a.signature"
            + " FROM anchor a JOIN signer s ON s.id = a.signer";

    private static final byte[] DOMAIN = "directorate-journal-anchor-1\0".getBytes(StandardCharsets.US_ASCII);

    static Anchor sign(AnchorKeys keys, long sequence, byte[] hash, long timeMillis, byte[] imageHash) {
        byte[] signature = keys.sign(content(sequence, hash, timeMillis, imageHash));
        return new Anchor(sequence, hash, timeMillis, imageHash, keys.publicKey(), signature);
    }

    static Anchor read(ResultSet row) throws SQLException {
        return new Anchor(
                row.getLong(1), row.getBytes(2), row.getLong(3), row.getBytes(4), row.getBytes(5), row.getBytes(6));
    }

    /** What is signed: a domain text, sequence, hash, time, image hash; all of fixed length. */
    private static byte[] content(long sequence, byte[] hash, long timeMillis, byte[] imageHash) {
        return ByteBuffer.allocate(DOMAIN.length + 2 * Long.BYTES + hash.length + imageHash.length)
                .put(DOMAIN)
                .putLong(sequence)
                .put(hash)
                .putLong(timeMillis)
                .put(imageHash)
                .array();
    }

    boolean hasImage() {
        return !Arrays.equals(imageHash, ChainHash.start());
    }

    boolean signatureFits() {
        return hash.length == ChainHash.LENGTH_BYTES
                && imageHash.length == ChainHash.LENGTH_BYTES
                && AnchorKeys.fits(publicKey, content(sequence, hash, timeMillis, imageHash), signature);
    }
}
