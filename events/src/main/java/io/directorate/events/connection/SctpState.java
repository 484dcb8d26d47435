package io.directorate.events.connection;

/** State of an SCTP association. Kernel: {@code enum ip_vs_sctp_states} in {@code include/net/ip_vs.h}. */
public enum SctpState {
    /** None yet. */
    NONE(0),
    /** First INIT was seen. */
    INIT1(1),
    /** INIT was seen. */
    INIT(2),
    /** The server's cookie was seen. */
    COOKIE_SENT(3),
    /** The client's cookie was seen. */
    COOKIE_REPLIED(4),
    /** Waiting for a cookie. */
    COOKIE_WAIT(5),
    /** The server waits for a cookie. */
    COOKIE(6),
    /** The cookie was echoed. */
    COOKIE_ECHOED(7),
    /** Association up. */
    ESTABLISHED(8),
    /** The server shuts down. */
    SHUTDOWN_SENT(9),
    /** The client shuts down. */
    SHUTDOWN_RECEIVED(10),
    /** Shutdown was acknowledged. */
    SHUTDOWN_ACK_SENT(11),
    /** An error was seen. */
    REJECTED(12),
    /** Gone. */
    CLOSED(13);

    /** Number of states. */
    static final int COUNT = values().length;

    private final int number;

    SctpState(int number) {
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

    static SctpState ofNumber(int number) {
        for (SctpState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state has number " + number);
    }
}
