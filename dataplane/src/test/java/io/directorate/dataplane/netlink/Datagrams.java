package io.directorate.dataplane.netlink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds datagrams as the kernel sends them, and reads those that are sent to it. */
public final class Datagrams {
    private Datagrams() {}

    /** One message with a payload of attributes after a header of zeros. */
    public static byte[] message(int type, int flags, int sequence, int portId, Consumer<MessageBuilder> payload) {
        MessageBuilder builder = new MessageBuilder("test", type, 0);
        payload.accept(builder);
        byte[] bytes = bytes(builder.build(), sequence, portId);
        return ByteBuffer.wrap(bytes)
                .order(ByteOrder.nativeOrder())
                .putShort(Message.FLAGS_OFFSET, (short) flags)
                .array();
    }

    /** An NLMSG_ERROR that does not echo the request (NETLINK_CAP_ACK), with the attributes of the extended text. */
    public static byte[] error(int errno, int sequence, int portId, Consumer<MessageBuilder> attributes) {
        int flags = MessageFlags.CAPPED | MessageFlags.ACK_TLVS;
        return message(MessageTypes.ERROR, flags, sequence, portId, builder -> {
            builder.headerU32(-errno);
            builder.headerU32(Message.HEADER_BYTES)
                    .headerU32(0)
                    .headerU32(sequence)
                    .headerU32(portId);
            attributes.accept(builder);
        });
    }

    /** An acknowledgement of success. */
    public static byte[] ack(int sequence, int portId) {
        return error(0, sequence, portId, builder -> {});
    }

    /** The end of a dump. */
    public static byte[] done(int errno, int flags, int sequence, int portId) {
        return message(MessageTypes.DONE, MessageFlags.MULTI | flags, sequence, portId, b -> b.headerU32(-errno));
    }

    /** A request as it goes over the wire, padded. */
    public static byte[] bytes(Message message, int sequence, int portId) {
        ByteBuffer out = ByteBuffer.allocate(message.alignedLength()).order(ByteOrder.nativeOrder());
        message.writeTo(out, 0, sequence, portId);
        return out.array();
    }

    /** Several messages in one datagram. */
    public static byte[] join(byte[]... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    /** The messages of a datagram. */
    public static List<ReceivedMessage> read(byte[] datagram) {
        List<ReceivedMessage> messages = new ArrayList<>();
        MessageReader reader = new MessageReader(ByteBuffer.wrap(datagram));
        for (ReceivedMessage message = reader.next(); message != null; message = reader.next()) {
            messages.add(message);
        }
        return messages;
    }

    /** A request as its receiver sees it. */
    public static ReceivedMessage received(Message message) {
        return read(bytes(message, 1, 1)).get(0);
    }
}
