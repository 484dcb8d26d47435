package io.directorate.dataplane;

import io.directorate.events.model.IpAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A daemon of the kernel that sends its connections to other directors or learns theirs ({@code IPVS_DAEMON_ATTR_*} of
 * {@code include/uapi/linux/ip_vs.h}). What is left empty takes the kernel's default when it is started; what is read is never empty.
 *
 * @param state what it does; a network namespace has at most one of each
 * @param networkInterface through which it multicasts, 1 to 15 characters
 * @param syncId 0 to 255 on the wire, though the kernel keeps 0 to 4294967295; a backup with 0 takes messages of every id
 * @param maxLength largest UDP payload in bytes; default the interface's MTU less headers, at least enough for one connection
 * @param group multicast address, IPv4 or IPv6; default 224.0.0.81
 * @param port UDP port, 1 to 65535; default 8848
 * @param ttl of the multicast packets, 1 to 255; default 1
 */
public record SyncDaemon(
        State state,
        String networkInterface,
        long syncId,
        OptionalInt maxLength,
        Optional<IpAddress> group,
        OptionalInt port,
        OptionalInt ttl) {

    /** What a daemon does. */
    public enum State {
        /** Sends: {@code IP_VS_STATE_MASTER}. */
        MASTER(1),
        /** Learns: {@code IP_VS_STATE_BACKUP}. */
        BACKUP(2);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /**
         * Returns the kernel's number.
         *
         * @return 1 or 2
         */
        public int number() {
            return number;
        }

        /**
         * Returns the name that users write.
         *
         * @return {@code master} or {@code backup}
         */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that the values fit the kernel's fields. */
    public SyncDaemon {
        require(
                !networkInterface.isEmpty() && networkInterface.length() <= 15,
                "interface '" + networkInterface + "' is not a name of 1 to 15 characters");
        require(syncId >= 0 && syncId <= 0xffffffffL, "sync id is " + syncId + ", must be 0 to 4294967295");
        requireRange(maxLength, 65535, "maximum length");
        requireRange(port, 65535, "port");
        requireRange(ttl, 255, "ttl");
    }

    /**
     * Makes one with the kernel's defaults.
     *
     * @param state what it does
     * @param networkInterface through which it multicasts
     * @param syncId 0 to 255
     * @return the daemon
     */
    public static SyncDaemon of(State state, String networkInterface, long syncId) {
        return new SyncDaemon(
                state,
                networkInterface,
                syncId,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /**
     * Returns this in a human line.
     *
     * @return such as {@code master on eth0, sync id 7, group 224.0.0.81, port 8848, ttl 1, at most 1472 bytes}
     */
    public String describe() {
        StringBuilder text = new StringBuilder(state.text());
        text.append(" on ").append(networkInterface).append(", sync id ").append(syncId);
        group.ifPresent(address -> text.append(", group ").append(address));
        port.ifPresent(number -> text.append(", port ").append(number));
        ttl.ifPresent(number -> text.append(", ttl ").append(number));
        maxLength.ifPresent(number -> text.append(", at most ").append(number).append(" bytes"));
        return text.toString();
    }

    private static void requireRange(OptionalInt value, int highest, String what) {
        if (value.isPresent()) {
            int number = value.getAsInt();
            require(number >= 1 && number <= highest, what + " is " + number + ", must be 1 to " + highest);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("synchronisation daemon: " + message);
        }
    }
}
