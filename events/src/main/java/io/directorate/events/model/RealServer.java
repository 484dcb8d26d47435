package io.directorate.events.model;

/**
 * A back end of a virtual service: the kernel's <em>destination</em>.
 *
 * <p>Kernel: {@code struct ip_vs_dest_user} and {@code IPVS_DEST_ATTR_*} in {@code include/uapi/linux/ip_vs.h}.
 *
 * @param endpoint address and port; identifies it within its service
 * @param method how packets reach it
 * @param tunnel the outer wrapping; {@link Tunnel#IPIP} unless the method is {@link ForwardingMethod#TUN}
 * @param weight 0 to 2147483647; 0 is quiesced: existing connections stay, no new ones come
 * @param upperThreshold 0 to 2147483647 connections above which no new ones come; 0 for no bound
 * @param lowerThreshold 0 to 2147483647 connections below which new ones come again; 0 for three quarters of the upper one
 */
public record RealServer(
        Endpoint endpoint, ForwardingMethod method, Tunnel tunnel, int weight, int upperThreshold, int lowerThreshold) {
    /** Checks the ranges. */
    public RealServer {
        InvalidValueException.checkRange(weight, 0, Integer.MAX_VALUE, "weight");
        InvalidValueException.checkRange(upperThreshold, 0, Integer.MAX_VALUE, "upperThreshold");
        InvalidValueException.checkRange(lowerThreshold, 0, Integer.MAX_VALUE, "lowerThreshold");
        InvalidValueException.check(
                method == ForwardingMethod.TUN || tunnel.equals(Tunnel.IPIP),
                "tunnel",
                () -> "a tunnel type is only for forwarding method tun, not for " + method.text());
    }

    /**
     * Makes one with weight 1 and no thresholds.
     *
     * @param endpoint address and port
     * @param method how packets reach it
     * @return the real server
     */
    public static RealServer of(Endpoint endpoint, ForwardingMethod method) {
        return new RealServer(endpoint, method, Tunnel.IPIP, 1, 0, 0);
    }

    /**
     * Returns the same with another weight.
     *
     * @param newWeight 0 to 2147483647
     * @return a copy
     */
    public RealServer withWeight(int newWeight) {
        return new RealServer(endpoint, method, tunnel, newWeight, upperThreshold, lowerThreshold);
    }
}
