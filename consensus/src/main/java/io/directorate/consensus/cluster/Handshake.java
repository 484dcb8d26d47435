package io.directorate.consensus.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * How two members prove to each other that they know the cluster key, before anything else is said:
 *
 * <pre>
 * connecting: magic, nonce            accepting: magic, nonce
 * connecting: HMAC("connect", said)   accepting: HMAC("accept", said)
 * </pre>
 *
 * <p>{@code said} is the cluster's name, both nonces, and the address that was connected to, so that nothing can be
 * played back, mirrored, or passed on by somebody at another address. The accepting side proves itself last: a stranger
 * gets nothing but a nonce. It authenticates the beginning of a connection and does not protect the rest of it.
 */
final class Handshake {
    static final int NONCE_BYTES = 32;
    static final byte[] MAGIC = "DMH1".getBytes(StandardCharsets.US_ASCII);

    private final ClusterKey key;
    private final byte[] cluster;
    private final SecureRandom random;

    /** The two ends of a connection, with a deadline over all. */
    interface Wire {
        byte[] read(int bytes) throws IOException;

        void write(byte[] bytes) throws IOException;
    }

    /** Says that the other side is not a member; nothing is worth a stack trace. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    Handshake(ClusterKey clusterKey, String clusterName, SecureRandom random) {
        this.key = clusterKey.derive("directorate member handshake 1");
        this.cluster = clusterName.getBytes(StandardCharsets.UTF_8);
        this.random = random;
    }

    /** The side that connected; {@code server} is what it connected to. */
    void connect(Wire wire, InetSocketAddress server) throws IOException {
        byte[] mine = hello(wire);
        byte[] theirs = nonce(wire);
        wire.write(proof("connect", mine, theirs, server));
        check(wire, proof("accept", mine, theirs, server));
    }

    /** The side that was connected to at {@code server}. */
    void accept(Wire wire, InetSocketAddress server) throws IOException {
        byte[] theirs = nonce(wire);
        byte[] mine = hello(wire);
        check(wire, proof("connect", theirs, mine, server));
        wire.write(proof("accept", theirs, mine, server));
    }

    private byte[] hello(Wire wire) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        wire.write(ByteBuffer.allocate(MAGIC.length + NONCE_BYTES)
                .put(MAGIC)
                .put(nonce)
                .array());
        return nonce;
    }

    private static byte[] nonce(Wire wire) throws IOException {
        if (!MessageDigest.isEqual(MAGIC, wire.read(MAGIC.length))) {
            throw new RefusedException("does not begin with the handshake of members");
        }
        return wire.read(NONCE_BYTES);
    }

    private static void check(Wire wire, byte[] expected) throws IOException {
        if (!MessageDigest.isEqual(expected, wire.read(expected.length))) {
            throw new RefusedException("does not know the cluster key");
        }
    }

    private byte[] proof(String side, byte[] connecting, byte[] accepting, InetSocketAddress server) {
        byte[] address = server.getAddress().getAddress();
        byte[] name = side.getBytes(StandardCharsets.UTF_8);
        byte[] lengths = {(byte) name.length, (byte) cluster.length, (byte) address.length};
        byte[] port =
                ByteBuffer.allocate(Integer.BYTES).putInt(server.getPort()).array();
        return key.mac(lengths, name, cluster, address, port, connecting, accepting);
    }
}
