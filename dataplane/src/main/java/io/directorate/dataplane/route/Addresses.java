package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.MessageFlags;
import io.directorate.dataplane.netlink.NetlinkConnection;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of a network namespace. Adding one that is there gives EEXIST, deleting one that is not EADDRNOTAVAIL. One
 * thread at a time, as the connection.
 */
public final class Addresses {
    private final NetlinkConnection connection;

    /**
     * The addresses that a connection sees.
     *
     * @param connection to NETLINK_ROUTE; stays the caller's
     */
    public Addresses(NetlinkConnection connection) {
        this.connection = connection;
    }

    /** All IPv4 and IPv6 addresses. */
    public List<InterfaceAddress> list() {
        return list(0);
    }

    /** The IPv4 and IPv6 addresses of a link; empty where it has none, ENODEV where there is no such link. */
    public List<InterfaceAddress> list(int linkIndex) {
        return connection.dump(AddressCodec.list(RouteMessages.UNSPECIFIED, linkIndex), AddressCodec::decode).stream()
                .flatMap(Optional::stream)
                .filter(address -> linkIndex == 0 || address.linkIndex() == linkIndex)
                .toList();
    }

    /** Adds an address. */
    public void add(InterfaceAddress address) {
        connection.request(AddressCodec.add(address, MessageFlags.CREATE | MessageFlags.EXCLUSIVE));
    }

    /** Adds an address or changes flags and lifetime of the one that is there. */
    public void replace(InterfaceAddress address) {
        connection.request(AddressCodec.add(address, MessageFlags.CREATE | MessageFlags.REPLACE));
    }

    /** Deletes an address; link, address and prefix length count, and the label where one is given. */
    public void delete(InterfaceAddress address) {
        connection.request(AddressCodec.delete(address));
    }
}
