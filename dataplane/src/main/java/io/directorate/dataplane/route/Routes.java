package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.MessageFlags;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.events.model.AddressFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The routes of a network namespace. Adding one that is there gives EEXIST, deleting one that is not ESRCH. One thread at a
 * time, as the connection.
 */
public final class Routes {
    private final NetlinkConnection connection;

    /**
     * The routes that a connection sees.
     *
     * @param connection to NETLINK_ROUTE; stays the caller's
     */
    public Routes(NetlinkConnection connection) {
        this.connection = connection;
    }

    /** The IPv4, then the IPv6 routes of all tables. */
    public List<Route> list() {
        return list(0);
    }

    /** The IPv4, then the IPv6 routes of a table; empty where nobody has used it. */
    public List<Route> list(int table) {
        List<Route> routes = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            routes.addAll(list(family, table));
        }
        return routes;
    }

    private List<Route> list(AddressFamily family, int table) {
        try {
            return connection.dump(RouteCodec.list(family, table), RouteCodec::decode).stream()
                    .flatMap(Optional::stream)
                    .filter(route -> table == 0 || route.table() == table)
                    .toList();
        } catch (NetlinkException e) {
            if (e.is(Errno.ENOENT)) {
                return List.of();
            }
            throw e;
        }
    }

    /** Adds a route. */
    public void add(Route route) {
        connection.request(RouteCodec.add(route, MessageFlags.CREATE | MessageFlags.EXCLUSIVE));
    }

    /** Adds a route, in the place of the one with its key if there is one. */
    public void replace(Route route) {
        connection.request(RouteCodec.add(route, MessageFlags.CREATE | MessageFlags.REPLACE));
    }

    /** Deletes a route; whatever the given one names must be the same, metric 0 and no next hop name nothing. */
    public void delete(Route route) {
        connection.request(RouteCodec.delete(route));
    }
}
