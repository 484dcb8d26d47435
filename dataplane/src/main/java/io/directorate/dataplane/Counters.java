package io.directorate.dataplane;

/**
 * What a service or a real server has carried since it was added or its counters were set to 0 ({@code IPVS_STATS_ATTR_*} of
 * {@code include/uapi/linux/ip_vs.h}, 64 bits each), and the kernel's estimate of its present rates. The kernel brings both up to date every two seconds
 * ({@code net/netfilter/ipvs/ip_vs_est.c}), and not at all while the setting {@code run_estimation} is 0.
 *
 * @param connections scheduled
 * @param incomingPackets from clients
 * @param outgoingPackets to clients; the director sees these only with NAT
 * @param incomingBytes from clients
 * @param outgoingBytes to clients
 * @param rates per second
 */
public record Counters(
        long connections,
        long incomingPackets,
        long outgoingPackets,
        long incomingBytes,
        long outgoingBytes,
        Rates rates) {
    /** Nothing carried. */
    public static final Counters ZERO = new Counters(0, 0, 0, 0, 0, Rates.ZERO);

    /**
     * Rates that the kernel averages over some seconds ({@code net/netfilter/ipvs/ip_vs_est.c}).
     *
     * @param connections per second
     * @param incomingPackets per second
     * @param outgoingPackets per second
     * @param incomingBytes per second
     * @param outgoingBytes per second
     */
    public record Rates(
            long connections, long incomingPackets, long outgoingPackets, long incomingBytes, long outgoingBytes) {
        /** Nothing at present. */
        public static final Rates ZERO = new Rates(0, 0, 0, 0, 0);
    }
}
