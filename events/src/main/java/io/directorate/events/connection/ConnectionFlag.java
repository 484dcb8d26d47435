package io.directorate.events.connection;

/** A flag of a connection. Kernel: {@code IP_VS_CONN_F_*} in {@code include/uapi/linux/ip_vs.h}. */
public enum ConnectionFlag {
    /** The entry was learnt by sync. {@code IP_VS_CONN_F_SYNC}. */
    SYNC(0x0020),
    /** The entry is in the hash table; never sent. {@code IP_VS_CONN_F_HASHED}. */
    HASHED(0x0040),
    /** No packet has gone back through the director. {@code IP_VS_CONN_F_NOOUTPUT}. */
    NO_OUTPUT(0x0080),
    /** Not established, or no longer. {@code IP_VS_CONN_F_INACTIVE}. */
    INACTIVE(0x0100),
    /** Sequence numbers are adjusted on the way out. {@code IP_VS_CONN_F_OUT_SEQ}. */
    OUT_SEQUENCE(0x0200),
    /** Sequence numbers are adjusted on the way in. {@code IP_VS_CONN_F_IN_SEQ}. */
    IN_SEQUENCE(0x0400),
    /** The client's port is not known yet. {@code IP_VS_CONN_F_NO_CPORT}. */
    NO_CLIENT_PORT(0x0800),
    /** A persistence template, not a connection. {@code IP_VS_CONN_F_TEMPLATE}. */
    TEMPLATE(0x1000),
    /** Forwards one packet only; never sent. {@code IP_VS_CONN_F_ONE_PACKET}. */
    ONE_PACKET(0x2000),
    /** Kept in netfilter's connection tracking too. {@code IP_VS_CONN_F_NFCT}. */
    CONNTRACK(0x1_0000);

    private final int bit;

    ConnectionFlag(int bit) {
        this.bit = bit;
    }

    /**
     * Returns the kernel's bit.
     *
     * @return one bit
     */
    public int bit() {
        return bit;
    }
}
