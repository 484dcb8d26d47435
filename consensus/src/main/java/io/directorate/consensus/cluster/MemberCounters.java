package io.directorate.consensus.cluster;

import java.util.concurrent.atomic.LongAdder;

/**
 * What happened to a member since it was made; all only grow. Names for metrics: {@code cluster_} and the component's
 * name with underscores.
 *
 * @param starts how often Hazelcast was started; more than one means that it ended by itself
 * @param admitted connections whose other side proved that it knows the key
 * @param refusedAddress connections closed unread because no member has their address
 * @param refusedHandshake connections closed because the other side did not prove itself in time
 * @param displaced connections closed for newer ones from the same address while they waited
 * @param merges how often this member went over to the other side of a split
 */
public record MemberCounters(
        long starts, long admitted, long refusedAddress, long refusedHandshake, long displaced, long merges) {
    /** The counters while they count. */
    static final class Live {
        final LongAdder starts = new LongAdder();
        final LongAdder admitted = new LongAdder();
        final LongAdder refusedAddress = new LongAdder();
        final LongAdder refusedHandshake = new LongAdder();
        final LongAdder displaced = new LongAdder();
        final LongAdder merges = new LongAdder();

        MemberCounters now() {
            return new MemberCounters(
                    starts.sum(),
                    admitted.sum(),
                    refusedAddress.sum(),
                    refusedHandshake.sum(),
                    displaced.sum(),
                    merges.sum());
        }
    }
}
