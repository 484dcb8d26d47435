package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over the attributes of a message or of a nest, {@code struct nlattr} of {@code include/uapi/linux/netlink.h}.
 *
 * <p>Use: {@code while (reader.next()) switch (reader.type()) { case X -> reader.u32(); … }}. Unknown types are skipped by
 * doing nothing. Every length that does not fit gives a {@link MalformedMessageException}; no input gives another exception.
 *
 * <pre>
 * byte 0  u16 length, header included, padding not
 * byte 2  u16 type; bit 15 NLA_F_NESTED, bit 14 NLA_F_NET_BYTEORDER, rest NLA_TYPE_MASK
 * byte 4  value, then padding to a multiple of 4
 * </pre>
 */
public final class AttributeReader {
    /** NLA_HDRLEN. */
    static final int HEADER_BYTES = 4;
    /** NLA_F_NESTED. */
    static final int NESTED_FLAG = 0x8000;
    /** NLA_TYPE_MASK. */
    static final int TYPE_MASK = 0x3fff;
    /** NLA_ALIGNTO. */
    private static final int ALIGNMENT = 4;

    private final ByteBuffer buffer;
    private final int limit;
    private int nextOffset;
    private int offset = -1;
    private int rawType;
    private int valueOffset;
    private int valueLength;

    private AttributeReader(ByteBuffer buffer, int offset, int limit) {
        this.buffer = buffer;
        this.nextOffset = offset;
        this.limit = limit;
    }

    /**
     * A reader over the bytes between position and limit; the buffer's own position is not changed.
     *
     * @param bytes the attributes
     * @return the reader, before the first attribute
     */
    public static AttributeReader of(ByteBuffer bytes) {
        ByteBuffer view = bytes.duplicate().order(ByteOrder.nativeOrder());
        return new AttributeReader(view, view.position(), view.limit());
    }

    static AttributeReader of(ByteBuffer nativeOrdered, int offset, int limit) {
        return new AttributeReader(nativeOrdered, offset, limit);
    }

    /** Goes to the next attribute; false at the end. */
    public boolean next() {
        int start = nextOffset;
        int available = limit - start;
        if (available <= 0) {
            return false;
        }
        if (available < HEADER_BYTES) {
            throw new MalformedMessageException(
                    "attribute header", start, HEADER_BYTES + " bytes", available + " before the end");
        }
        int length = Short.toUnsignedInt(buffer.getShort(start));
        rawType = Short.toUnsignedInt(buffer.getShort(start + 2));
        if (length < HEADER_BYTES || length > available) {
            throw new MalformedMessageException(
                    "length of attribute " + type(), start, HEADER_BYTES + " to " + available, String.valueOf(length));
        }
        offset = start;
        valueOffset = start + HEADER_BYTES;
        valueLength = length - HEADER_BYTES;
        nextOffset = start + ((length + ALIGNMENT - 1) & -ALIGNMENT);
        return true;
    }

    /** The attribute's type, without flags. */
    public int type() {
        return rawType & TYPE_MASK;
    }

    /** Whether the sender marked the attribute as a nest (many old families of the kernel do not). */
    public boolean isMarkedNested() {
        return (rawType & NESTED_FLAG) != 0;
    }

    /** The length of the value in bytes. */
    public int length() {
        return valueLength;
    }

    /** The value, unsigned 8 bits. */
    public int u8() {
        requireLength(1);
        return Byte.toUnsignedInt(buffer.get(valueOffset));
    }

    /** The value, unsigned 16 bits in the host's byte order. */
    public int u16() {
        requireLength(2);
        return Short.toUnsignedInt(buffer.getShort(valueOffset));
    }

    /** The value, 16 bits in network byte order, as ports are. */
    public int be16() {
        requireLength(2);
        return Byte.toUnsignedInt(buffer.get(valueOffset)) << 8 | Byte.toUnsignedInt(buffer.get(valueOffset + 1));
    }

    /** The value, 32 bits in the host's byte order; see {@link Integer#toUnsignedLong}. */
    public int u32() {
        requireLength(4);
        return buffer.getInt(valueOffset);
    }

    /** The value, 32 bits in network byte order; see {@link Integer#toUnsignedLong}. */
    public int be32() {
        requireLength(4);
        int hostOrder = buffer.getInt(valueOffset);
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? hostOrder : Integer.reverseBytes(hostOrder);
    }

    /** The value, 64 bits in the host's byte order; see {@link Long#toUnsignedString(long)}. */
    public long u64() {
        requireLength(8);
        return buffer.getLong(valueOffset);
    }

    /** A copy of the value. */
    public byte[] bytes() {
        byte[] copy = new byte[valueLength];
        buffer.get(valueOffset, copy);
        return copy;
    }

    /** A copy of the value, which must have exactly so many bytes. */
    public byte[] bytes(int exactLength) {
        requireLength(exactLength);
        return bytes();
    }

    /**
     * The value as a string, up to the first NUL or the end.
     *
     * @param maxBytes the longest string accepted, NUL not counted
     */
    public String string(int maxBytes) {
        int length = 0;
        while (length < valueLength && buffer.get(valueOffset + length) != 0) {
            length++;
        }
        if (length > maxBytes) {
            throw wrongLength("a string of at most " + maxBytes, length);
        }
        byte[] characters = new byte[length];
        buffer.get(valueOffset, characters);
        return new String(characters, StandardCharsets.UTF_8);
    }

    /** A reader of the attributes inside this one. */
    public AttributeReader nested() {
        return new AttributeReader(buffer, valueOffset, valueOffset + valueLength);
    }

    /**
     * A reader of the attributes inside this one, after a fixed header.
     *
     * @param headerBytes the length of the header
     */
    public AttributeReader nestedAfter(int headerBytes) {
        if (valueLength < headerBytes) {
            throw wrongLength("at least " + headerBytes, valueLength);
        }
        return new AttributeReader(buffer, valueOffset + headerBytes, valueOffset + valueLength);
    }

    /** A view of the value in the host's byte order, at position 0; valid as long as the message is. */
    public ByteBuffer value() {
        return buffer.slice(valueOffset, valueLength).order(ByteOrder.nativeOrder());
    }

    /**
     * The error to throw when the value is not what it must be.
     *
     * @param expected what should be there, as in {@code "an address of 4 or 16 bytes"}
     * @param found what is there
     */
    public MalformedMessageException malformed(String expected, String found) {
        return new MalformedMessageException("attribute " + type(), offset, expected, found);
    }

    private void requireLength(int expected) {
        if (offset < 0) {
            throw new IllegalStateException("next() was not called");
        }
        if (valueLength != expected) {
            throw wrongLength(String.valueOf(expected), valueLength);
        }
    }

    private MalformedMessageException wrongLength(String expected, int found) {
        return malformed(expected + " bytes", found + " bytes");
    }
}
