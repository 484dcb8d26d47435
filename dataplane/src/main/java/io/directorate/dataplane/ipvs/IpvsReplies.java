package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Counters;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.dataplane.ipvs.IpvsProtocol.Attribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.Command;
import io.directorate.dataplane.ipvs.IpvsProtocol.DaemonAttribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.InfoAttribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.ServerAttribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.ServiceAttribute;
import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.GenericNetlink;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.IpAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads every answer of the family IPVS; the kernel writes them in {@code ip_vs_genl_fill_service}, {@code _fill_dest},
 * {@code _fill_daemon} and {@code ip_vs_genl_get_cmd} of {@code net/netfilter/ipvs/ip_vs_ctl.c}. Whatever the bytes are, the only exception
 * is {@link MalformedMessageException}.
 */
final class IpvsReplies {
    /** {@code IP_VS_SCHEDNAME_MAXLEN} and {@code IP_VS_IFNAME_MAXLEN} less the closing zero. */
    private static final int MAX_NAME_BYTES = 15;
    /** {@code IP_VS_PENAME_MAXLEN}, which the kernel takes without the closing zero. */
    private static final int MAX_ENGINE_BYTES = 16;

    private static final int FLAGS_BYTES = 8;

    private final int familyId;

    /**
     * Reads answers of a family.
     *
     * @param familyId as the running kernel numbers IPVS; messages of another type are refused
     */
    IpvsReplies(int familyId) {
        this.familyId = familyId;
    }

    /** A service without its real servers. */
    record Service(ServiceIdentity identity, ServiceSettings settings, Counters counters) {
        /** Whether it is the same service with the same settings, whatever its counters are. */
        boolean isSameAs(Service other) {
            return identity.equals(other.identity) && settings.equals(other.settings);
        }
    }

    /** A real server and its counters. */
    record Server(TableServer server, ServerStatistics statistics) {}

    Service service(ReceivedMessage message, boolean withCounters) {
        AttributeReader in = nest(message, Command.NEW_SERVICE, Attribute.SERVICE);
        ServiceReader reader = new ServiceReader();
        CounterReader counters = new CounterReader(withCounters);
        while (in.next()) {
            switch (in.type()) {
                case ServiceAttribute.AF -> reader.family = family(in);
                case ServiceAttribute.PROTOCOL -> reader.protocol = OptionalInt.of(in.u16());
                case ServiceAttribute.ADDR -> reader.address = in.bytes();
                case ServiceAttribute.PORT -> reader.port = OptionalInt.of(in.be16());
                case ServiceAttribute.FWMARK -> reader.mark = Integer.toUnsignedLong(in.u32());
                case ServiceAttribute.SCHED_NAME -> reader.scheduler = Optional.of(in.string(MAX_NAME_BYTES));
                case ServiceAttribute.FLAGS -> reader.flags = OptionalInt.of(flags(in));
                case ServiceAttribute.TIMEOUT -> reader.timeoutSeconds = Integer.toUnsignedLong(in.u32());
                case ServiceAttribute.NETMASK -> reader.netmask(in);
                case ServiceAttribute.PE_NAME -> reader.engine = Optional.of(in.string(MAX_ENGINE_BYTES));
                case ServiceAttribute.STATS -> counters.narrow(in);
                case ServiceAttribute.STATS64 -> counters.wide(in);
                default -> {}
            }
        }
        return new Service(reader.identity(), reader.settings(), counters.counters());
    }

    Server server(ReceivedMessage message, AddressFamily ofService, boolean withCounters) {
        AttributeReader in = nest(message, Command.NEW_DEST, Attribute.DEST);
        ServerReader reader = new ServerReader(ofService);
        CounterReader counters = new CounterReader(withCounters);
        while (in.next()) {
            switch (in.type()) {
                case ServerAttribute.ADDR_FAMILY -> reader.family = family(in);
                case ServerAttribute.ADDR -> reader.address = in.bytes();
                case ServerAttribute.PORT -> reader.port = OptionalInt.of(in.be16());
                case ServerAttribute.FWD_METHOD -> reader.method = OptionalInt.of(in.u32());
                case ServerAttribute.WEIGHT -> reader.weight = OptionalInt.of(in.u32());
                case ServerAttribute.U_THRESH -> reader.upper = Integer.toUnsignedLong(in.u32());
                case ServerAttribute.L_THRESH -> reader.lower = Integer.toUnsignedLong(in.u32());
                case ServerAttribute.ACTIVE_CONNS -> reader.active = Integer.toUnsignedLong(in.u32());
                case ServerAttribute.INACT_CONNS -> reader.inactive = Integer.toUnsignedLong(in.u32());
                case ServerAttribute.PERSIST_CONNS -> reader.persistent = Integer.toUnsignedLong(in.u32());
                case ServerAttribute.TUN_TYPE -> reader.tunnelType = in.u8();
                case ServerAttribute.TUN_PORT -> reader.tunnelPort = in.be16();
                case ServerAttribute.TUN_FLAGS -> reader.tunnelFlags = in.u16();
                case ServerAttribute.STATS -> counters.narrow(in);
                case ServerAttribute.STATS64 -> counters.wide(in);
                default -> {}
            }
        }
        return new Server(reader.server(), reader.statistics(counters.counters()));
    }

    SyncDaemon daemon(ReceivedMessage message) {
        AttributeReader in = nest(message, Command.NEW_DAEMON, Attribute.DAEMON);
        int state = 0;
        String networkInterface = "";
        long syncId = 0;
        int maxLength = 0;
        int port = 0;
        int ttl = 0;
        Optional<IpAddress> group = Optional.empty();
        while (in.next()) {
            switch (in.type()) {
                case DaemonAttribute.STATE -> state = in.u32();
                case DaemonAttribute.MCAST_IFN -> networkInterface = in.string(MAX_NAME_BYTES);
                case DaemonAttribute.SYNC_ID -> syncId = Integer.toUnsignedLong(in.u32());
                case DaemonAttribute.SYNC_MAXLEN -> maxLength = in.u16();
                case DaemonAttribute.MCAST_GROUP -> group = Optional.of(IpAddress.of(in.bytes(4)));
                case DaemonAttribute.MCAST_GROUP6 -> group = Optional.of(IpAddress.of(in.bytes(16)));
                case DaemonAttribute.MCAST_PORT -> port = in.u16();
                case DaemonAttribute.MCAST_TTL -> ttl = in.u8();
                default -> {}
            }
        }
        if (networkInterface.isEmpty() || networkInterface.length() > MAX_NAME_BYTES) {
            throw missing("daemon", "MCAST_IFN");
        }
        return new SyncDaemon(
                state(state), networkInterface, syncId, positive(maxLength), group, positive(port), positive(ttl));
    }

    ConnectionTimeouts timeouts(ReceivedMessage message) {
        requireCommand(message, Command.SET_CONFIG);
        AttributeReader in = message.attributes(GenericNetlink.HEADER_BYTES);
        long tcp = 0;
        long tcpFin = 0;
        long udp = 0;
        while (in.next()) {
            switch (in.type()) {
                case Attribute.TIMEOUT_TCP -> tcp = Integer.toUnsignedLong(in.u32());
                case Attribute.TIMEOUT_TCP_FIN -> tcpFin = Integer.toUnsignedLong(in.u32());
                case Attribute.TIMEOUT_UDP -> udp = Integer.toUnsignedLong(in.u32());
                default -> {}
            }
        }
        return new ConnectionTimeouts(tcp, tcpFin, udp);
    }

    /** The version is three bytes, {@code NVERSION} of {@code include/uapi/linux/ip_vs.h}. */
    DataplaneInfo info(ReceivedMessage message) {
        requireCommand(message, Command.SET_INFO);
        AttributeReader in = message.attributes(GenericNetlink.HEADER_BYTES);
        OptionalInt version = OptionalInt.empty();
        long size = 0;
        while (in.next()) {
            switch (in.type()) {
                case InfoAttribute.VERSION -> version = OptionalInt.of(in.u32());
                case InfoAttribute.CONN_TAB_SIZE -> size = Integer.toUnsignedLong(in.u32());
                default -> {}
            }
        }
        int number = version.orElseThrow(() -> missing("information", "VERSION"));
        String text = (number >>> 16 & 0xff) + "." + (number >>> 8 & 0xff) + "." + (number & 0xff);
        return new DataplaneInfo("kernel", text, size);
    }

    private AttributeReader nest(ReceivedMessage message, int command, int attribute) {
        requireCommand(message, command);
        AttributeReader in = message.attributes(GenericNetlink.HEADER_BYTES);
        while (in.next()) {
            if (in.type() == attribute) {
                return in.nested();
            }
        }
        throw missing("answer with command " + command, "attribute " + attribute);
    }

    private void requireCommand(ReceivedMessage message, int expected) {
        if (message.type() != familyId) {
            throw new MalformedMessageException(
                    "type of an IPVS answer", 4, String.valueOf(familyId), String.valueOf(message.type()));
        }
        int found = GenericNetlink.command(message);
        if (found != expected) {
            throw new MalformedMessageException(
                    "command of an IPVS answer", 0, String.valueOf(expected), String.valueOf(found));
        }
    }

    private static int flags(AttributeReader in) {
        var value = in.length() == FLAGS_BYTES ? in.value() : null;
        if (value == null) {
            throw in.malformed(FLAGS_BYTES + " bytes of flags and mask", in.length() + " bytes");
        }
        return value.getInt(0) & value.getInt(4);
    }

    private static AddressFamily family(AttributeReader in) {
        int number = in.u16();
        try {
            return AddressFamily.ofNumber(number);
        } catch (InvalidValueException e) {
            throw in.malformed("an address family, 2 or 10", String.valueOf(number));
        }
    }

    private static SyncDaemon.State state(int number) {
        for (SyncDaemon.State state : SyncDaemon.State.values()) {
            if (state.number() == number) {
                return state;
            }
        }
        throw new MalformedMessageException("state of a daemon", 0, "1 or 2", String.valueOf(number));
    }

    private static OptionalInt positive(int value) {
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    static MalformedMessageException missing(String where, String what) {
        return new MalformedMessageException(where, 0, what, "none");
    }

    /** An address of the family in the first bytes of {@code union nf_inet_addr}. */
    static IpAddress address(AddressFamily family, byte[] bytes) {
        if (bytes.length < family.addressBytes()) {
            throw new MalformedMessageException(
                    "address", 0, "at least " + family.addressBytes() + " bytes", bytes.length + " bytes");
        }
        return IpAddress.of(Arrays.copyOf(bytes, family.addressBytes()));
    }

    static Endpoint endpoint(AddressFamily family, byte[] address, OptionalInt port) {
        return new Endpoint(address(family, address), port.orElseThrow(() -> missing("address", "PORT")));
    }
}
