package io.directorate.dataplane.netlink;

/** Flags of {@code nlmsghdr.nlmsg_flags}; symbols and values of {@code include/uapi/linux/netlink.h}. */
public final class MessageFlags {
    /** NLM_F_REQUEST: a request to the kernel; without it the kernel ignores the message. */
    public static final int REQUEST = 0x01;
    /** NLM_F_MULTI: one part of several, ended by NLMSG_DONE. */
    public static final int MULTI = 0x02;
    /** NLM_F_ACK: acknowledge success too. */
    public static final int ACK = 0x04;
    /** NLM_F_ECHO: send the resulting notification to the requester. */
    public static final int ECHO = 0x08;
    /** NLM_F_DUMP_INTR: the table changed while it was dumped, the dump is inconsistent. */
    public static final int DUMP_INTERRUPTED = 0x10;
    /** NLM_F_DUMP_FILTERED: the dump was filtered as asked. */
    public static final int DUMP_FILTERED = 0x20;

    /** NLM_F_ROOT, of GET requests: the whole table. */
    public static final int ROOT = 0x100;
    /** NLM_F_MATCH, of GET requests: all that match. */
    public static final int MATCH = 0x200;
    /** NLM_F_DUMP, of GET requests: ROOT and MATCH. */
    public static final int DUMP = ROOT | MATCH;

    /** NLM_F_REPLACE, of NEW requests: override what exists. */
    public static final int REPLACE = 0x100;
    /** NLM_F_EXCL, of NEW requests: refuse with EEXIST if it exists. */
    public static final int EXCLUSIVE = 0x200;
    /** NLM_F_CREATE, of NEW requests: create if it does not exist. */
    public static final int CREATE = 0x400;
    /** NLM_F_APPEND, of NEW requests: add at the end of the list. */
    public static final int APPEND = 0x800;

    /** NLM_F_CAPPED, of NLMSG_ERROR: the request was not echoed beyond its header. */
    static final int CAPPED = 0x100;
    /** NLM_F_ACK_TLVS, of NLMSG_ERROR and NLMSG_DONE: attributes of the extended acknowledgement follow. */
    static final int ACK_TLVS = 0x200;

    private MessageFlags() {}
}
