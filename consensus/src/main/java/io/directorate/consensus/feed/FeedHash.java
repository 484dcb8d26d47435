package io.directorate.consensus.feed;

import java.util.Arrays;
import java.util.HexFormat;

/** A link of the chain that the events form: 32 bytes, given by whoever keeps the journal. Immutable. */
public final class FeedHash {
    /** Length of every one. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private FeedHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a copy.
     *
     * @param bytes 32 of them
     * @return the hash
     * @throws IllegalArgumentException if there are fewer or more
     */
    public static FeedHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("hash: must have " + BYTES + " bytes, has " + bytes.length);
        }
        return new FeedHash(bytes.clone());
    }

    /**
     * Returns the bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeedHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
