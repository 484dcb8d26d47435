package io.directorate.dataplane;

import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.Timeouts;
import java.util.Optional;

/**
 * Idle times as the kernel has them, which takes more than {@link Timeouts} does ({@code IPVS_CMD_ATTR_TIMEOUT_*} of
 * {@code include/uapi/linux/ip_vs.h}).
 *
 * @param tcpSeconds established TCP; when set, 0 leaves it as it is
 * @param tcpFinSeconds TCP after a FIN; when set, 0 leaves it as it is
 * @param udpSeconds UDP; when set, 0 leaves it as it is
 */
public record ConnectionTimeouts(long tcpSeconds, long tcpFinSeconds, long udpSeconds) {
    /** Checks that each fits into 32 bits. */
    public ConnectionTimeouts {
        for (long seconds : new long[] {tcpSeconds, tcpFinSeconds, udpSeconds}) {
            if (seconds < 0 || seconds > 0xffffffffL) {
                throw new IllegalArgumentException("a time-out is " + seconds + " s, must be 0 to 4294967295");
            }
        }
    }

    /**
     * Makes them of the model's.
     *
     * @param timeouts of the model
     * @return the same times
     */
    public static ConnectionTimeouts of(Timeouts timeouts) {
        return new ConnectionTimeouts(timeouts.tcpSeconds(), timeouts.tcpFinSeconds(), timeouts.udpSeconds());
    }

    /**
     * Returns them as the model knows them.
     *
     * @return the times; empty if one is out of the model's range
     */
    public Optional<Timeouts> toTimeouts() {
        try {
            return Optional.of(new Timeouts(
                    Math.toIntExact(tcpSeconds), Math.toIntExact(tcpFinSeconds), Math.toIntExact(udpSeconds)));
        } catch (InvalidValueException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns this in a human line.
     *
     * @return such as {@code tcp 900 s, tcp fin 120 s, udp 300 s}
     */
    public String describe() {
        return "tcp " + tcpSeconds + " s, tcp fin " + tcpFinSeconds + " s, udp " + udpSeconds + " s";
    }
}
