package io.directorate.events.connection;

/** State of a TCP connection. Kernel: {@code IP_VS_TCP_S_*} in {@code include/net/ip_vs.h}. */
public enum TcpState {
    /** None yet. */
    NONE(0),
    /** Handshake done. */
    ESTABLISHED(1),
    /** The client's SYN was seen. */
    SYN_SENT(2),
    /** The server's SYN was seen. */
    SYN_RECV(3),
    /** A FIN was seen. */
    FIN_WAIT(4),
    /** Both FINs were seen. */
    TIME_WAIT(5),
    /** A RST was seen. */
    CLOSE(6),
    /** The client's FIN was seen. */
    CLOSE_WAIT(7),
    /** The last FIN was seen. */
    LAST_ACK(8),
    /** Not used. */
    LISTEN(9),
    /** A SYN came back acknowledged without the handshake being seen. */
    SYNACK(10);

    /** Number of states. */
    static final int COUNT = values().length;

    private final int number;

    TcpState(int number) {
        this.number = number;
    }

    /**
     * Returns the kernel's number.
     *
     * @return 0 or more
     */
    public int number() {
        return number;
    }

    static TcpState ofNumber(int number) {
        for (TcpState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state has number " + number);
    }
}
