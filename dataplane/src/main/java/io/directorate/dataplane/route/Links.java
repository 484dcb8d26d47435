package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.MessageFlags;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.events.model.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The links of a network namespace. Making one that exists gives EEXIST, changing or deleting one that does not ENODEV.
 * One thread at a time, as the connection.
 */
public final class Links {
    private static final int IFF_UP = 0x1;
    private static final int CREATE_NEW = MessageFlags.CREATE | MessageFlags.EXCLUSIVE;

    /** IFLA_MACVLAN_MODE of include/uapi/linux/if_link.h. */
    private static final int IFLA_MACVLAN_MODE = 1;
    /** IFLA_IPTUN_LOCAL and IFLA_IPTUN_REMOTE of include/uapi/linux/if_tunnel.h. */
    private static final int IFLA_IPTUN_LOCAL = 2;

    private static final int IFLA_IPTUN_REMOTE = 3;
    /** IFLA_GRE_LOCAL and IFLA_GRE_REMOTE of include/uapi/linux/if_tunnel.h. */
    private static final int IFLA_GRE_LOCAL = 6;

    private static final int IFLA_GRE_REMOTE = 7;

    private final NetlinkConnection connection;

    /** How a macvlan talks to others on the same parent, {@code MACVLAN_MODE_*} of include/uapi/linux/if_link.h. */
    public enum MacvlanMode {
        /** Not at all. */
        PRIVATE(1),
        /** Through the external bridge. */
        VEPA(2),
        /** Directly. */
        BRIDGE(4);

        private final int number;

        MacvlanMode(int number) {
            this.number = number;
        }
    }

    /** The kinds of IP tunnel that are made. */
    public enum TunnelKind {
        /** IPv4 in IPv4. */
        IPIP("ipip", IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE),
        /** GRE over IPv4. */
        GRE("gre", IFLA_GRE_LOCAL, IFLA_GRE_REMOTE),
        /** IPv4 or IPv6 in IPv6. */
        IP6TNL("ip6tnl", IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE),
        /** GRE over IPv6. */
        IP6GRE("ip6gre", IFLA_GRE_LOCAL, IFLA_GRE_REMOTE);

        private final String kind;
        private final int localAttribute;
        private final int remoteAttribute;

        TunnelKind(String kind, int localAttribute, int remoteAttribute) {
            this.kind = kind;
            this.localAttribute = localAttribute;
            this.remoteAttribute = remoteAttribute;
        }
    }

    /**
     * The links that a connection sees.
     *
     * @param connection to NETLINK_ROUTE; stays the caller's
     */
    public Links(NetlinkConnection connection) {
        this.connection = connection;
    }

    /** All links by rising index. */
    public List<Link> list() {
        Message request = LinkCodec.begin("list links", RouteMessages.RTM_GETLINK, 0, 0)
                .u32(LinkCodec.IFLA_EXT_MASK, LinkCodec.SKIP_STATS)
                .build();
        return connection.dump(request, LinkCodec::decode);
    }

    /** The link of a name, empty if there is none. */
    public Optional<Link> find(String name) {
        return findBy(LinkCodec.begin("find link " + name, RouteMessages.RTM_GETLINK, 0, 0)
                .string(LinkCodec.IFLA_IFNAME, RouteMessages.requireLinkName(name)));
    }

    /** The link of an index, empty if there is none. */
    public Optional<Link> find(int index) {
        return findBy(LinkCodec.begin("find link " + index, RouteMessages.RTM_GETLINK, 0, requireIndex(index)));
    }

    private Optional<Link> findBy(MessageBuilder request) {
        request.u32(LinkCodec.IFLA_EXT_MASK, LinkCodec.SKIP_STATS);
        try {
            return connection.request(request.build(), LinkCodec::decode).stream()
                    .findFirst();
        } catch (NetlinkException e) {
            if (e.is(Errno.ENODEV)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Switches a link on; no error if it is on. */
    public void setUp(int index) {
        connection.request(change("set link " + index + " up", index, IFF_UP).build());
    }

    /** Switches a link off; no error if it is off. */
    public void setDown(int index) {
        connection.request(change("set link " + index + " down", index, 0).build());
    }

    private static MessageBuilder change(String operation, int index, int linkFlags) {
        return LinkCodec.begin(operation, RouteMessages.RTM_NEWLINK, 0, requireIndex(index), linkFlags, IFF_UP);
    }

    /** Sets the longest packet of a link. */
    public void setMtu(int index, int mtuBytes) {
        set("set MTU of link " + index, index, b -> b.u32(LinkCodec.IFLA_MTU, mtuBytes));
    }

    /** Sets the hardware address of a link. */
    public void setHardwareAddress(int index, HardwareAddress address) {
        set("set address of link " + index, index, b -> b.bytes(LinkCodec.IFLA_ADDRESS, address.bytes()));
    }

    /** Renames a link, which must be down on older kernels. */
    public void rename(int index, String name) {
        set("rename link " + index, index, b -> b.string(LinkCodec.IFLA_IFNAME, RouteMessages.requireLinkName(name)));
    }

    /**
     * Puts a link into a bridge or bond, or out of it.
     *
     * @param masterIndex the bridge or bond, 0 for none
     */
    public void setMaster(int index, int masterIndex) {
        set("set master of link " + index, index, b -> b.u32(LinkCodec.IFLA_MASTER, masterIndex));
    }

    /**
     * Moves a link to another network namespace, where it is down and without addresses.
     *
     * @param namespaceFd an open descriptor of the namespace
     */
    public void moveToNamespace(int index, int namespaceFd) {
        set("move link " + index, index, b -> b.u32(LinkCodec.IFLA_NET_NS_FD, namespaceFd));
    }

    private void set(String operation, int index, Consumer<MessageBuilder> attributes) {
        MessageBuilder builder = LinkCodec.begin(operation, RouteMessages.RTM_NEWLINK, 0, requireIndex(index));
        attributes.accept(builder);
        connection.request(builder.build());
    }

    /** Deletes a link, and of a veth pair the other end too. */
    public void delete(int index) {
        connection.request(LinkCodec.begin("delete link " + index, RouteMessages.RTM_DELLINK, 0, requireIndex(index))
                .build());
    }

    /** Makes a pair of links that are joined by a cable; both down. */
    public void createVeth(String name, String peerName) {
        create(name, "veth", data -> LinkCodec.vethPeer(data, peerName, -1));
    }

    /**
     * Makes a pair of links whose other end is in another network namespace; both down.
     *
     * @param peerNamespaceFd an open descriptor of that namespace
     */
    public void createVeth(String name, String peerName, int peerNamespaceFd) {
        create(name, "veth", data -> LinkCodec.vethPeer(data, peerName, peerNamespaceFd));
    }

    /** Makes a bridge; down. */
    public void createBridge(String name) {
        create(name, "bridge", data -> {});
    }

    /** Makes a link that swallows what it is given; down. Used to hold addresses that no link should have. */
    public void createDummy(String name) {
        create(name, "dummy", data -> {});
    }

    /** Makes a link with a hardware address of its own on another link; down. */
    public void createMacvlan(String name, int parentIndex, MacvlanMode mode) {
        MessageBuilder builder = newLink(name).u32(LinkCodec.IFLA_LINK, requireIndex(parentIndex));
        LinkCodec.kind(builder, "macvlan", data -> data.u32(IFLA_MACVLAN_MODE, mode.number));
        connection.request(builder.build());
    }

    /**
     * Makes a tunnel; down.
     *
     * @param local where its packets come from, and must go to
     * @param remote where its packets go; the unspecified address to receive from everywhere
     */
    public void createTunnel(String name, TunnelKind kind, IpAddress local, IpAddress remote) {
        create(
                name,
                kind.kind,
                data -> data.bytes(kind.localAttribute, local.bytes()).bytes(kind.remoteAttribute, remote.bytes()));
    }

    private void create(String name, String kind, Consumer<MessageBuilder> data) {
        MessageBuilder builder = newLink(name);
        LinkCodec.kind(builder, kind, data);
        connection.request(builder.build());
    }

    private static MessageBuilder newLink(String name) {
        return LinkCodec.begin("create link " + name, RouteMessages.RTM_NEWLINK, CREATE_NEW, 0)
                .string(LinkCodec.IFLA_IFNAME, RouteMessages.requireLinkName(name));
    }

    private static int requireIndex(int index) {
        if (index <= 0) {
            throw new IllegalArgumentException("a link's index is more than zero, was " + index);
        }
        return index;
    }
}
