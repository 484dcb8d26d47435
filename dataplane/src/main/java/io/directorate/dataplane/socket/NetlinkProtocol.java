package io.directorate.dataplane.socket;

/** The netlink protocols that are used, {@code NETLINK_*} of {@code include/uapi/linux/netlink.h}. */
public enum NetlinkProtocol {
    /** NETLINK_ROUTE: links, addresses, routes, rules, neighbours. */
    ROUTE(0),
    /** NETLINK_GENERIC: families such as IPVS. */
    GENERIC(16);

    private final int number;

    NetlinkProtocol(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
