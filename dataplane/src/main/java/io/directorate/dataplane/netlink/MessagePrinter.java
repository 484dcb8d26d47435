package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.IntFunction;

/**
 * Writes a datagram as text, one line a message and one an attribute. Never throws on malformed bytes: it says where they
 * are malformed.
 *
 * <p>Whether an attribute is a nest is not always marked; an unmarked value that reads as attributes without remainder is
 * shown as a nest. So a number may, seldom, be shown as one.
 */
final class MessagePrinter {
    /** Values longer than this are cut in the text. */
    private static final int MAX_VALUE_BYTES_SHOWN = 64;
    /** Nests deeper than this are shown as bytes. */
    private static final int MAX_DEPTH = 8;
    /** Unmarked nests have types up to this. */
    private static final int MAX_UNMARKED_TYPE = 64;

    private final IntFunction<Integer> headerBytes;

    MessagePrinter(IntFunction<Integer> headerBytes) {
        this.headerBytes = headerBytes;
    }

    String print(String direction, ByteBuffer datagram) {
        StringBuilder out = new StringBuilder(direction)
                .append(", ")
                .append(datagram.remaining())
                .append(" bytes");
        try {
            MessageReader reader = new MessageReader(datagram);
            for (ReceivedMessage message = reader.next(); message != null; message = reader.next()) {
                appendMessage(out, message);
            }
        } catch (MalformedMessageException e) {
            out.append("\n  ").append(e.getMessage());
        }
        return out.toString();
    }

    private void appendMessage(StringBuilder out, ReceivedMessage message) {
        out.append("\n  ").append(typeName(message.type()));
        out.append(" flags 0x").append(Integer.toHexString(message.flags()));
        out.append(" sequence ").append(Integer.toUnsignedString(message.sequence()));
        out.append(" port ").append(Integer.toUnsignedString(message.portId()));
        out.append(" length ").append(message.length() + Message.HEADER_BYTES);
        if (message.type() == MessageTypes.ERROR) {
            appendError(out, message);
        } else if (message.type() >= MessageTypes.FIRST_PROTOCOL_TYPE) {
            int header = Math.min(headerBytes.apply(message.type()), message.length());
            out.append(" header ");
            appendHex(out, message.header(header));
            appendAttributes(out, message.attributes(header), 2);
        }
    }

    private static String typeName(int type) {
        return switch (type) {
            case MessageTypes.NOOP -> "NLMSG_NOOP";
            case MessageTypes.ERROR -> "NLMSG_ERROR";
            case MessageTypes.DONE -> "NLMSG_DONE";
            case MessageTypes.OVERRUN -> "NLMSG_OVERRUN";
            default -> "type " + type;
        };
    }

    private static void appendError(StringBuilder out, ReceivedMessage message) {
        NetlinkException error = ErrorMessage.ofError("error", message);
        out.append(' ').append(error == null ? "acknowledged" : error.getMessage());
    }

    private static void appendAttributes(StringBuilder out, AttributeReader attributes, int depth) {
        while (attributes.next()) {
            out.append('\n').append("  ".repeat(depth)).append(attributes.type());
            boolean nested = depth < MAX_DEPTH && (attributes.isMarkedNested() || looksNested(attributes));
            if (nested) {
                out.append(':');
                appendAttributes(out, attributes.nested(), depth + 1);
            } else {
                out.append(" = ");
                appendValue(out, attributes);
            }
        }
    }

    private static boolean looksNested(AttributeReader attribute) {
        if (attribute.length() < 2 * AttributeReader.HEADER_BYTES) {
            return false;
        }
        try {
            AttributeReader inner = attribute.nested();
            while (inner.next()) {
                if (inner.type() == 0 || inner.type() > MAX_UNMARKED_TYPE || inner.length() == 0) {
                    return false;
                }
            }
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    private static void appendValue(StringBuilder out, AttributeReader attribute) {
        appendHex(out, attribute.value());
        switch (attribute.length()) {
            case 1 -> out.append(" (").append(attribute.u8()).append(')');
            case 2 -> out.append(" (").append(attribute.u16()).append(')');
            case 4 ->
                out.append(" (").append(Integer.toUnsignedLong(attribute.u32())).append(')');
            case 8 ->
                out.append(" (").append(Long.toUnsignedString(attribute.u64())).append(')');
            default -> {}
        }
        String text = printable(attribute.value());
        if (!text.isEmpty()) {
            out.append(" \"").append(text).append('"');
        }
    }

    private static void appendHex(StringBuilder out, ByteBuffer value) {
        byte[] shown = new byte[Math.min(value.remaining(), MAX_VALUE_BYTES_SHOWN)];
        int all = value.remaining();
        value.get(shown);
        out.append(shown.length == 0 ? "-" : HexFormat.of().formatHex(shown));
        if (all > shown.length) {
            out.append("… of ").append(all).append(" bytes");
        }
    }

    /** The value as text if it is a string that ends with its only NUL, else "". */
    private static String printable(ByteBuffer value) {
        int last = value.remaining() - 1;
        if (last < 1 || last > MAX_VALUE_BYTES_SHOWN || value.get(last) != 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < last; i++) {
            byte character = value.get(i);
            if (character < ' ' || character > '~') {
                return "";
            }
            text.append((char) character);
        }
        return text.toString();
    }
}
