package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.MessageFlags;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.events.model.AddressFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The neighbour tables of a network namespace. Adding an entry that is there gives EEXIST, deleting one that is not ENOENT.
 * One thread at a time, as the connection.
 */
public final class Neighbours {
    private final NetlinkConnection connection;

    /**
     * The neighbours that a connection sees.
     *
     * @param connection to NETLINK_ROUTE; stays the caller's
     */
    public Neighbours(NetlinkConnection connection) {
        this.connection = connection;
    }

    /** The IPv4, then the IPv6 neighbours of a link, without proxies. */
    public List<Neighbour> list(int linkIndex) {
        return list(linkIndex, 0);
    }

    /** The addresses that this machine answers for on a link. */
    public List<Neighbour> listProxies(int linkIndex) {
        return list(linkIndex, Neighbour.PROXY);
    }

    private List<Neighbour> list(int linkIndex, int flags) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            connection.dump(NeighbourCodec.list(family, linkIndex, flags), NeighbourCodec::decode).stream()
                    .flatMap(Optional::stream)
                    .filter(neighbour -> neighbour.linkIndex() == linkIndex)
                    .forEach(neighbours::add);
        }
        return neighbours;
    }

    /** Adds an entry. Proxies are added without error where they are. */
    public void add(Neighbour neighbour) {
        connection.request(NeighbourCodec.add(neighbour, MessageFlags.CREATE | MessageFlags.EXCLUSIVE));
    }

    /** Adds an entry, or changes the one that is there. */
    public void replace(Neighbour neighbour) {
        connection.request(NeighbourCodec.add(neighbour, MessageFlags.CREATE | MessageFlags.REPLACE));
    }

    /** Deletes an entry. */
    public void delete(Neighbour neighbour) {
        connection.request(NeighbourCodec.delete(neighbour));
    }
}
