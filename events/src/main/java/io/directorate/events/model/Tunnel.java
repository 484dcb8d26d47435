package io.directorate.events.model;

import java.util.Locale;

/**
 * The outer wrapping of a tunnelled packet.
 *
 * <p>Kernel: {@code IP_VS_CONN_F_TUNNEL_TYPE_*} and {@code IP_VS_TUNNEL_ENCAP_FLAG_*} in {@code include/uapi/linux/ip_vs.h}.
 *
 * @param type of the outer header
 * @param port UDP port of the real server's decapsulator, 1 to 65535 for GUE; 0 for the others
 * @param checksum of the outer header
 */
public record Tunnel(Type type, int port, Checksum checksum) {
    /** IPv4 or IPv6 in IP, the default. */
    public static final Tunnel IPIP = new Tunnel(Type.IPIP, 0, Checksum.NONE);

    /** The kind of outer header. */
    public enum Type {
        /** {@code IP_VS_CONN_F_TUNNEL_TYPE_IPIP}, RFC 2003. */
        IPIP,
        /** {@code IP_VS_CONN_F_TUNNEL_TYPE_GUE}, Generic UDP Encapsulation. */
        GUE,
        /** {@code IP_VS_CONN_F_TUNNEL_TYPE_GRE}, RFC 2784. */
        GRE;

        /**
         * Returns the name that users write.
         *
         * @return {@code ipip}, {@code gue} or {@code gre}
         */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checksum of the outer header. */
    public enum Checksum {
        /** None. {@code IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM}. */
        NONE,
        /** Computed. {@code IP_VS_TUNNEL_ENCAP_FLAG_CSUM}. */
        FULL,
        /** Remote checksum offload, GUE only. {@code IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM}. */
        REMOTE
    }

    /** Checks that port and checksum fit the type. */
    public Tunnel {
        InvalidValueException.checkRange(port, 0, 65535, "tunnel.port");
        InvalidValueException.check(
                (type == Type.GUE) == (port != 0),
                "tunnel.port",
                type == Type.GUE
                        ? "a gue tunnel needs the port on which the real server decapsulates, 1 to 65535"
                        : "tunnel port " + port + " is only for gue, not for " + type.text());
        InvalidValueException.check(
                type != Type.IPIP || checksum == Checksum.NONE, "tunnel.checksum", "an ipip tunnel has no checksum");
        InvalidValueException.check(
                type == Type.GUE || checksum != Checksum.REMOTE,
                "tunnel.checksum",
                "remote checksum offload is only for gue, not for " + type.text());
    }
}
