package io.directorate.events.connection;

/** State of an SCTP association. Kernel: {@code enum ip_vs_sctp_states} in {@code include/net/ip_vs.h}. */
public enum SctpState {
    /** None yet. */
    NONE(0, "NONE"),
    /** First INIT was seen. */
    INIT1(1, "INIT1"),
    /** INIT was seen. */
    INIT(2, "INIT"),
    /** The server's cookie was seen. */
    COOKIE_SENT(3, "C-SENT"),
    /** The client's cookie was seen. */
    COOKIE_REPLIED(4, "C-REPLIED"),
    /** Waiting for a cookie. */
    COOKIE_WAIT(5, "C-WAIT"),
    /** The server waits for a cookie. */
    COOKIE(6, "COOKIE"),
    /** The cookie was echoed. */
    COOKIE_ECHOED(7, "C-ECHOED"),
    /** Association up. */
    ESTABLISHED(8, "ESTABLISHED"),
    /** The server shuts down. */
    SHUTDOWN_SENT(9, "S-SENT"),
    /** The client shuts down. */
    SHUTDOWN_RECEIVED(10, "S-RECEIVED"),
    /** Shutdown was acknowledged. */
    SHUTDOWN_ACK_SENT(11, "S-ACK-SENT"),
    /** An error was seen. */
    REJECTED(12, "REJECTED"),
    /** Gone. */
    CLOSED(13, "CLOSED");

    /** Number of states. */
    static final int COUNT = values().length;

    private final int number;
    private final String text;

    SctpState(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /**
     * Returns the kernel's name. Kernel: {@code sctp_state_name_table} in {@code net/netfilter/ipvs/ip_vs_proto_sctp.c}.
     *
     * @return such as {@code S-SENT}
     */
    public String text() {
        return text;
    }

    /**
     * Returns the kernel's number.
     *
     * @return 0 or more
     */
    public int number() {
        return number;
    }

    static SctpState ofNumber(int number) {
        for (SctpState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state has number " + number);
    }
}
