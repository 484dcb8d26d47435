package io.directorate.dataplane.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one message of the kernel: header, generic header, attributes, all in the byte order of the host. */
final class Out {
    static final int NLM_F_MULTI = 2;
    static final int NLM_F_DUMP_INTR = 0x10;

    private ByteBuffer buffer = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());

    private Out(int type, int flags, int sequence, int portId) {
        buffer.putInt(0)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(portId);
    }

    static Out message(int type, int flags, int sequence, int portId) {
        return new Out(type, flags, sequence, portId);
    }

    Out generic(int command) {
        return raw8(command).raw8(1).raw8(0).raw8(0);
    }

    Out raw8(int value) {
        room(1).put((byte) value);
        return this;
    }

    Out raw32(int value) {
        room(4).putInt(value);
        return this;
    }

    Out raw(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    Out u8(int type, int value) {
        return bytes(type, new byte[] {(byte) value});
    }

    Out u16(int type, int value) {
        return bytes(type, ordered(2).putShort((short) value).array());
    }

    Out be16(int type, int value) {
        return bytes(type, new byte[] {(byte) (value >> 8), (byte) value});
    }

    Out u32(int type, long value) {
        return bytes(type, ordered(4).putInt((int) value).array());
    }

    Out u64(int type, long value) {
        return bytes(type, ordered(8).putLong(value).array());
    }

    Out string(int type, String value) {
        byte[] characters = value.getBytes(StandardCharsets.UTF_8);
        return bytes(type, Arrays.copyOf(characters, characters.length + 1));
    }

    Out bytes(int type, byte[] value) {
        room(4).putShort((short) (4 + value.length)).putShort((short) type);
        room(value.length).put(value);
        while (buffer.position() % 4 != 0) {
            room(1).put((byte) 0);
        }
        return this;
    }

    /** Begins a nest, not marked as one, as the kernel's {@code nla_nest_start_noflag}; gives the place for {@link #endNest}. */
    int beginNest(int type) {
        int start = buffer.position();
        room(4).putShort((short) 0).putShort((short) type);
        return start;
    }

    Out endNest(int start) {
        buffer.putShort(start, (short) (buffer.position() - start));
        return this;
    }

    byte[] finish() {
        buffer.putInt(0, buffer.position());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static ByteBuffer ordered(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger =
                    ByteBuffer.allocate(2 * (buffer.capacity() + bytes)).order(ByteOrder.nativeOrder());
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
