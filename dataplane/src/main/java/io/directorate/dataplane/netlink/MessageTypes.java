package io.directorate.dataplane.netlink;

/** Control message types, {@code NLMSG_*} of {@code include/uapi/linux/netlink.h}; types from 0x10 belong to the protocol. */
final class MessageTypes {
    /** NLMSG_NOOP. */
    static final int NOOP = 0x1;
    /** NLMSG_ERROR: an error, or with errno 0 an acknowledgement. */
    static final int ERROR = 0x2;
    /** NLMSG_DONE: the end of a dump. */
    static final int DONE = 0x3;
    /** NLMSG_OVERRUN: data lost. */
    static final int OVERRUN = 0x4;
    /** NLMSG_MIN_TYPE: the first type that is not for control. */
    static final int FIRST_PROTOCOL_TYPE = 0x10;

    private MessageTypes() {}
}
