package io.directorate.dataplane.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes of a request as {@code nla_parse_deprecated} reads them: later ones win, unknown ones are skipped, too short ones are
 * refused with EINVAL.
 */
final class In {
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, byte[]> values = new HashMap<>();

    private In() {}

    static In parse(byte[] bytes, int from) throws FakeErrno {
        In in = new In();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = from;
        while (bytes.length - at >= 4) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            if (length < 4 || length > bytes.length - at) {
                throw new FakeErrno(FakeErrno.EINVAL);
            }
            in.values.put(buffer.getShort(at + 2) & TYPE_MASK, Arrays.copyOfRange(bytes, at + 4, at + length));
            at += (length + 3) & ~3;
        }
        return in;
    }

    boolean has(int type) {
        return values.containsKey(type);
    }

    Optional<In> nest(int type) throws FakeErrno {
        byte[] value = values.get(type);
        return value == null ? Optional.empty() : Optional.of(parse(value, 0));
    }

    int u8(int type) throws FakeErrno {
        return Byte.toUnsignedInt(value(type, 1).get(0));
    }

    int u16(int type) throws FakeErrno {
        return Short.toUnsignedInt(value(type, 2).getShort(0));
    }

    int be16(int type) throws FakeErrno {
        return Short.toUnsignedInt(value(type, 2).order(ByteOrder.BIG_ENDIAN).getShort(0));
    }

    int s32(int type) throws FakeErrno {
        return value(type, 4).getInt(0);
    }

    long u32(int type) throws FakeErrno {
        return Integer.toUnsignedLong(s32(type));
    }

    /** {@code NLA_BINARY}, at most so long, padded with zero. */
    byte[] binary(int type, int longest) throws FakeErrno {
        byte[] value = value(type, 0).array();
        if (value.length > longest) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        return Arrays.copyOf(value, longest);
    }

    /** {@code NLA_NUL_STRING}: the zero must be there, within the longest length and one. */
    String string(int type, int longest) throws FakeErrno {
        byte[] value = value(type, 1).array();
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        if (end == value.length || end > longest) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    private ByteBuffer value(int type, int shortest) throws FakeErrno {
        byte[] value = values.get(type);
        if (value == null || value.length < shortest) {
            throw new FakeErrno(FakeErrno.EINVAL);
        }
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }
}
