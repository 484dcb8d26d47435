package io.directorate.events.connection;

import java.util.EnumSet;
import java.util.Set;

/**
 * Flags and forwarding method of a connection, as the kernel packs them.
 *
 * @param raw all bits, also those without a name here
 */
public record ConnectionFlags(int raw) {
    /** Bits of the forwarding method. Kernel: {@code IP_VS_CONN_F_FWD_MASK}. */
    public static final int FORWARDING_MASK = 0x0007;

    private static final int KNOWN_MASK;

    static {
        int known = FORWARDING_MASK;
        for (ConnectionFlag flag : ConnectionFlag.values()) {
            known |= flag.bit();
        }
        KNOWN_MASK = known;
    }

    /** How packets of a connection are forwarded. */
    public enum Forwarding {
        /** {@code IP_VS_CONN_F_MASQ}. */
        MASQUERADING(0),
        /** {@code IP_VS_CONN_F_LOCALNODE}. */
        LOCAL_NODE(1),
        /** {@code IP_VS_CONN_F_TUNNEL}. */
        TUNNEL(2),
        /** {@code IP_VS_CONN_F_DROUTE}. */
        DIRECT_ROUTING(3),
        /** {@code IP_VS_CONN_F_BYPASS}. */
        BYPASS(4),
        /** 5 to 7, which no kernel gives. */
        UNKNOWN(-1);

        private final int number;

        Forwarding(int number) {
            this.number = number;
        }
    }

    /**
     * Packs flags.
     *
     * @param forwarding the method; not {@link Forwarding#UNKNOWN}
     * @param flags any
     * @return the packed flags
     */
    public static ConnectionFlags of(Forwarding forwarding, Set<ConnectionFlag> flags) {
        if (forwarding == Forwarding.UNKNOWN) {
            throw new IllegalArgumentException("an unknown forwarding method has no number");
        }
        int raw = forwarding.number;
        for (ConnectionFlag flag : flags) {
            raw |= flag.bit();
        }
        return new ConnectionFlags(raw);
    }

    /**
     * Returns the forwarding method.
     *
     * @return the method
     */
    public Forwarding forwarding() {
        for (Forwarding forwarding : Forwarding.values()) {
            if (forwarding.number == (raw & FORWARDING_MASK)) {
                return forwarding;
            }
        }
        return Forwarding.UNKNOWN;
    }

    /**
     * Tells whether a flag is set.
     *
     * @param flag which
     * @return true if it is
     */
    public boolean has(ConnectionFlag flag) {
        return (raw & flag.bit()) != 0;
    }

    /**
     * Returns the flags that are set and have a name.
     *
     * @return a fresh set
     */
    public Set<ConnectionFlag> flags() {
        Set<ConnectionFlag> flags = EnumSet.noneOf(ConnectionFlag.class);
        for (ConnectionFlag flag : ConnectionFlag.values()) {
            if (has(flag)) {
                flags.add(flag);
            }
        }
        return flags;
    }

    /**
     * Sets or clears a flag.
     *
     * @param flag which
     * @param on true to set it
     * @return the changed flags
     */
    public ConnectionFlags with(ConnectionFlag flag, boolean on) {
        return new ConnectionFlags(on ? raw | flag.bit() : raw & ~flag.bit());
    }

    @Override
    public String toString() {
        int unknown = raw & ~KNOWN_MASK;
        return forwarding() + " " + flags() + (unknown == 0 ? "" : " 0x" + Integer.toHexString(unknown));
    }
}
