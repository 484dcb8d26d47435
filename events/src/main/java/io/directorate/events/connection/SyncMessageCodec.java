package io.directorate.events.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes messages of the IPVS connection synchronisation protocol, byte for byte as {@code net/netfilter/ipvs/ip_vs_sync.c} does. Writes
 * version 1, reads 1 and 0. Big-endian; no state, any thread.
 *
 * <table>
 * <caption>Version 1</caption>
 * <tr><th>at</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0</td><td>1</td><td>0 (in version 0: number of entries, and the entries follow at 4)</td></tr>
 * <tr><td>1</td><td>1</td><td>sync id of the daemon</td></tr>
 * <tr><td>2</td><td>2</td><td>size of the whole message</td></tr>
 * <tr><td>4</td><td>1</td><td>number of entries</td></tr>
 * <tr><td>5</td><td>1</td><td>version, 1</td></tr>
 * <tr><td>6</td><td>2</td><td>0</td></tr>
 * <tr><td>8</td><td></td><td>entries, see {@link SyncEntryCodec}; each begins at a multiple of 4, the padding between them is in the message's size
 *     but in no entry's</td></tr>
 * </table>
 */
public final class SyncMessageCodec {
    /** Bit of an option's type: a receiver that does not know the option skips it. Kernel: {@code IPVS_OPT_F_PARAM}. */
    public static final int OPTIONAL = 0x40;

    /** UDP port of the daemon. Kernel: {@code IP_VS_SYNC_PORT}. */
    public static final int PORT = 8848;

    /** Multicast group of the daemon, 224.0.0.81. Kernel: {@code IP_VS_SYNC_GROUP}. */
    public static final String GROUP = "224.0.0.81";

    /** Most entries in a message: the number has one byte. */
    public static final int ENTRIES_HIGHEST = 255;

    /** Longest message: the payload of a UDP datagram over IPv4. */
    public static final int MESSAGE_HIGHEST_BYTES = 65_507;

    /** Message that fits an Ethernet frame, as the kernel's daemon sends. */
    public static final int ETHERNET_BYTES = 1_472;

    static final int HEADER_V0_BYTES = 4;
    static final int HEADER_V1_BYTES = 8;

    private SyncMessageCodec() {}

    /**
     * Packs entries, in order, into as few messages as their order allows.
     *
     * @param syncId 0 to 255; 0 is taken by daemons of any id only if they have id 0 themselves
     * @param entries any number
     * @param highestBytes of one message, up to {@link #MESSAGE_HIGHEST_BYTES}; a message with a single entry may be longer, as the kernel's may
     * @return the messages; none for no entries
     */
    public static List<byte[]> encode(int syncId, List<ConnectionEntry> entries, int highestBytes) {
        Checks.range(syncId, 0, 0xff, "syncId");
        Checks.range(highestBytes, HEADER_V1_BYTES, MESSAGE_HIGHEST_BYTES, "highestBytes");
        List<byte[]> messages = new ArrayList<>();
        ByteBuffer out = ByteBuffer.allocate(Math.max(highestBytes, HEADER_V1_BYTES + SyncEntryCodec.HIGHEST_BYTES));
        int count = 0;
        out.position(HEADER_V1_BYTES);
        for (ConnectionEntry entry : entries) {
            int padded = aligned(out.position());
            int bytes = SyncEntryCodec.sizeBytes(entry);
            if (count == ENTRIES_HIGHEST || (count > 0 && padded + bytes > highestBytes)) {
                messages.add(finish(out, syncId, count));
                count = 0;
                padded = HEADER_V1_BYTES;
            }
            while (out.position() < padded) {
                out.put((byte) 0);
            }
            SyncEntryCodec.write(out, entry);
            count++;
        }
        if (count > 0) {
            messages.add(finish(out, syncId, count));
        }
        return messages;
    }

    private static byte[] finish(ByteBuffer out, int syncId, int count) {
        int size = out.position();
        out.put(0, (byte) 0).put(1, (byte) syncId).putShort(2, (short) size);
        out.put(4, (byte) count).put(5, (byte) 1).putShort(6, (short) 0);
        byte[] message = new byte[size];
        out.get(0, message);
        out.position(HEADER_V1_BYTES);
        return message;
    }

    static int aligned(int offset) {
        return (offset + 3) & ~3;
    }

    /**
     * Reads a message. What the kernel drops is dropped, entry by entry, with the reason.
     *
     * @param message the whole payload of a datagram
     * @return what it holds
     * @throws SyncMessageException if it is no message at all
     */
    public static SyncMessage decode(byte[] message) throws SyncMessageException {
        if (message.length < HEADER_V0_BYTES) {
            throw refused(SyncRefusal.Reason.TOO_SHORT, 0, message.length + " bytes, at least " + HEADER_V0_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        int size = in.getShort(2) & 0xffff;
        if (size != message.length) {
            throw refused(SyncRefusal.Reason.SIZE, 2, size + ", the message has " + message.length + " bytes");
        }
        int syncId = in.get(1) & 0xff;
        List<ConnectionEntry> entries = new ArrayList<>();
        List<SyncRefusal> refusals = new ArrayList<>();
        boolean first = message.length >= HEADER_V1_BYTES && in.get(5) == 1 && in.get(0) == 0 && in.getShort(6) == 0;
        if (first) {
            decodeVersion1(in, entries, refusals);
        } else if (in.get(0) != 0) {
            SyncEntryV0Codec.decode(in, entries, refusals);
        } else {
            throw refused(
                    SyncRefusal.Reason.VERSION,
                    message.length > 5 ? 5 : 0,
                    message.length < HEADER_V1_BYTES
                            ? message.length + " bytes, no entries of version 0"
                            : "version " + in.get(5) + ", spare " + (in.getShort(6) & 0xffff)
                                    + ", no entries of version 0");
        }
        return new SyncMessage(first ? 1 : 0, syncId, entries, refusals);
    }

    private static SyncMessageException refused(SyncRefusal.Reason reason, int offset, String detail) {
        return new SyncMessageException(new SyncRefusal(reason, -1, offset, detail));
    }

    private static void decodeVersion1(ByteBuffer in, List<ConnectionEntry> entries, List<SyncRefusal> refusals) {
        int count = in.get(4) & 0xff;
        int start = HEADER_V1_BYTES;
        for (int number = 0; number < count; number++) {
            try {
                int end = SyncEntryCodec.end(in, start);
                try {
                    entries.add(SyncEntryCodec.read(in, start, end));
                } catch (SyncEntryCodec.Refused e) {
                    refusals.add(e.refusal(number));
                    if (e.reason().scope() == SyncRefusal.Scope.REST) {
                        return;
                    }
                }
                start += aligned(end - start);
            } catch (SyncEntryCodec.Refused e) {
                refusals.add(e.refusal(number));
                return;
            }
        }
    }
}
