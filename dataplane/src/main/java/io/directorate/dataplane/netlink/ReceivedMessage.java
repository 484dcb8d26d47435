package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One message of the kernel. Its bytes belong to the receive buffer: it is valid only while the decoder that was given it
 * runs.
 */
public final class ReceivedMessage {
    private final ByteBuffer datagram;
    private final int start;
    private final int end;

    ReceivedMessage(ByteBuffer datagram, int start, int end) {
        this.datagram = datagram;
        this.start = start;
        this.end = end;
    }

    /** The type, {@code nlmsg_type}. */
    public int type() {
        return Short.toUnsignedInt(datagram.getShort(start + 4));
    }

    /** The flags, {@link MessageFlags}. */
    public int flags() {
        return Short.toUnsignedInt(datagram.getShort(start + Message.FLAGS_OFFSET));
    }

    /** The sequence number of the request that it answers. */
    public int sequence() {
        return datagram.getInt(start + Message.SEQUENCE_OFFSET);
    }

    /** The port id of the socket that it answers. */
    public int portId() {
        return datagram.getInt(start + Message.PORT_OFFSET);
    }

    /** The length of the payload in bytes. */
    public int length() {
        return end - start - Message.HEADER_BYTES;
    }

    /** The bytes after the header in the byte order of the host, at position 0. */
    public ByteBuffer payload() {
        return datagram.slice(start + Message.HEADER_BYTES, length()).order(ByteOrder.nativeOrder());
    }

    /**
     * The fixed header of the message's family, at position 0, in the byte order of the host.
     *
     * @param headerBytes its length
     * @throws MalformedMessageException if the message is shorter
     */
    public ByteBuffer header(int headerBytes) {
        requireHeader(headerBytes);
        return datagram.slice(start + Message.HEADER_BYTES, headerBytes).order(ByteOrder.nativeOrder());
    }

    /**
     * The attributes after the fixed header of the message's family.
     *
     * @param headerBytes the header's length, 4 for generic netlink
     * @throws MalformedMessageException if the message is shorter
     */
    public AttributeReader attributes(int headerBytes) {
        requireHeader(headerBytes);
        int first = start + Message.HEADER_BYTES + Message.align(headerBytes);
        return AttributeReader.of(datagram, Math.min(first, end), end);
    }

    private void requireHeader(int headerBytes) {
        if (length() < headerBytes) {
            throw new MalformedMessageException(
                    "header of message type " + type(),
                    start + Message.HEADER_BYTES,
                    headerBytes + " bytes",
                    length() + " before the end of the message");
        }
    }
}
