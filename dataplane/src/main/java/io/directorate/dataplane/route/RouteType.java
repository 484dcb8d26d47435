package io.directorate.dataplane.route;

import org.jspecify.annotations.Nullable;

/** What a route does with a packet, {@code RTN_*} of {@code include/uapi/linux/rtnetlink.h}. */
public enum RouteType {
    /** Sends it to a next hop. */
    UNICAST(1),
    /** Accepts it on this machine. */
    LOCAL(2),
    /** Accepts it and sends it as broadcast. */
    BROADCAST(3),
    /** Accepts it as anycast. */
    ANYCAST(4),
    /** Sends it as multicast. */
    MULTICAST(5),
    /** Drops it silently. */
    BLACKHOLE(6),
    /** Drops it and tells the sender that the host is unreachable. */
    UNREACHABLE(7),
    /** Drops it and tells the sender that it is prohibited. */
    PROHIBIT(8),
    /** Leaves this table for the next rule. */
    THROW(9);

    private final int number;

    RouteType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static @Nullable RouteType of(int number) {
        return number >= 1 && number <= values().length ? values()[number - 1] : null;
    }

    /** RT_SCOPE_HOST, RT_SCOPE_LINK or RT_SCOPE_UNIVERSE: what the type needs where a route goes through these hops. */
    int scope(boolean hasGateway) {
        return switch (this) {
            case LOCAL -> InterfaceAddress.SCOPE_HOST;
            case BROADCAST, ANYCAST, MULTICAST -> InterfaceAddress.SCOPE_LINK;
            case UNICAST -> hasGateway ? InterfaceAddress.SCOPE_GLOBAL : InterfaceAddress.SCOPE_LINK;
            case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> InterfaceAddress.SCOPE_GLOBAL;
        };
    }
}
