package io.directorate.events.model;

import java.util.Locale;

/** How packets reach a real server. Kernel: {@code IP_VS_CONN_F_FWD_MASK} in {@code include/uapi/linux/ip_vs.h}. */
public enum ForwardingMethod {
    /** Masquerading: the destination is rewritten, replies come back through the director. {@code IP_VS_CONN_F_MASQ}. */
    NAT,
    /** Direct routing: the frame goes to the real server unchanged. {@code IP_VS_CONN_F_DROUTE}. */
    DR,
    /** Tunnelling: the packet is wrapped. {@code IP_VS_CONN_F_TUNNEL}. */
    TUN,
    /** Both addresses are rewritten, so a real server needs no route back to the director. Masquerading plus source NAT on the kernel. */
    FULLNAT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /**
     * Returns the name that users write.
     *
     * @return {@code nat}, {@code dr}, {@code tun} or {@code fullnat}
     */
    public String text() {
        return text;
    }

    /**
     * Tells whether the real server may listen on another port than the service.
     *
     * @return true for NAT and FULLNAT
     */
    public boolean mapsPorts() {
        return this == NAT || this == FULLNAT;
    }

    /**
     * Reads a name.
     *
     * @param text in any case; also {@code masq}, {@code gate} and {@code ipip}, as {@code ipvsadm} calls them
     * @return the method
     * @throws InvalidValueException if it is none
     */
    public static ForwardingMethod parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nat", "masq" -> NAT;
            case "dr", "gate", "route" -> DR;
            case "tun", "ipip", "tunnel" -> TUN;
            case "fullnat" -> FULLNAT;
            default ->
                throw new InvalidValueException(
                        "method", "forwarding method '" + text + "' is none of nat, dr, tun, fullnat");
        };
    }
}
