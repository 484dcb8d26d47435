package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.dataplane.packet.HardwareAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Links on the wire, {@code struct ifinfomsg} of {@code include/uapi/linux/rtnetlink.h} and {@code IFLA_*} of {@code
 * if_link.h}.
 *
 * <pre>
 * byte 0 u8 family  1 pad  2 u16 ARPHRD type  4 i32 index  8 u32 flags  12 u32 which flags to change
 * </pre>
 */
final class LinkCodec {
    static final int HEADER_BYTES = 16;

    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    /** RTEXT_FILTER_SKIP_STATS: leave the counters out of the reply. */
    static final int SKIP_STATS = 1 << 3;

    /** VETH_INFO_PEER of include/uapi/linux/veth.h. */
    private static final int VETH_INFO_PEER = 1;
    /** The longest name of a kind that is read. */
    private static final int MAX_KIND_BYTES = 64;

    private LinkCodec() {}

    static MessageBuilder begin(String operation, int type, int flags, int index) {
        return begin(operation, type, flags, index, 0, 0);
    }

    static MessageBuilder begin(String operation, int type, int flags, int index, int linkFlags, int change) {
        MessageBuilder builder = new MessageBuilder(operation, type, flags);
        header(builder, index, linkFlags, change);
        return builder;
    }

    private static void header(MessageBuilder builder, int index, int linkFlags, int change) {
        builder.headerU8(RouteMessages.UNSPECIFIED).headerU8(0).headerU16(0);
        builder.headerU32(index).headerU32(linkFlags).headerU32(change);
    }

    /** Adds what kind of link is made: IFLA_LINKINFO with the kind and its own data. */
    static void kind(MessageBuilder builder, String kind, Consumer<MessageBuilder> data) {
        builder.nested(IFLA_LINKINFO, info -> info.string(IFLA_INFO_KIND, kind).nested(IFLA_INFO_DATA, data));
    }

    /** Adds the other end of a veth pair: a nest with its own ifinfomsg. */
    static void vethPeer(MessageBuilder data, String name, int namespaceFd) {
        data.nested(VETH_INFO_PEER, peer -> {
            header(peer, 0, 0, 0);
            peer.string(IFLA_IFNAME, RouteMessages.requireLinkName(name));
            if (namespaceFd >= 0) {
                peer.u32(IFLA_NET_NS_FD, namespaceFd);
            }
        });
    }

    static Link decode(ReceivedMessage message) {
        ByteBuffer header = message.header(HEADER_BYTES);
        Fields fields = new Fields();
        AttributeReader attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            fields.take(attributes);
        }
        int index = header.getInt(4);
        if (index <= 0 || fields.name.isEmpty()) {
            throw new MalformedMessageException(
                    "link", 0, "an index and a name", "index " + index + ", name \"" + fields.name + "\"");
        }
        return new Link(
                index,
                fields.name,
                fields.kind,
                header.getInt(8),
                fields.mtu,
                fields.hardwareAddress,
                fields.master,
                fields.parent);
    }

    private static final class Fields {
        private String name = "";
        private @Nullable String kind;
        private int mtu;
        private @Nullable HardwareAddress hardwareAddress;
        private int master;
        private int parent;

        void take(AttributeReader attribute) {
            switch (attribute.type()) {
                case IFLA_IFNAME -> name = attribute.string(RouteMessages.MAX_LINK_NAME_BYTES);
                case IFLA_ADDRESS -> hardwareAddress = RouteMessages.hardwareAddress(attribute);
                case IFLA_MTU -> mtu = attribute.u32();
                case IFLA_LINK -> parent = attribute.u32();
                case IFLA_MASTER -> master = attribute.u32();
                case IFLA_LINKINFO -> takeInfo(attribute.nested());
                default -> {}
            }
        }

        private void takeInfo(AttributeReader info) {
            while (info.next()) {
                if (info.type() == IFLA_INFO_KIND) {
                    kind = info.string(MAX_KIND_BYTES);
                }
            }
        }
    }
}
