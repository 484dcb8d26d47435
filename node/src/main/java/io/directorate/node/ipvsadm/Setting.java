package io.directorate.node.ipvsadm;

/** What an option sets, in the order in which {@code ipvsadm} checks them, and by the names that its errors use. */
enum Setting {
    NUMERIC("numeric"),
    CONNECTION("connection"),
    SERVICE("service-address"),
    SCHEDULER("scheduler"),
    PERSISTENT("persistent"),
    NETMASK("netmask"),
    SERVER("real-server"),
    FORWARD("forwarding-method"),
    WEIGHT("weight"),
    UPPER_THRESHOLD("u-threshold"),
    LOWER_THRESHOLD("l-threshold"),
    MCAST_INTERFACE("mcast-interface"),
    TIMEOUT("timeout"),
    DAEMON("daemon"),
    STATS("stats"),
    RATE("rate"),
    THRESHOLDS("thresholds"),
    PERSISTENT_CONN("persistent-conn"),
    NO_SORT("nosort"),
    SYNC_ID("syncid"),
    EXACT("exact"),
    ONE_PACKET("ops"),
    PERSISTENCE_ENGINE("pe"),
    SCHEDULER_FLAGS("sched-flags"),
    MCAST_GROUP("mcast-group"),
    MCAST_PORT("mcast-port"),
    MCAST_TTL("mcast-ttl"),
    SYNC_MAXLEN("sync-maxlen"),
    TUN_INFO("tun-info"),
    TUN_TYPE("tun-type"),
    TUN_PORT("tun-port"),
    TUN_NOCSUM("tun-nocsum"),
    TUN_CSUM("tun-csum"),
    TUN_REMCSUM("tun-remcsum");

    private final String label;

    Setting(String label) {
        this.label = label;
    }

    /** This one's place in a bit set of settings. */
    long bit() {
        return 1L << compareTo(NUMERIC);
    }

    /** The name in error messages. */
    String label() {
        return label;
    }
}
