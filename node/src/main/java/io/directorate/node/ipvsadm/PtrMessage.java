package io.directorate.node.ipvsadm;

import io.directorate.events.model.IpAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A DNS question for the name of an address, and the reading of its answer (RFC 1035 4.1).
 *
 * @param address asked for
 * @param id of the question, 0 to 65535
 */
record PtrMessage(IpAddress address, int id) {
    /** The longest answer over UDP without extensions. */
    static final int MAX_BYTES = 512;

    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int RESULT_MASK = 0x000f;
    private static final int TYPE_PTR = 12;
    private static final int CLASS_IN = 1;
    private static final int POINTER = 0xc0;
    private static final int MAX_NAME = 255;
    private static final int MAX_POINTERS = 16;

    /**
     * What a server said.
     *
     * @param name empty if it knows none
     */
    record Answer(Optional<String> name) {}

    ByteBuffer encode() {
        ByteBuffer message = ByteBuffer.allocate(MAX_BYTES);
        message.putShort((short) id).putShort((short) RECURSION_DESIRED);
        message.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        for (String label : reverseName().split("\\.", -1)) {
            message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        message.put((byte) 0).putShort((short) TYPE_PTR).putShort((short) CLASS_IN);
        return message.flip();
    }

    /** The name under {@code in-addr.arpa} or {@code ip6.arpa}. */
    String reverseName() {
        byte[] bytes = address.bytes();
        StringBuilder name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (address.isIpv4()) {
                name.append(bytes[i] & 0xff).append('.');
            } else {
                name.append(Integer.toHexString(bytes[i] & 0x0f)).append('.');
                name.append(Integer.toHexString((bytes[i] >> 4) & 0x0f)).append('.');
            }
        }
        return name.append(address.isIpv4() ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    /** Reads an answer; empty if it is none to this question, or cannot be read. */
    Optional<Answer> decode(ByteBuffer message) {
        try {
            int answeredId = message.getShort() & 0xffff;
            int flags = message.getShort();
            int questions = message.getShort() & 0xffff;
            int answers = message.getShort() & 0xffff;
            message.position(message.position() + 4);
            if (answeredId != id || (flags & RESPONSE) == 0 || questions != 1) {
                return Optional.empty();
            }
            if (!readName(message).toLowerCase(Locale.ROOT).equals(reverseName())) {
                return Optional.empty();
            }
            message.position(message.position() + 4);
            return Optional.of(new Answer((flags & RESULT_MASK) == 0 ? firstName(message, answers) : Optional.empty()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> firstName(ByteBuffer message, int answers) {
        for (int i = 0; i < answers; i++) {
            readName(message);
            int type = message.getShort();
            int recordClass = message.getShort();
            message.getInt();
            int length = message.getShort() & 0xffff;
            int end = message.position() + length;
            if (type == TYPE_PTR && recordClass == CLASS_IN) {
                String name = readName(message);
                return isHostName(name) ? Optional.of(name) : Optional.empty();
            }
            message.position(end);
        }
        return Optional.empty();
    }

    /** Reads a name, following pointers, and leaves the position after it. */
    private static String readName(ByteBuffer message) {
        StringBuilder name = new StringBuilder();
        int after = -1;
        int pointers = 0;
        for (int length = message.get() & 0xff; length != 0; length = message.get() & 0xff) {
            if ((length & POINTER) == POINTER) {
                int target = ((length & ~POINTER) << 8) | (message.get() & 0xff);
                after = after < 0 ? message.position() : after;
                if (++pointers > MAX_POINTERS) {
                    throw new IllegalArgumentException("a name goes in circles");
                }
                message.position(target);
                continue;
            }
            byte[] label = new byte[length];
            message.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
            if (name.length() > MAX_NAME) {
                throw new IllegalArgumentException("a name is too long");
            }
        }
        if (after >= 0) {
            message.position(after);
        }
        return name.toString();
    }

    /** Whether a terminal can show it. */
    private static boolean isHostName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
