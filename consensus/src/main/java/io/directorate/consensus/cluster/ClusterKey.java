package io.directorate.consensus.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that all members of one cluster share. It is never sent and never logged; each use has a key of its own
 * derived from it, so that what is said in one place proves nothing in another. Immutable.
 */
public final class ClusterKey {
    /** Fewest bytes of a key. */
    public static final int MIN_BYTES = 32;

    /** Length of what {@link #mac} returns. */
    public static final int MAC_BYTES = 32;

    /** Longest taken, against a file that is no key at all. */
    static final int MAX_BYTES = 4096;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey secret;

    private ClusterKey(SecretKey secret) {
        this.secret = secret;
    }

    /**
     * Takes a copy of a secret.
     *
     * @param secret random bytes, 32 to 4096
     * @return the key
     * @throws IllegalArgumentException if it has another length or all its bytes are the same
     */
    public static ClusterKey of(byte[] secret) {
        if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
            throw new IllegalArgumentException("cluster key: must have " + MIN_BYTES + " to " + MAX_BYTES
                    + " random bytes, has " + secret.length + "; make one with: openssl rand 32");
        }
        byte[] same = new byte[secret.length];
        Arrays.fill(same, secret[0]);
        if (Arrays.equals(same, secret)) {
            throw new IllegalArgumentException(
                    "cluster key: all its bytes are the same; make one with: openssl rand 32");
        }
        return new ClusterKey(new SecretKeySpec(secret, ALGORITHM));
    }

    /**
     * Derives the key for one use.
     *
     * @param use its name
     * @return a key from which this one cannot be learnt
     */
    public ClusterKey derive(String use) {
        return new ClusterKey(new SecretKeySpec(mac(use.getBytes(StandardCharsets.UTF_8)), ALGORITHM));
    }

    /**
     * Computes the HMAC-SHA256 over the parts, one after the other. May be called by any thread.
     *
     * @param parts what is authenticated; where a length varies, the caller writes it down too
     * @return 32 bytes
     */
    public byte[] mac(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + ALGORITHM + ", which every Java must have", missing);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "cluster key";
    }
}
