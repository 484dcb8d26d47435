package io.directorate.dataplane.ipvs;

/**
 * The numbers of the generic netlink family IPVS, all of {@code include/uapi/linux/ip_vs.h} from {@code IPVS_GENL_NAME} on.
 *
 * <p>Numbers are in the byte order of the host but for ports of services and real servers and IPv4 masks, which are in network order.
 */
public final class IpvsProtocol {
    /** {@code IPVS_GENL_NAME}. */
    public static final String FAMILY = "IPVS";
    /** {@code IPVS_GENL_VERSION}. */
    public static final int VERSION = 1;

    private IpvsProtocol() {}

    /** Commands, {@code genlmsghdr.cmd}. */
    public static final class Command {
        /** {@code IPVS_CMD_NEW_SERVICE}: add service. */
        public static final int NEW_SERVICE = 1;
        /** {@code IPVS_CMD_SET_SERVICE}: modify service. */
        public static final int SET_SERVICE = 2;
        /** {@code IPVS_CMD_DEL_SERVICE}: delete service. */
        public static final int DEL_SERVICE = 3;
        /** {@code IPVS_CMD_GET_SERVICE}: get service info. */
        public static final int GET_SERVICE = 4;
        /** {@code IPVS_CMD_NEW_DEST}: add destination. */
        public static final int NEW_DEST = 5;
        /** {@code IPVS_CMD_SET_DEST}: modify destination. */
        public static final int SET_DEST = 6;
        /** {@code IPVS_CMD_DEL_DEST}: delete destination. */
        public static final int DEL_DEST = 7;
        /** {@code IPVS_CMD_GET_DEST}: get destination info. */
        public static final int GET_DEST = 8;
        /** {@code IPVS_CMD_NEW_DAEMON}: start sync daemon. */
        public static final int NEW_DAEMON = 9;
        /** {@code IPVS_CMD_DEL_DAEMON}: stop sync daemon. */
        public static final int DEL_DAEMON = 10;
        /** {@code IPVS_CMD_GET_DAEMON}: get sync daemon status. */
        public static final int GET_DAEMON = 11;
        /** {@code IPVS_CMD_SET_CONFIG}: set config settings. */
        public static final int SET_CONFIG = 12;
        /** {@code IPVS_CMD_GET_CONFIG}: get config settings. */
        public static final int GET_CONFIG = 13;
        /** {@code IPVS_CMD_SET_INFO}: answers {@link #GET_INFO}, never sent. */
        public static final int SET_INFO = 14;
        /** {@code IPVS_CMD_GET_INFO}: get general IPVS info. */
        public static final int GET_INFO = 15;
        /** {@code IPVS_CMD_ZERO}: zero all counters and stats. */
        public static final int ZERO = 16;
        /** {@code IPVS_CMD_FLUSH}: flush services and dests. */
        public static final int FLUSH = 17;

        private Command() {}
    }

    /** Attributes of the first level. */
    public static final class Attribute {
        /** {@code IPVS_CMD_ATTR_SERVICE}: nested service attribute. */
        public static final int SERVICE = 1;
        /** {@code IPVS_CMD_ATTR_DEST}: nested destination attribute. */
        public static final int DEST = 2;
        /** {@code IPVS_CMD_ATTR_DAEMON}: nested sync daemon attribute. */
        public static final int DAEMON = 3;
        /** {@code IPVS_CMD_ATTR_TIMEOUT_TCP}: TCP connection timeout. */
        public static final int TIMEOUT_TCP = 4;
        /** {@code IPVS_CMD_ATTR_TIMEOUT_TCP_FIN}: TCP FIN wait timeout. */
        public static final int TIMEOUT_TCP_FIN = 5;
        /** {@code IPVS_CMD_ATTR_TIMEOUT_UDP}: UDP timeout. */
        public static final int TIMEOUT_UDP = 6;

        private Attribute() {}
    }

    /** Attributes inside {@link Attribute#SERVICE}. */
    public static final class ServiceAttribute {
        /** {@code IPVS_SVC_ATTR_AF}: u16. */
        public static final int AF = 1;
        /** {@code IPVS_SVC_ATTR_PROTOCOL}: u16. */
        public static final int PROTOCOL = 2;
        /** {@code IPVS_SVC_ATTR_ADDR}: 16 bytes, IPv4 in the first 4. */
        public static final int ADDR = 3;
        /** {@code IPVS_SVC_ATTR_PORT}: u16 in network order. */
        public static final int PORT = 4;
        /** {@code IPVS_SVC_ATTR_FWMARK}: u32. */
        public static final int FWMARK = 5;
        /** {@code IPVS_SVC_ATTR_SCHED_NAME}: string of at most 15. */
        public static final int SCHED_NAME = 6;
        /** {@code IPVS_SVC_ATTR_FLAGS}: u32 flags, u32 mask of those that are meant. */
        public static final int FLAGS = 7;
        /** {@code IPVS_SVC_ATTR_TIMEOUT}: u32 seconds. */
        public static final int TIMEOUT = 8;
        /** {@code IPVS_SVC_ATTR_NETMASK}: IPv4: u32 in network order; IPv6: u32 prefix length. */
        public static final int NETMASK = 9;
        /** {@code IPVS_SVC_ATTR_STATS}: nest. */
        public static final int STATS = 10;
        /** {@code IPVS_SVC_ATTR_PE_NAME}: string of at most 16. */
        public static final int PE_NAME = 11;
        /** {@code IPVS_SVC_ATTR_STATS64}: nest. */
        public static final int STATS64 = 12;

        private ServiceAttribute() {}
    }

    /** Attributes inside {@link Attribute#DEST}. */
    public static final class ServerAttribute {
        /** {@code IPVS_DEST_ATTR_ADDR}: 16 bytes, IPv4 in the first 4. */
        public static final int ADDR = 1;
        /** {@code IPVS_DEST_ATTR_PORT}: u16 in network order. */
        public static final int PORT = 2;
        /** {@code IPVS_DEST_ATTR_FWD_METHOD}: u32. */
        public static final int FWD_METHOD = 3;
        /** {@code IPVS_DEST_ATTR_WEIGHT}: s32. */
        public static final int WEIGHT = 4;
        /** {@code IPVS_DEST_ATTR_U_THRESH}: u32 connections. */
        public static final int U_THRESH = 5;
        /** {@code IPVS_DEST_ATTR_L_THRESH}: u32 connections. */
        public static final int L_THRESH = 6;
        /** {@code IPVS_DEST_ATTR_ACTIVE_CONNS}: u32. */
        public static final int ACTIVE_CONNS = 7;
        /** {@code IPVS_DEST_ATTR_INACT_CONNS}: u32. */
        public static final int INACT_CONNS = 8;
        /** {@code IPVS_DEST_ATTR_PERSIST_CONNS}: u32. */
        public static final int PERSIST_CONNS = 9;
        /** {@code IPVS_DEST_ATTR_STATS}: nest. */
        public static final int STATS = 10;
        /** {@code IPVS_DEST_ATTR_ADDR_FAMILY}: u16; kernels before 3.18 lack it. */
        public static final int ADDR_FAMILY = 11;
        /** {@code IPVS_DEST_ATTR_STATS64}: nest. */
        public static final int STATS64 = 12;
        /** {@code IPVS_DEST_ATTR_TUN_TYPE}: u8; kernels before 5.3 lack it. */
        public static final int TUN_TYPE = 13;
        /** {@code IPVS_DEST_ATTR_TUN_PORT}: u16 in network order. */
        public static final int TUN_PORT = 14;
        /** {@code IPVS_DEST_ATTR_TUN_FLAGS}: u16; kernels before 5.4 lack it. */
        public static final int TUN_FLAGS = 15;

        private ServerAttribute() {}
    }

    /** Attributes inside {@link Attribute#DAEMON}. */
    public static final class DaemonAttribute {
        /** {@code IPVS_DAEMON_ATTR_STATE}: u32: 1 master, 2 backup. */
        public static final int STATE = 1;
        /** {@code IPVS_DAEMON_ATTR_MCAST_IFN}: string of at most 15. */
        public static final int MCAST_IFN = 2;
        /** {@code IPVS_DAEMON_ATTR_SYNC_ID}: u32. */
        public static final int SYNC_ID = 3;
        /** {@code IPVS_DAEMON_ATTR_SYNC_MAXLEN}: u16 bytes. */
        public static final int SYNC_MAXLEN = 4;
        /** {@code IPVS_DAEMON_ATTR_MCAST_GROUP}: 4 bytes. */
        public static final int MCAST_GROUP = 5;
        /** {@code IPVS_DAEMON_ATTR_MCAST_GROUP6}: 16 bytes. */
        public static final int MCAST_GROUP6 = 6;
        /** {@code IPVS_DAEMON_ATTR_MCAST_PORT}: u16 in the order of the host. */
        public static final int MCAST_PORT = 7;
        /** {@code IPVS_DAEMON_ATTR_MCAST_TTL}: u8. */
        public static final int MCAST_TTL = 8;

        private DaemonAttribute() {}
    }

    /** Attributes inside {@code STATS} (32 bits, bytes 64) and {@code STATS64} (all 64 bits) of services and real servers. */
    public static final class StatisticsAttribute {
        /** {@code IPVS_STATS_ATTR_CONNS}: connections scheduled. */
        public static final int CONNS = 1;
        /** {@code IPVS_STATS_ATTR_INPKTS}: incoming packets. */
        public static final int INPKTS = 2;
        /** {@code IPVS_STATS_ATTR_OUTPKTS}: outgoing packets. */
        public static final int OUTPKTS = 3;
        /** {@code IPVS_STATS_ATTR_INBYTES}: incoming bytes. */
        public static final int INBYTES = 4;
        /** {@code IPVS_STATS_ATTR_OUTBYTES}: outgoing bytes. */
        public static final int OUTBYTES = 5;
        /** {@code IPVS_STATS_ATTR_CPS}: current connection rate. */
        public static final int CPS = 6;
        /** {@code IPVS_STATS_ATTR_INPPS}: current in packet rate. */
        public static final int INPPS = 7;
        /** {@code IPVS_STATS_ATTR_OUTPPS}: current out packet rate. */
        public static final int OUTPPS = 8;
        /** {@code IPVS_STATS_ATTR_INBPS}: current in byte rate. */
        public static final int INBPS = 9;
        /** {@code IPVS_STATS_ATTR_OUTBPS}: current out byte rate. */
        public static final int OUTBPS = 10;
        /** {@code IPVS_STATS_ATTR_PAD}. */
        public static final int PAD = 11;

        private StatisticsAttribute() {}
    }

    /** Attributes of the first level in the answer to {@link Command#GET_INFO}. */
    public static final class InfoAttribute {
        /** {@code IPVS_INFO_ATTR_VERSION}: IPVS version number. */
        public static final int VERSION = 1;
        /** {@code IPVS_INFO_ATTR_CONN_TAB_SIZE}: size of connection hash table. */
        public static final int CONN_TAB_SIZE = 2;

        private InfoAttribute() {}
    }
}
