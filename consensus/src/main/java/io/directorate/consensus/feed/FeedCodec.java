package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.ClusterKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Items as they lie on the ring. Big-endian:
 *
 * <pre>
 *   0  magic "DFED"      8  sequence   32  previous hash   96  length of the body   100  body, unless announced only
 *   4  version 1        16  index      64  own hash                                 end  HMAC-SHA256, 32 bytes
 *   5  kind: 0 whole,   24  term
 *      1 announced
 *   6  zero, zero
 * </pre>
 *
 * <p>The HMAC is over the cluster's name, the log's history and all before it, with a key derived from the cluster key. Any thread may use it.
 */
final class FeedCodec {
    static final int HEADER_BYTES = 100;
    static final int OVERHEAD_BYTES = HEADER_BYTES + ClusterKey.MAC_BYTES;

    private static final int MAGIC = 0x44464544;
    private static final byte VERSION = 1;
    private static final byte WHOLE = 0;
    private static final byte ANNOUNCED = 1;

    private final ClusterKey key;
    private final byte[] context;

    FeedCodec(ClusterKey clusterKey, String clusterName, String history) {
        this.key = clusterKey.derive("directorate service feed 1");
        byte[] name = clusterName.getBytes(StandardCharsets.UTF_8);
        byte[] log = history.getBytes(StandardCharsets.UTF_8);
        this.context = ByteBuffer.allocate(2 * Integer.BYTES + name.length + log.length)
                .putInt(name.length)
                .put(name)
                .putInt(log.length)
                .put(log)
                .array();
    }

    /** What lay on the ring. */
    sealed interface Decoded permits Whole, Announced, Forged {}

    /** An event. */
    record Whole(FeedItem item) implements Decoded {}

    /** That there is an event, too large for the ring. */
    record Announced(FeedItem.Header header, int bodyBytes) implements Decoded {}

    /** Something else: torn, of another cluster, or made up. */
    record Forged(String why) implements Decoded {}

    byte[] encode(FeedItem item, int maxBytes) {
        boolean whole = item.body().length <= maxBytes - OVERHEAD_BYTES;
        FeedItem.Header header = item.header();
        int length = OVERHEAD_BYTES + (whole ? item.body().length : 0);
        ByteBuffer buffer = ByteBuffer.allocate(length)
                .putInt(MAGIC)
                .put(VERSION)
                .put(whole ? WHOLE : ANNOUNCED)
                .putShort((short) 0)
                .putLong(header.sequence())
                .putLong(header.index())
                .putLong(header.term())
                .put(header.previous().bytes())
                .put(header.own().bytes())
                .putInt(item.body().length);
        if (whole) {
            buffer.put(item.body());
        }
        byte[] bytes = buffer.array();
        buffer.put(key.mac(context, Arrays.copyOf(bytes, length - ClusterKey.MAC_BYTES)));
        return bytes;
    }

    Decoded decode(byte[] bytes) {
        if (bytes.length < OVERHEAD_BYTES) {
            return new Forged("has " + bytes.length + " bytes, too few");
        }
        int end = bytes.length - ClusterKey.MAC_BYTES;
        byte[] said = Arrays.copyOf(bytes, end);
        if (!MessageDigest.isEqual(key.mac(context, said), Arrays.copyOfRange(bytes, end, bytes.length))) {
            return new Forged("is not authenticated by the cluster key");
        }
        // From here on a member has written it; still nothing is believed that could do harm.
        ByteBuffer buffer = ByteBuffer.wrap(said);
        if (buffer.getInt() != MAGIC || buffer.get() != VERSION) {
            return new Forged("is of another version");
        }
        byte kind = buffer.get();
        if (kind < WHOLE || kind > ANNOUNCED || buffer.getShort() != 0) {
            return new Forged("is of another kind");
        }
        long sequence = buffer.getLong();
        long index = buffer.getLong();
        long term = buffer.getLong();
        FeedHash previous = hash(buffer);
        FeedHash own = hash(buffer);
        int length = buffer.getInt();
        boolean fits = kind == WHOLE ? length == buffer.remaining() : length >= 0 && !buffer.hasRemaining();
        if (sequence < 1 || index < 0 || term < 0 || !fits) {
            return new Forged("contradicts itself");
        }
        FeedItem.Header header = new FeedItem.Header(sequence, index, term, previous, own);
        if (kind == ANNOUNCED) {
            return new Announced(header, length);
        }
        return new Whole(new FeedItem(header, Arrays.copyOfRange(said, HEADER_BYTES, end)));
    }

    private static FeedHash hash(ByteBuffer buffer) {
        byte[] bytes = new byte[FeedHash.BYTES];
        buffer.get(bytes);
        return FeedHash.of(bytes);
    }
}
