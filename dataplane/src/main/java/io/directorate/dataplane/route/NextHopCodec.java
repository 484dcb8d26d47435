package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several next hops on the wire, the value of RTA_MULTIPATH: {@code struct rtnexthop} of {@code
 * include/uapi/linux/rtnetlink.h}, one after another, each followed by its attributes.
 *
 * <pre>
 * byte 0 u16 length, header included  2 u8 flags  3 u8 weight less 1  4 i32 link index  8 attributes
 * </pre>
 */
final class NextHopCodec {
    private static final int HEADER_BYTES = 8;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    /** struct rtvia: u16 family, then the address. */
    private static final int VIA_HEADER_BYTES = 2;
    /** The longest next hop that is written: with the gateway of another family, padded. */
    private static final int MAX_HOP_BYTES = HEADER_BYTES + ATTRIBUTE_HEADER_BYTES + 20;

    private NextHopCodec() {}

    static byte[] write(List<NextHop> hops, AddressFamily family) {
        ByteBuffer out = ByteBuffer.allocate(hops.size() * MAX_HOP_BYTES).order(ByteOrder.nativeOrder());
        for (NextHop hop : hops) {
            int start = out.position();
            out.putShort((short) 0)
                    .put((byte) (hop.onLink() ? RouteCodec.ON_LINK : 0))
                    .put((byte) (hop.weight() - 1))
                    .putInt(hop.linkIndex());
            IpAddress gateway = hop.gateway();
            if (gateway != null) {
                boolean same = gateway.family() == family;
                byte[] value = same ? gateway.bytes() : via(gateway);
                out.putShort((short) (ATTRIBUTE_HEADER_BYTES + value.length));
                out.putShort((short) (same ? RouteCodec.RTA_GATEWAY : RouteCodec.RTA_VIA));
                out.put(value).position((out.position() + 3) & -4);
            }
            out.putShort(start, (short) (out.position() - start));
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static List<NextHop> read(AttributeReader multipath, AddressFamily family) {
        ByteBuffer value = multipath.value();
        List<NextHop> hops = new ArrayList<>();
        int at = 0;
        while (value.limit() - at >= HEADER_BYTES) {
            int length = Short.toUnsignedInt(value.getShort(at));
            if (length < HEADER_BYTES || length > value.limit() - at || hops.size() == Route.MAX_NEXT_HOPS) {
                throw multipath.malformed(
                        "next hops of " + HEADER_BYTES + " bytes or more, at most " + Route.MAX_NEXT_HOPS,
                        "next hop " + hops.size() + " with length " + length + " at byte " + at + " of "
                                + value.limit());
            }
            hops.add(readHop(multipath, value.slice(at, length).order(ByteOrder.nativeOrder()), family));
            at += (length + 3) & -4;
        }
        if (at < value.limit()) {
            throw multipath.malformed("whole next hops", (value.limit() - at) + " bytes too many");
        }
        return hops;
    }

    private static NextHop readHop(AttributeReader multipath, ByteBuffer hop, AddressFamily family) {
        IpAddress gateway = null;
        AttributeReader attributes = AttributeReader.of(hop.duplicate().position(HEADER_BYTES));
        while (attributes.next()) {
            switch (attributes.type()) {
                case RouteCodec.RTA_GATEWAY -> gateway = RouteMessages.address(attributes, family);
                case RouteCodec.RTA_VIA -> gateway = via(attributes);
                default -> {}
            }
        }
        return hop(multipath, hop, gateway);
    }

    private static NextHop hop(AttributeReader multipath, ByteBuffer hop, @Nullable IpAddress gateway) {
        int linkIndex = hop.getInt(4);
        if (linkIndex < 0 || (linkIndex == 0 && gateway == null)) {
            throw multipath.malformed("a next hop with a link or a gateway", "link index " + linkIndex);
        }
        boolean onLink = (hop.get(2) & RouteCodec.ON_LINK) != 0;
        return new NextHop(linkIndex, gateway, Byte.toUnsignedInt(hop.get(3)) + 1, onLink);
    }

    /** The value of RTA_VIA: a gateway of another family than the route's. */
    static byte[] via(IpAddress gateway) {
        byte[] address = gateway.bytes();
        return ByteBuffer.allocate(VIA_HEADER_BYTES + address.length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) gateway.family().number())
                .put(address)
                .array();
    }

    static IpAddress via(AttributeReader attribute) {
        ByteBuffer value = attribute.value();
        AddressFamily family = value.limit() < VIA_HEADER_BYTES ? null : RouteMessages.family(value.getShort(0));
        if (family == null || value.limit() != VIA_HEADER_BYTES + family.addressBytes()) {
            throw attribute.malformed("a family and an address of it", value.limit() + " bytes");
        }
        byte[] address = new byte[family.addressBytes()];
        value.get(VIA_HEADER_BYTES, address);
        return IpAddress.of(address);
    }

    static int linkIndex(AttributeReader attribute) {
        int index = attribute.u32();
        if (index < 0) {
            throw new MalformedMessageException("link index", 0, "0 or more", String.valueOf(index));
        }
        return index;
    }
}
