package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Splits one datagram of the kernel into its messages. */
final class MessageReader {
    private final ByteBuffer datagram;
    private final int limit;
    private int nextOffset;

    /** Reads what is between the buffer's position and limit; neither is changed. */
    MessageReader(ByteBuffer datagram) {
        this.datagram = datagram.duplicate().order(ByteOrder.nativeOrder());
        this.nextOffset = datagram.position();
        this.limit = datagram.limit();
    }

    /** The next message, or null at the end. */
    @Nullable
    ReceivedMessage next() {
        int start = nextOffset;
        int available = limit - start;
        if (available <= 0) {
            return null;
        }
        if (available < Message.HEADER_BYTES) {
            throw new MalformedMessageException(
                    "message header", start, Message.HEADER_BYTES + " bytes", available + " before the end");
        }
        long length = Integer.toUnsignedLong(datagram.getInt(start));
        if (length < Message.HEADER_BYTES || length > available) {
            throw new MalformedMessageException(
                    "message length", start, Message.HEADER_BYTES + " to " + available, String.valueOf(length));
        }
        nextOffset = start + Message.align((int) length);
        return new ReceivedMessage(datagram, start, start + (int) length);
    }
}
