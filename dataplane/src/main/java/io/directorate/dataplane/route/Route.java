package io.directorate.dataplane.route;

import io.directorate.events.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route. Its key in the kernel is destination, table and metric (IPv6: next hop too).
 *
 * @param destination the packets that it is for
 * @param type what it does with them
 * @param table the table that it is in, {@link #TABLE_MAIN} or any number but 0
 * @param nextHops where it sends them; several share the traffic; none for types that drop
 * @param source the source address of packets of this machine (RTA_PREFSRC); null to let the kernel choose
 * @param metric the lower is preferred; 0 lets the kernel choose, which is 1024 in IPv6
 * @param protocol who made it, {@code RTPROT_*}: {@link #PROTOCOL_STATIC} or a number of one's own; 1 to 255
 */
public record Route(
        IpPrefix destination,
        RouteType type,
        int table,
        List<NextHop> nextHops,
        @Nullable IpAddress source,
        int metric,
        int protocol) {
    /** RT_TABLE_MAIN. */
    public static final int TABLE_MAIN = 254;
    /** RT_TABLE_LOCAL: the machine's own addresses. */
    public static final int TABLE_LOCAL = 255;
    /** RTPROT_KERNEL: made by the kernel itself. */
    public static final int PROTOCOL_KERNEL = 2;
    /** RTPROT_STATIC: made by the administrator. */
    public static final int PROTOCOL_STATIC = 4;
    /** The most next hops that are sent in one route. */
    public static final int MAX_NEXT_HOPS = 256;

    /** Checks the ranges and copies the list. */
    public Route {
        nextHops = List.copyOf(nextHops);
        if (table == 0) {
            throw new IllegalArgumentException("route to " + destination + ": 0 is not a table");
        }
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("route to " + destination + ": protocol is 0 to 255, was " + protocol);
        }
        if (nextHops.size() > MAX_NEXT_HOPS) {
            throw new IllegalArgumentException("route to " + destination + ": " + nextHops.size()
                    + " next hops, at most " + MAX_NEXT_HOPS + " are sent");
        }
    }

    /** A route of the main table. */
    public static Route to(IpPrefix destination, NextHop... nextHops) {
        return new Route(destination, RouteType.UNICAST, TABLE_MAIN, List.of(nextHops), null, 0, PROTOCOL_STATIC);
    }

    /** The same of another type. */
    public Route withType(RouteType newType) {
        return new Route(destination, newType, table, nextHops, source, metric, protocol);
    }

    /** The same in another table. */
    public Route withTable(int newTable) {
        return new Route(destination, type, newTable, nextHops, source, metric, protocol);
    }

    /** The same with a source address. */
    public Route withSource(IpAddress newSource) {
        return new Route(destination, type, table, nextHops, newSource, metric, protocol);
    }

    /** The same with a metric. */
    public Route withMetric(int newMetric) {
        return new Route(destination, type, table, nextHops, source, newMetric, protocol);
    }

    /** The same made by another. */
    public Route withProtocol(int newProtocol) {
        return new Route(destination, type, table, nextHops, source, metric, newProtocol);
    }
}
