package io.directorate.events.model;

/**
 * How long, and how coarsely, a client sticks to one real server.
 *
 * @param timeoutSeconds 1 or more, counted from the last connection's end; a command may ask for at most 2678400 (31 days,
 *     {@code MAX_TIMEOUT} of {@code ipvsadm}), while a kernel may hold more
 * @param netmask which bits of the client's address count
 */
public record Persistence(int timeoutSeconds, Netmask netmask) {
    /** What {@code ipvsadm -p} takes without a number. */
    public static final int DEFAULT_TIMEOUT_SECONDS = 360;

    /** The longest time that may be asked for, 31 days. */
    public static final int MAX_TIMEOUT_SECONDS = 31 * 86_400;

    /** Checks the time. */
    public Persistence {
        InvalidValueException.check(
                timeoutSeconds >= 1,
                "persistence.timeoutSeconds",
                "persistence.timeoutSeconds is " + timeoutSeconds + ", must be 1 to " + MAX_TIMEOUT_SECONDS);
    }
}
