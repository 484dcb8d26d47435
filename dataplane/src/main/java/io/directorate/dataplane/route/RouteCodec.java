package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Routes on the wire, {@code struct rtmsg} and {@code RTA_*} of {@code include/uapi/linux/rtnetlink.h}.
 *
 * <pre>
 * byte 0 u8 family  1 u8 destination length  2 u8 source length  3 u8 TOS
 *      4 u8 table  5 u8 protocol  6 u8 scope  7 u8 type  8 u32 flags
 * </pre>
 */
final class RouteCodec {
    static final int HEADER_BYTES = 12;

    static final int RTA_GATEWAY = 5;
    static final int RTA_VIA = 18;
    /** RTNH_F_ONLINK, also in rtm_flags. */
    static final int ON_LINK = 4;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    /** RTM_F_CLONED: an entry of the cache, no route. */
    private static final int CLONED = 0x200;
    /** RT_SCOPE_NOWHERE, in deletions: whatever the scope. */
    private static final int ANY_SCOPE = 255;
    /** Tables above this do not fit the header and are named by RTA_TABLE only. */
    private static final int MAX_HEADER_TABLE = 255;

    private RouteCodec() {}

    /** A dump of one family; with table 0 of all tables. */
    static Message list(AddressFamily family, int table) {
        MessageBuilder builder = new MessageBuilder("list " + family + " routes", RouteMessages.RTM_GETROUTE, 0);
        builder.headerU8(family.number()).headerU8(0).headerU16(0).headerU32(0).headerU32(0);
        if (table != 0) {
            builder.u32(RTA_TABLE, table);
        }
        return builder.build();
    }

    static Message add(Route route, int flags) {
        boolean hasGateway = route.nextHops().stream().anyMatch(hop -> hop.gateway() != null);
        return write(
                "add route to " + route.destination(),
                RouteMessages.RTM_NEWROUTE,
                flags,
                route.type().scope(hasGateway),
                route);
    }

    static Message delete(Route route) {
        return write("delete route to " + route.destination(), RouteMessages.RTM_DELROUTE, 0, ANY_SCOPE, route);
    }

    private static Message write(String operation, int type, int flags, int scope, Route route) {
        IpPrefix destination = route.destination();
        List<NextHop> hops = route.nextHops();
        boolean single = hops.size() == 1;
        int table = route.table() > 0 && route.table() <= MAX_HEADER_TABLE ? route.table() : 0;
        MessageBuilder builder = new MessageBuilder(operation, type, flags)
                .headerU8(destination.family().number())
                .headerU8(destination.length())
                .headerU16(0)
                .headerU8(table)
                .headerU8(route.protocol())
                .headerU8(scope)
                .headerU8(route.type().number())
                .headerU32(single && hops.get(0).onLink() ? ON_LINK : 0);
        builder.u32(RTA_TABLE, route.table());
        if (destination.length() > 0) {
            builder.bytes(RTA_DST, destination.address().bytes());
        }
        IpAddress source = route.source();
        if (source != null) {
            builder.bytes(RTA_PREFSRC, source.bytes());
        }
        if (route.metric() != 0) {
            builder.u32(RTA_PRIORITY, route.metric());
        }
        if (single) {
            writeHop(builder, hops.get(0), destination.family());
        } else if (!hops.isEmpty()) {
            builder.bytes(RTA_MULTIPATH, NextHopCodec.write(hops, destination.family()));
        }
        return builder.build();
    }

    private static void writeHop(MessageBuilder builder, NextHop hop, AddressFamily family) {
        if (hop.linkIndex() != 0) {
            builder.u32(RTA_OIF, hop.linkIndex());
        }
        IpAddress gateway = hop.gateway();
        if (gateway != null && gateway.family() == family) {
            builder.bytes(RTA_GATEWAY, gateway.bytes());
        } else if (gateway != null) {
            builder.bytes(RTA_VIA, NextHopCodec.via(gateway));
        }
    }

    /** The route in a message; empty if it is of another family or type, or an entry of the cache. */
    static Optional<Route> decode(ReceivedMessage message) {
        ByteBuffer header = message.header(HEADER_BYTES);
        AddressFamily family = RouteMessages.family(header.get(0));
        RouteType type = RouteType.of(Byte.toUnsignedInt(header.get(7)));
        int flags = header.getInt(8);
        if (family == null || type == null || (flags & CLONED) != 0) {
            return Optional.empty();
        }
        Fields fields = new Fields(family, header);
        AttributeReader attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            fields.take(attributes);
        }
        if (fields.table == 0) {
            throw new MalformedMessageException("route", 0, "a table", "none");
        }
        return Optional.of(new Route(
                fields.destination,
                type,
                fields.table,
                fields.hops((flags & ON_LINK) != 0),
                fields.source,
                fields.metric,
                Byte.toUnsignedInt(header.get(5))));
    }

    private static final class Fields {
        private final AddressFamily family;
        private final int prefixLength;
        private IpPrefix destination;
        private int table;
        private @Nullable IpAddress source;
        private @Nullable IpAddress gateway;
        private int metric;
        private int linkIndex;
        private List<NextHop> multipath = List.of();

        Fields(AddressFamily family, ByteBuffer header) {
            this.family = family;
            this.prefixLength = Byte.toUnsignedInt(header.get(1));
            if (prefixLength > family.addressBits()) {
                throw RouteMessages.prefixTooLong(family, prefixLength);
            }
            this.destination = new IpPrefix(IpAddress.any(family), prefixLength);
            this.table = Byte.toUnsignedInt(header.get(4));
        }

        void take(AttributeReader attribute) {
            switch (attribute.type()) {
                case RTA_DST -> destination = RouteMessages.prefix(attribute, family, prefixLength);
                case RTA_OIF -> linkIndex = NextHopCodec.linkIndex(attribute);
                case RTA_GATEWAY -> gateway = RouteMessages.address(attribute, family);
                case RTA_VIA -> gateway = NextHopCodec.via(attribute);
                case RTA_PRIORITY -> metric = attribute.u32();
                case RTA_PREFSRC -> source = RouteMessages.address(attribute, family);
                case RTA_MULTIPATH -> multipath = NextHopCodec.read(attribute, family);
                case RTA_TABLE -> table = attribute.u32();
                default -> {}
            }
        }

        List<NextHop> hops(boolean onLink) {
            if (!multipath.isEmpty()) {
                return multipath;
            }
            if (linkIndex == 0 && gateway == null) {
                return List.of();
            }
            return List.of(new NextHop(linkIndex, gateway, 1, onLink));
        }
    }
}
