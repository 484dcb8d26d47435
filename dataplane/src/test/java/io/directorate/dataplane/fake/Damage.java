package io.directorate.dataplane.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Spoils a datagram. */
final class Damage {
    private static final int HEADER = 16;
    private static final int GENERIC_HEADER = 4;
    private static final int FIRST_TYPE = 16;

    private Damage() {}

    static byte[] apply(Fault fault, byte[] datagram) {
        byte[] bytes = datagram.clone();
        return switch (fault) {
            case CUT_REPLY -> Arrays.copyOf(bytes, bytes.length - Math.min(8, bytes.length / 2));
            case CUT_HEADER -> Arrays.copyOf(bytes, 3);
            case WRONG_SEQUENCE -> each(bytes, (in, at) -> in.putInt(at + 8, in.getInt(at + 8) + 0x01000000));
            case WRONG_PORT -> each(bytes, (in, at) -> in.putInt(at + 12, in.getInt(at + 12) + 1));
            case WRONG_TYPE -> each(bytes, (in, at) -> in.putShort(at + 4, (short) 0x7ffe));
            case WRONG_COMMAND -> eachAnswer(bytes, (in, at) -> in.put(at + HEADER, (byte) 99));
            case LONG_ATTRIBUTE ->
                eachAnswer(bytes, (in, at) -> in.putShort(at + HEADER + GENERIC_HEADER, (short) 0x7fff));
            case GARBAGE -> each(bytes, (in, at) -> Arrays.fill(bytes, at + HEADER, at + in.getInt(at), (byte) 0xff));
            case DUMP_INTERRUPTED ->
                each(bytes, (in, at) -> in.putShort(at + 6, (short) (in.getShort(at + 6) | Out.NLM_F_DUMP_INTR)));
            default -> throw new IllegalArgumentException(fault + " spoils no bytes");
        };
    }

    /** Does something to one message. */
    private interface Spoiler {
        void spoil(ByteBuffer datagram, int at);
    }

    /** Acknowledgements and ends of dumps stay as they are: they have neither command nor attributes. */
    private static byte[] eachAnswer(byte[] bytes, Spoiler spoiler) {
        return each(bytes, (in, at) -> {
            if (in.getShort(at + 4) >= FIRST_TYPE) {
                spoiler.spoil(in, at);
            }
        });
    }

    private static byte[] each(byte[] bytes, Spoiler spoiler) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = 0;
        while (bytes.length - at >= HEADER) {
            int length = in.getInt(at);
            if (length >= HEADER + GENERIC_HEADER + 2) {
                spoiler.spoil(in, at);
            }
            at += (length + 3) & ~3;
        }
        return bytes;
    }
}
