package io.directorate.node.ipvsadm;

import static io.directorate.node.ipvsadm.Word.Argument.NONE;
import static io.directorate.node.ipvsadm.Word.Argument.OPTIONAL;
import static io.directorate.node.ipvsadm.Word.Argument.REQUIRED;

import org.jspecify.annotations.Nullable;

/** A word of the option table of {@code ipvsadm}: its long and short name, and whether an argument follows. */
enum Word {
    ADD_SERVICE("add-service", 'A', NONE),
    EDIT_SERVICE("edit-service", 'E', NONE),
    DELETE_SERVICE("delete-service", 'D', NONE),
    CLEAR("clear", 'C', NONE),
    LIST("list", 'L', NONE),
    LIST_LOWER("list", 'l', NONE),
    ZERO("zero", 'Z', NONE),
    ADD_SERVER("add-server", 'a', NONE),
    EDIT_SERVER("edit-server", 'e', NONE),
    DELETE_SERVER("delete-server", 'd', NONE),
    SET("set", Word.NO_SHORT, NONE),
    HELP("help", 'h', NONE),
    VERSION("version", 'v', NONE),
    RESTORE("restore", 'R', NONE),
    SAVE("save", 'S', NONE),
    START_DAEMON("start-daemon", Word.NO_SHORT, REQUIRED),
    STOP_DAEMON("stop-daemon", Word.NO_SHORT, REQUIRED),
    TCP_SERVICE("tcp-service", 't', REQUIRED),
    UDP_SERVICE("udp-service", 'u', REQUIRED),
    SCTP_SERVICE("sctp-service", Word.NO_SHORT, REQUIRED),
    FWMARK_SERVICE("fwmark-service", 'f', REQUIRED),
    SCHEDULER("scheduler", 's', REQUIRED),
    PERSISTENT("persistent", 'p', OPTIONAL),
    NETMASK("netmask", 'M', REQUIRED),
    REAL_SERVER("real-server", 'r', REQUIRED),
    MASQUERADING("masquerading", 'm', NONE),
    IPIP("ipip", 'i', NONE),
    GATEWAYING("gatewaying", 'g', NONE),
    WEIGHT("weight", 'w', REQUIRED),
    UPPER_THRESHOLD("u-threshold", 'x', REQUIRED),
    LOWER_THRESHOLD("l-threshold", 'y', REQUIRED),
    NUMERIC("numeric", 'n', NONE),
    CONNECTION("connection", 'c', NONE),
    MCAST_INTERFACE("mcast-interface", Word.NO_SHORT, REQUIRED),
    SYNC_ID("syncid", Word.NO_SHORT, REQUIRED),
    TIMEOUT("timeout", Word.NO_SHORT, NONE),
    DAEMON("daemon", Word.NO_SHORT, NONE),
    STATS("stats", Word.NO_SHORT, NONE),
    RATE("rate", Word.NO_SHORT, NONE),
    THRESHOLDS("thresholds", Word.NO_SHORT, NONE),
    PERSISTENT_CONN("persistent-conn", Word.NO_SHORT, NONE),
    NO_SORT("nosort", Word.NO_SHORT, NONE),
    SORT("sort", Word.NO_SHORT, NONE),
    EXACT("exact", 'X', NONE),
    IPV6("ipv6", '6', NONE),
    ONE_PACKET("ops", 'o', NONE),
    PERSISTENCE_ENGINE("pe", Word.NO_SHORT, REQUIRED),
    SCHEDULER_FLAGS("sched-flags", 'b', REQUIRED),
    MCAST_GROUP("mcast-group", Word.NO_SHORT, REQUIRED),
    MCAST_PORT("mcast-port", Word.NO_SHORT, REQUIRED),
    MCAST_TTL("mcast-ttl", Word.NO_SHORT, REQUIRED),
    SYNC_MAXLEN("sync-maxlen", Word.NO_SHORT, REQUIRED),
    TUN_INFO("tun-info", Word.NO_SHORT, NONE),
    TUN_TYPE("tun-type", Word.NO_SHORT, REQUIRED),
    TUN_PORT("tun-port", Word.NO_SHORT, REQUIRED),
    TUN_NOCSUM("tun-nocsum", Word.NO_SHORT, NONE),
    TUN_CSUM("tun-csum", Word.NO_SHORT, NONE),
    TUN_REMCSUM("tun-remcsum", Word.NO_SHORT, NONE);

    /** Whether an argument follows. */
    enum Argument {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    private static final char NO_SHORT = 0;
    private static final Word[] ALL = values();

    private final String longName;
    private final char shortName;
    private final Argument argument;

    Word(String longName, char shortName, Argument argument) {
        this.longName = longName;
        this.shortName = shortName;
        this.argument = argument;
    }

    Argument argument() {
        return argument;
    }

    /** The word of a long name, which popt does not abbreviate. */
    static @Nullable Word ofLong(String name) {
        for (Word word : ALL) {
            if (word.longName.equals(name)) {
                return word;
            }
        }
        return null;
    }

    static @Nullable Word ofShort(char name) {
        for (Word word : ALL) {
            if (word.shortName != NO_SHORT && word.shortName == name) {
                return word;
            }
        }
        return null;
    }
}
