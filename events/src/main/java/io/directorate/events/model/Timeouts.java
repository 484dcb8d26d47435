package io.directorate.events.model;

/**
 * Idle times after which the kernel forgets a connection.
 *
 * <p>Kernel: {@code IPVS_CMD_ATTR_TIMEOUT_TCP}, {@code _TCP_FIN}, {@code _UDP} in {@code include/uapi/linux/ip_vs.h}.
 *
 * @param tcpSeconds established TCP, 1 to 2678400
 * @param tcpFinSeconds TCP after a FIN, 1 to 2678400
 * @param udpSeconds UDP, 1 to 2678400
 */
public record Timeouts(int tcpSeconds, int tcpFinSeconds, int udpSeconds) {
    /** The kernel's own: 15 minutes, 2 minutes, 5 minutes. */
    public static final Timeouts DEFAULT = new Timeouts(900, 120, 300);

    /** The longest time that {@code ipvsadm --set} takes, 31 days. */
    public static final int MAX_SECONDS = 31 * 86_400;

    /** Checks the ranges. */
    public Timeouts {
        InvalidValueException.checkRange(tcpSeconds, 1, MAX_SECONDS, "timeouts.tcpSeconds");
        InvalidValueException.checkRange(tcpFinSeconds, 1, MAX_SECONDS, "timeouts.tcpFinSeconds");
        InvalidValueException.checkRange(udpSeconds, 1, MAX_SECONDS, "timeouts.udpSeconds");
    }
}
