package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Builds one request: first the fixed header of its family ({@code headerU8} …), then attributes ({@code u32} …) and nests.
 *
 * <p>Numbers are cut to their width, as in C; a value that cannot be sent at all (too long, NUL in a string) is a
 * programming error and gives {@link IllegalArgumentException}. Not for use by several threads.
 */
public final class MessageBuilder {
    /** Room for a usual request, so that most builders never grow. */
    private static final int INITIAL_BYTES = 256;
    /** The largest value of {@code nla_len}, less the header. */
    private static final int MAX_VALUE_BYTES = 0xffff - AttributeReader.HEADER_BYTES;

    private final String operation;
    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES).order(ByteOrder.nativeOrder());

    /**
     * A message of one type.
     *
     * @param operation what the message asks, for errors and logs
     * @param type {@code nlmsg_type}
     * @param flags {@link MessageFlags}; REQUEST is always added, ACK is up to the connection
     */
    public MessageBuilder(String operation, int type, int flags) {
        this.operation = operation;
        buffer.putInt(0);
        buffer.putShort((short) type);
        buffer.putShort((short) (flags | MessageFlags.REQUEST));
        buffer.putLong(0);
    }

    /** Adds 8 bits to the fixed header. */
    public MessageBuilder headerU8(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Adds 16 bits to the fixed header. */
    public MessageBuilder headerU16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    /** Adds 32 bits to the fixed header. */
    public MessageBuilder headerU32(int value) {
        room(4).putInt(value);
        return this;
    }

    /** Adds an attribute without a value (NLA_FLAG). */
    public MessageBuilder flag(int type) {
        attribute(type, 0);
        return this;
    }

    /** Adds an attribute of 8 bits. */
    public MessageBuilder u8(int type, int value) {
        attribute(type, 1).put((byte) value);
        return pad();
    }

    /** Adds an attribute of 16 bits in the host's byte order. */
    public MessageBuilder u16(int type, int value) {
        attribute(type, 2).putShort((short) value);
        return pad();
    }

    /** Adds an attribute of 16 bits in network byte order, as ports are. */
    public MessageBuilder be16(int type, int value) {
        attribute(type, 2).put((byte) (value >>> 8)).put((byte) value);
        return pad();
    }

    /** Adds an attribute of 32 bits in the host's byte order. */
    public MessageBuilder u32(int type, int value) {
        attribute(type, 4).putInt(value);
        return this;
    }

    /** Adds an attribute of 32 bits in network byte order. */
    public MessageBuilder be32(int type, int value) {
        attribute(type, 4)
                .put((byte) (value >>> 24))
                .put((byte) (value >>> 16))
                .put((byte) (value >>> 8))
                .put((byte) value);
        return this;
    }

    /** Adds an attribute of 64 bits in the host's byte order. */
    public MessageBuilder u64(int type, long value) {
        attribute(type, 8).putLong(value);
        return this;
    }

    /** Adds an attribute of raw bytes. */
    public MessageBuilder bytes(int type, byte[] value) {
        attribute(type, value.length).put(value);
        return pad();
    }

    /** Adds an attribute with a string and the NUL that ends it. */
    public MessageBuilder string(int type, String value) {
        byte[] characters = value.getBytes(StandardCharsets.UTF_8);
        for (byte character : characters) {
            if (character == 0) {
                throw new IllegalArgumentException(operation + ": attribute " + type + " has a NUL in its string");
            }
        }
        attribute(type, characters.length + 1).put(characters).put((byte) 0);
        return pad();
    }

    /**
     * Adds an attribute that holds attributes, marked NLA_F_NESTED.
     *
     * @param type the nest's type
     * @param content adds the inner attributes to the builder it is given, which is this one
     */
    public MessageBuilder nested(int type, Consumer<MessageBuilder> content) {
        int start = align().position();
        attribute(type | AttributeReader.NESTED_FLAG, 0);
        content.accept(this);
        int length = buffer.position() - start;
        requireValueLength(type, length - AttributeReader.HEADER_BYTES);
        buffer.putShort(start, (short) length);
        return this;
    }

    /** The message as built so far; the builder may be used on. */
    public Message build() {
        byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(0, bytes.length);
        return new Message(operation, bytes);
    }

    private ByteBuffer attribute(int type, int length) {
        requireValueLength(type & AttributeReader.TYPE_MASK, length);
        align();
        ByteBuffer out = room(AttributeReader.HEADER_BYTES + Message.align(length));
        return out.putShort((short) (AttributeReader.HEADER_BYTES + length)).putShort((short) type);
    }

    private void requireValueLength(int type, int length) {
        if (length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(operation + ": attribute " + type + " has " + length + " bytes, at most "
                    + MAX_VALUE_BYTES + " fit");
        }
    }

    private ByteBuffer align() {
        int padding = Message.align(buffer.position()) - buffer.position();
        for (int i = 0; i < padding; i++) {
            room(1).put((byte) 0);
        }
        return buffer;
    }

    private MessageBuilder pad() {
        align();
        return this;
    }

    private ByteBuffer room(int bytes) {
        int needed = buffer.position() + bytes;
        if (needed > Message.MAX_BYTES) {
            throw new IllegalArgumentException(operation + ": the message would have " + needed + " bytes, at most "
                    + Message.MAX_BYTES + " are sent");
        }
        if (needed > buffer.capacity()) {
            int capacity = Math.min(Message.MAX_BYTES, Math.max(needed, 2 * buffer.capacity()));
            byte[] grown = Arrays.copyOf(buffer.array(), capacity);
            buffer = ByteBuffer.wrap(grown).order(ByteOrder.nativeOrder()).position(buffer.position());
        }
        return buffer;
    }
}
