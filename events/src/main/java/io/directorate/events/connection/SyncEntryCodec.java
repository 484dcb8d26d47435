package io.directorate.events.connection;

import io.directorate.events.connection.SyncRefusal.Reason;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a message of version 1.
 *
 * <table>
 * <caption>Layout. Kernel: {@code struct ip_vs_sync_v4}, {@code struct ip_vs_sync_v6}</caption>
 * <tr><th>at</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0</td><td>1</td><td>type: 0 IPv4; bit 0 set IPv6 ({@code STYPE_F_INET6})</td></tr>
 * <tr><td>1</td><td>1</td><td>protocol</td></tr>
 * <tr><td>2</td><td>2</td><td>4 bits version, 0; 12 bits size of the entry with its options, without padding</td></tr>
 * <tr><td>4</td><td>4</td><td>flags</td></tr>
 * <tr><td>8</td><td>2</td><td>state</td></tr>
 * <tr><td>10</td><td>3 x 2</td><td>ports: client, virtual, destination</td></tr>
 * <tr><td>16</td><td>4</td><td>firewall mark</td></tr>
 * <tr><td>20</td><td>4</td><td>timeout in seconds</td></tr>
 * <tr><td>24</td><td>3 x 4 or 16</td><td>addresses: client, virtual, destination</td></tr>
 * <tr><td>36 or 72</td><td></td><td>options: type, length of the data, data; unaligned</td></tr>
 * </table>
 */
final class SyncEntryCodec {
    /** Largest entry: its size has 12 bits. Kernel: {@code SVER_MASK}. */
    static final int HIGHEST_BYTES = 0x0fff;

    private static final int FIXED_BYTES = 24;
    private static final int VERSION_SHIFT = 12;
    private static final int TYPE_INET6 = 1;

    private static final int SEQUENCE = 1;
    private static final int ENGINE_DATA = 2;
    private static final int ENGINE_NAME = 3;
    private static final int SEQUENCE_BYTES = 24;
    private static final int OPTION_HEADER_BYTES = 2;

    private SyncEntryCodec() {}

    /** An entry that does not hold. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;
        private final int offset;
        private final String detail;

        Refused(Reason reason, int offset, String detail) {
            super(detail);
            this.reason = reason;
            this.offset = offset;
            this.detail = detail;
        }

        Reason reason() {
            return reason;
        }

        SyncRefusal refusal(int entry) {
            return new SyncRefusal(reason, entry, offset, detail);
        }
    }

    static int fixedBytes(AddressFamily family) {
        return FIXED_BYTES + 3 * family.addressBytes();
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Option(int type, byte[] data) {}

    /** Options in the kernel's order, then ours, then what others sent. */
    private static List<Option> options(ConnectionEntry entry) {
        ConnectionEntry.Extras extras = entry.extras();
        List<Option> options = new ArrayList<>();
        extras.sequence().ifPresent(sequence -> options.add(new Option(SEQUENCE, bytes(sequence))));
        extras.persistenceEngine().ifPresent(engine -> {
            options.add(new Option(ENGINE_DATA, engine.data()));
            options.add(new Option(ENGINE_NAME, engine.engine().getBytes(StandardCharsets.US_ASCII)));
        });
        if (!extras.directorate().isEmpty()) {
            options.add(new Option(DirectorateOption.TYPE, extras.directorate().encode()));
        }
        extras.others().forEach(other -> options.add(new Option(other.type(), other.data())));
        return options;
    }

    static int sizeBytes(ConnectionEntry entry) {
        int size = fixedBytes(entry.key().family());
        for (Option option : options(entry)) {
            size += OPTION_HEADER_BYTES + option.data().length;
        }
        Checks.range(size, 0, HIGHEST_BYTES, "entry.size");
        return size;
    }

    private static byte[] bytes(SequenceAdjustment sequence) {
        ByteBuffer out = ByteBuffer.allocate(SEQUENCE_BYTES);
        for (SequenceAdjustment.Direction direction : List.of(sequence.in(), sequence.out())) {
            out.putInt(direction.initial()).putInt(direction.delta()).putInt(direction.previousDelta());
        }
        return out.array();
    }

    static SequenceAdjustment sequence(ByteBuffer in) {
        SequenceAdjustment.Direction inward = new SequenceAdjustment.Direction(in.getInt(), in.getInt(), in.getInt());
        return new SequenceAdjustment(inward, new SequenceAdjustment.Direction(in.getInt(), in.getInt(), in.getInt()));
    }

    /** Writes an entry at the buffer's position. The flag HASHED is the sender's own business and is not sent. */
    static void write(ByteBuffer out, ConnectionEntry entry) {
        ConnectionKey key = entry.key();
        out.put((byte) (key.family() == AddressFamily.IPV6 ? TYPE_INET6 : 0));
        out.put((byte) key.protocol());
        out.putShort((short) sizeBytes(entry));
        out.putInt(entry.flags().with(ConnectionFlag.HASHED, false).raw());
        out.putShort((short) entry.state());
        List<Endpoint> ends = List.of(key.client(), key.virtual(), entry.destination());
        ends.forEach(end -> out.putShort((short) end.port()));
        out.putInt((int) key.fwmark());
        out.putInt((int) entry.timeoutSeconds());
        ends.forEach(end -> out.put(end.address().bytes()));
        for (Option option : options(entry)) {
            out.put((byte) option.type()).put((byte) option.data().length).put(option.data());
        }
    }

    /** Finds where an entry ends, without padding. */
    static int end(ByteBuffer in, int start) throws Refused {
        // The padding of the entry before may reach beyond the end.
        int left = Math.max(0, in.limit() - start);
        if (left < fixedBytes(AddressFamily.IPV4)) {
            throw new Refused(
                    Reason.ENTRY_TRUNCATED,
                    Math.min(start, in.limit()),
                    left + " bytes are left, an entry has at least " + fixedBytes(AddressFamily.IPV4));
        }
        int sizeAndVersion = in.getShort(start + 2) & 0xffff;
        int size = sizeAndVersion & HIGHEST_BYTES;
        if (size > left) {
            throw new Refused(Reason.ENTRY_SIZE, start + 2, size + ", " + left + " bytes are left");
        }
        if (sizeAndVersion >> VERSION_SHIFT != 0) {
            throw new Refused(
                    Reason.ENTRY_VERSION, start + 2, "version " + (sizeAndVersion >> VERSION_SHIFT) + ", must be 0");
        }
        int type = in.get(start) & 0xff;
        if (type != 0 && (type & TYPE_INET6) == 0) {
            throw new Refused(Reason.ENTRY_TYPE, start, "type " + type);
        }
        int fixed = fixedBytes(family(type));
        if (size < fixed) {
            throw new Refused(Reason.ENTRY_SIZE, start + 2, size + ", an entry of this type has at least " + fixed);
        }
        return start + size;
    }

    private static AddressFamily family(int type) {
        return (type & TYPE_INET6) != 0 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }

    /** Reads an entry between two offsets that {@link #end} has found. */
    static ConnectionEntry read(ByteBuffer message, int start, int end) throws Refused {
        AddressFamily family = family(message.get(start) & 0xff);
        ByteBuffer in = message.duplicate().limit(end).position(start + fixedBytes(family));
        Extras extras = new Extras();
        while (in.hasRemaining()) {
            readOption(in, family, extras);
        }
        ConnectionFlags flags = new ConnectionFlags(message.getInt(start + 4));
        int protocol = message.get(start + 1) & 0xff;
        int state = message.getShort(start + 8) & 0xffff;
        check(protocol, flags, state, new int[] {start + 1, start + 4, start + 8});
        if (extras.malformed != null) {
            throw extras.malformed;
        }
        ConnectionKey key = new ConnectionKey(
                protocol,
                endpoint(message, start, family, 0),
                endpoint(message, start, family, 1),
                message.getInt(start + 16) & 0xffff_ffffL);
        return new ConnectionEntry(
                key,
                endpoint(message, start, family, 2),
                flags,
                state,
                message.getInt(start + 20) & 0xffff_ffffL,
                extras.whole(start));
    }

    /** Refuses what the kernel refuses; offsets of protocol, flags and state. */
    static void check(int protocol, ConnectionFlags flags, int state, int[] offsets) throws Refused {
        Optional<Reason> flaw = ConnectionEntry.flaw(protocol, flags, state);
        if (flaw.isPresent()) {
            switch (flaw.get()) {
                case PROTOCOL -> throw new Refused(Reason.PROTOCOL, offsets[0], "protocol " + protocol);
                case FLAGS -> throw new Refused(Reason.FLAGS, offsets[1], flags.toString());
                default -> throw new Refused(flaw.get(), offsets[2], "state " + state + " of protocol " + protocol);
            }
        }
    }

    private static Endpoint endpoint(ByteBuffer in, int start, AddressFamily family, int which) {
        byte[] address = new byte[family.addressBytes()];
        in.get(start + FIXED_BYTES + which * address.length, address);
        return new Endpoint(IpAddress.of(address), in.getShort(start + 10 + 2 * which) & 0xffff);
    }

    private static final class Extras {
        private @Nullable SequenceAdjustment sequence;
        private byte @Nullable [] engineData;
        private @Nullable String engineName;
        private @Nullable DirectorateOption directorate;
        private @Nullable Refused malformed;
        private final List<RawOption> others = new ArrayList<>();

        private ConnectionEntry.Extras whole(int start) throws Refused {
            return new ConnectionEntry.Extras(
                    Optional.ofNullable(sequence),
                    Optional.ofNullable(engine(start)),
                    directorate == null ? DirectorateOption.NONE : directorate,
                    others);
        }

        /** A name without data is left out, as the kernel does. */
        private @Nullable PersistenceEngineData engine(int start) throws Refused {
            if (engineData == null) {
                return null;
            }
            if (engineName == null) {
                throw new Refused(Reason.ENGINE, start, "no name");
            }
            try {
                return new PersistenceEngineData(engineName, engineData);
            } catch (IllegalArgumentException e) {
                Refused refused = new Refused(Reason.ENGINE, start, String.valueOf(e.getMessage()));
                refused.initCause(e);
                throw refused;
            }
        }
    }

    private static void readOption(ByteBuffer in, AddressFamily family, Extras extras) throws Refused {
        int at = in.position();
        if (in.remaining() < OPTION_HEADER_BYTES) {
            throw new Refused(Reason.OPTION_TRUNCATED, at, "1 byte is left for type and length");
        }
        int type = in.get() & 0xff;
        int length = in.get() & 0xff;
        if (length == 0 || length > in.remaining()) {
            throw new Refused(
                    Reason.OPTION_LENGTH,
                    at + 1,
                    length + " of option " + type + ", " + in.remaining() + " bytes are left");
        }
        byte[] data = new byte[length];
        in.get(data);
        switch (type & ~SyncMessageCodec.OPTIONAL) {
            case SEQUENCE -> {
                if (length != SEQUENCE_BYTES || extras.sequence != null) {
                    throw new Refused(
                            Reason.SEQUENCE, at, "length " + length + ", must be " + SEQUENCE_BYTES + ", once");
                }
                extras.sequence = sequence(ByteBuffer.wrap(data));
            }
            case ENGINE_DATA -> {
                if (extras.engineData != null) {
                    throw new Refused(Reason.ENGINE_DATA, at, "twice");
                }
                extras.engineData = data;
            }
            case ENGINE_NAME -> {
                if (length > PersistenceEngineData.NAME_HIGHEST_BYTES || extras.engineName != null) {
                    throw new Refused(Reason.ENGINE_NAME, at, "length " + length + ", must be 1 to 16, once");
                }
                String name = new String(data, StandardCharsets.ISO_8859_1);
                extras.engineName = name.indexOf('\0') < 0 ? name : name.substring(0, name.indexOf('\0'));
            }
            default -> readOther(new Option(type, data), family, extras, at);
        }
    }

    /** An option that kernels do not know. Ours is judged when the entry is read to its end: a flaw behind it may weigh more. */
    private static void readOther(Option option, AddressFamily family, Extras extras, int at) throws Refused {
        if ((option.type() & SyncMessageCodec.OPTIONAL) == 0) {
            throw new Refused(Reason.OPTION_UNKNOWN, at, "option " + option.type());
        }
        if (option.type() != DirectorateOption.TYPE || option.data()[0] != DirectorateOption.VERSION) {
            extras.others.add(new RawOption(option.type(), option.data()));
            return;
        }
        if (extras.directorate != null) {
            extras.malformed = new Refused(Reason.DIRECTORATE_OPTION, at, "twice");
            return;
        }
        try {
            extras.directorate = DirectorateOption.decode(ByteBuffer.wrap(option.data()), family);
        } catch (DirectorateOption.Malformed e) {
            extras.malformed = new Refused(Reason.DIRECTORATE_OPTION, at, String.valueOf(e.getMessage()));
            extras.malformed.initCause(e);
        }
    }
}
