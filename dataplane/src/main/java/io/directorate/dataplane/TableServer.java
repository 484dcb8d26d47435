package io.directorate.dataplane;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Tunnel;
import java.util.Optional;

/**
 * A real server exactly as the kernel has it, in its own numbers ({@code IPVS_DEST_ATTR_*} of {@code include/uapi/linux/ip_vs.h}).
 *
 * @param endpoint address and port, by which the kernel tells the servers of a service apart ({@code ip_vs_lookup_dest})
 * @param method {@link #NAT}, {@link #LOCAL_NODE}, {@link #TUNNEL}, {@link #DIRECT_ROUTE}, {@link #BYPASS} or a number that is not known
 * @param tunnel the outer wrapping, as numbers
 * @param weight 0 to 2147483647
 * @param upperThreshold connections, 0 to 4294967295
 * @param lowerThreshold connections, 0 to 4294967295
 */
public record TableServer(
        Endpoint endpoint, int method, RawTunnel tunnel, int weight, long upperThreshold, long lowerThreshold) {
    /** {@code IP_VS_CONN_F_MASQ}. */
    public static final int NAT = 0;
    /** {@code IP_VS_CONN_F_LOCALNODE}. */
    public static final int LOCAL_NODE = 1;
    /** {@code IP_VS_CONN_F_TUNNEL}. */
    public static final int TUNNEL = 2;
    /** {@code IP_VS_CONN_F_DROUTE}. */
    public static final int DIRECT_ROUTE = 3;
    /** {@code IP_VS_CONN_F_BYPASS}. */
    public static final int BYPASS = 4;

    /**
     * The outer wrapping in the kernel's numbers. The kernel keeps it, and ignores it, for the other forwarding methods too.
     *
     * @param type {@code IP_VS_CONN_F_TUNNEL_TYPE_*}: 0 IPIP, 1 GUE, 2 GRE; up to 255
     * @param port 0 to 65535
     * @param flags {@code IP_VS_TUNNEL_ENCAP_FLAG_*}: 0 none, 1 checksum, 2 remote checksum; up to 65535
     */
    public record RawTunnel(int type, int port, int flags) {
        /** All zero: IPIP, or no tunnel. */
        public static final RawTunnel NONE = new RawTunnel(0, 0, 0);

        /**
         * Makes the kernel's numbers of a tunnel.
         *
         * @param tunnel as the model has it
         * @return its numbers
         */
        public static RawTunnel of(Tunnel tunnel) {
            int type = switch (tunnel.type()) {
                case IPIP -> 0;
                case GUE -> 1;
                case GRE -> 2;
            };
            int flags = switch (tunnel.checksum()) {
                case NONE -> 0;
                case FULL -> 1;
                case REMOTE -> 2;
            };
            return new RawTunnel(type, tunnel.port(), flags);
        }

        private Tunnel toTunnel() {
            Tunnel.Type known = switch (type) {
                case 0 -> Tunnel.Type.IPIP;
                case 1 -> Tunnel.Type.GUE;
                case 2 -> Tunnel.Type.GRE;
                default -> throw new InvalidValueException("tunnel", "tunnel type " + type + " is not known");
            };
            Tunnel.Checksum checksum = switch (flags) {
                case 0 -> Tunnel.Checksum.NONE;
                case 1 -> Tunnel.Checksum.FULL;
                case 2 -> Tunnel.Checksum.REMOTE;
                default -> throw new InvalidValueException("tunnel", "tunnel flags " + flags + " are not managed");
            };
            return new Tunnel(known, port, checksum);
        }
    }

    /**
     * Makes what the kernel holds for a real server.
     *
     * @param server of the model; {@link ForwardingMethod#FULLNAT} is {@link #NAT} in the kernel, its source NAT is done elsewhere
     * @return its numbers
     */
    public static TableServer of(RealServer server) {
        int method = switch (server.method()) {
            case NAT, FULLNAT -> NAT;
            case DR -> DIRECT_ROUTE;
            case TUN -> TUNNEL;
        };
        return new TableServer(
                server.endpoint(),
                method,
                RawTunnel.of(server.tunnel()),
                server.weight(),
                server.upperThreshold(),
                server.lowerThreshold());
    }

    /**
     * Returns the real server as the model knows it.
     *
     * @return the server, never FULLNAT; empty if a value is one that the model refuses or cannot say, such as {@link #LOCAL_NODE}
     */
    public Optional<RealServer> server() {
        try {
            if (upperThreshold > Integer.MAX_VALUE || lowerThreshold > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            ForwardingMethod known = switch (method) {
                case NAT -> ForwardingMethod.NAT;
                case TUNNEL -> ForwardingMethod.TUN;
                case DIRECT_ROUTE -> ForwardingMethod.DR;
                default -> throw new InvalidValueException("method", "forwarding method " + method + " is not managed");
            };
            return Optional.of(new RealServer(
                    endpoint, known, tunnel.toTunnel(), weight, (int) upperThreshold, (int) lowerThreshold));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns this in a human line.
     *
     * @return such as {@code 192.0.2.7:80 tun weight 3, gue port 6080 checksum, thresholds 10 to 100}
     */
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append(endpoint)
                .append(' ')
                .append(methodText(method))
                .append(" weight ")
                .append(weight);
        if (!tunnel.equals(RawTunnel.NONE)) {
            text.append(", ").append(tunnelText());
        }
        if (upperThreshold != 0 || lowerThreshold != 0) {
            text.append(", thresholds ").append(lowerThreshold).append(" to ").append(upperThreshold);
        }
        return text.toString();
    }

    private static String methodText(int method) {
        return switch (method) {
            case NAT -> "nat";
            case LOCAL_NODE -> "local";
            case TUNNEL -> "tun";
            case DIRECT_ROUTE -> "dr";
            case BYPASS -> "bypass";
            default -> "forwarding method " + method;
        };
    }

    private String tunnelText() {
        String type = switch (tunnel.type()) {
            case 0 -> "ipip";
            case 1 -> "gue";
            case 2 -> "gre";
            default -> "tunnel type " + tunnel.type();
        };
        String flags = switch (tunnel.flags()) {
            case 0 -> "";
            case 1 -> " checksum";
            case 2 -> " remote checksum";
            default -> " tunnel flags 0x" + Integer.toHexString(tunnel.flags());
        };
        return type + (tunnel.port() == 0 ? "" : " port " + tunnel.port()) + flags;
    }
}
