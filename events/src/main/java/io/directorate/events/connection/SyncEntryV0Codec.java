package io.directorate.events.connection;

import io.directorate.events.connection.SyncRefusal.Reason;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Reads the entries of a message of version 0: IPv4 only, without firewall mark and timeout.
 *
 * <table>
 * <caption>Layout. Kernel: {@code struct ip_vs_sync_conn_v0}</caption>
 * <tr><th>at</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0</td><td>1</td><td>not used</td></tr>
 * <tr><td>1</td><td>1</td><td>protocol</td></tr>
 * <tr><td>2</td><td>3 x 2</td><td>ports: client, virtual, destination</td></tr>
 * <tr><td>8</td><td>3 x 4</td><td>addresses: client, virtual, destination</td></tr>
 * <tr><td>20</td><td>2</td><td>flags</td></tr>
 * <tr><td>22</td><td>2</td><td>state</td></tr>
 * <tr><td>24</td><td>24</td><td>if the flags say so: sequence numbers in the sender's own byte order; the receiver's is taken for it</td></tr>
 * </table>
 */
final class SyncEntryV0Codec {
    private static final int SIMPLE_BYTES = 24;
    private static final int FULL_BYTES = 48;

    private SyncEntryV0Codec() {}

    static void decode(ByteBuffer in, List<ConnectionEntry> entries, List<SyncRefusal> refusals) {
        int count = in.get(0) & 0xff;
        int start = SyncMessageCodec.HEADER_V0_BYTES;
        for (int number = 0; number < count; number++) {
            try {
                int end = end(in, start);
                try {
                    entries.add(read(in, start, end));
                } catch (SyncEntryCodec.Refused e) {
                    refusals.add(e.refusal(number));
                }
                start = end;
            } catch (SyncEntryCodec.Refused e) {
                refusals.add(e.refusal(number));
                return;
            }
        }
    }

    private static int end(ByteBuffer in, int start) throws SyncEntryCodec.Refused {
        int left = in.limit() - start;
        int needed = left >= SIMPLE_BYTES && hasSequence(flags(in, start)) ? FULL_BYTES : SIMPLE_BYTES;
        if (left < needed) {
            throw new SyncEntryCodec.Refused(
                    Reason.ENTRY_TRUNCATED, start, left + " bytes are left, the entry has " + needed);
        }
        return start + needed;
    }

    private static ConnectionFlags flags(ByteBuffer in, int start) {
        return new ConnectionFlags(in.getShort(start + 20) & 0xffff);
    }

    private static boolean hasSequence(ConnectionFlags flags) {
        return flags.has(ConnectionFlag.IN_SEQUENCE) || flags.has(ConnectionFlag.OUT_SEQUENCE);
    }

    private static ConnectionEntry read(ByteBuffer in, int start, int end) throws SyncEntryCodec.Refused {
        ConnectionFlags flags = flags(in, start);
        int protocol = in.get(start + 1) & 0xff;
        int state = in.getShort(start + 22) & 0xffff;
        SyncEntryCodec.check(protocol, flags, state, new int[] {start + 1, start + 20, start + 22});
        Optional<SequenceAdjustment> sequence = Optional.empty();
        if (end - start == FULL_BYTES) {
            ByteBuffer numbers = in.duplicate().position(start + SIMPLE_BYTES).order(ByteOrder.nativeOrder());
            sequence = Optional.of(SyncEntryCodec.sequence(numbers));
        }
        return new ConnectionEntry(
                new ConnectionKey(protocol, endpoint(in, start, 0), endpoint(in, start, 1), 0),
                endpoint(in, start, 2),
                flags,
                state,
                0,
                new ConnectionEntry.Extras(sequence, Optional.empty(), DirectorateOption.NONE, List.of()));
    }

    private static Endpoint endpoint(ByteBuffer in, int start, int which) {
        byte[] address = new byte[4];
        in.get(start + 8 + 4 * which, address);
        return new Endpoint(IpAddress.of(address), in.getShort(start + 2 + 2 * which) & 0xffff);
    }
}
