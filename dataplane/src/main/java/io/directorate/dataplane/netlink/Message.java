package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One request, whole but for its sequence number and sender, which {@link NetlinkConnection} gives it. Immutable; made by
 * {@link MessageBuilder}.
 */
public final class Message {
    /** NLMSG_HDRLEN, {@code struct nlmsghdr}: u32 length, u16 type, u16 flags, u32 sequence, u32 port id. */
    public static final int HEADER_BYTES = 16;

    /** The longest message that is built, header included. */
    public static final int MAX_BYTES = 32 * 1024;

    static final int FLAGS_OFFSET = 6;
    static final int SEQUENCE_OFFSET = 8;
    static final int PORT_OFFSET = 12;
    private static final int ALIGNMENT = 4;

    private final String operation;
    private final byte[] bytes;

    Message(String operation, byte[] bytes) {
        this.operation = operation;
        this.bytes = bytes;
    }

    /** What the message asks, for errors and logs, as in {@code "IPVS NEW_SERVICE"}. */
    public String operation() {
        return operation;
    }

    /** The type, {@code nlmsg_type}. */
    public int type() {
        return Short.toUnsignedInt(view().getShort(4));
    }

    /** The flags, {@link MessageFlags}. */
    public int flags() {
        return Short.toUnsignedInt(view().getShort(FLAGS_OFFSET));
    }

    /** The length in bytes, header included and padding not. */
    public int length() {
        return bytes.length;
    }

    /** The bytes after the header, read-only, in the byte order of the host. */
    public ByteBuffer payload() {
        return view().asReadOnlyBuffer().position(HEADER_BYTES).slice().order(ByteOrder.nativeOrder());
    }

    private ByteBuffer view() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    int alignedLength() {
        return align(bytes.length);
    }

    static int align(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    void writeTo(ByteBuffer out, int extraFlags, int sequence, int portId) {
        int start = out.position();
        out.put(bytes);
        out.putShort(start + FLAGS_OFFSET, (short) (out.getShort(start + FLAGS_OFFSET) | extraFlags));
        out.putInt(start + SEQUENCE_OFFSET, sequence);
        out.putInt(start + PORT_OFFSET, portId);
        while (out.position() < start + alignedLength()) {
            out.put((byte) 0);
        }
    }
}
