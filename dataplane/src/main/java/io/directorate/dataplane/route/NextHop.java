package io.directorate.dataplane.route;

import io.directorate.events.model.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a route sends packets.
 *
 * @param linkIndex the link they leave by, 0 to let the kernel choose by the gateway
 * @param gateway the router they are given to, of either family; null where the destination is on the link
 * @param weight its share among several next hops, 1 to {@value #MAX_WEIGHT}
 * @param onLink whether the gateway is taken to be on the link though no address of the link says so (RTNH_F_ONLINK)
 */
public record NextHop(int linkIndex, @Nullable IpAddress gateway, int weight, boolean onLink) {
    /** The largest weight: it travels as {@code rtnh_hops}, a byte that is one less. */
    public static final int MAX_WEIGHT = 256;

    /** Checks index and weight, and that there is a link or a gateway. */
    public NextHop {
        if (linkIndex < 0 || (linkIndex == 0 && gateway == null)) {
            throw new IllegalArgumentException("a next hop needs a link or a gateway, link index was " + linkIndex);
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("a next hop's weight is 1 to " + MAX_WEIGHT + ", was " + weight);
        }
    }

    /** The destination is on this link itself. */
    public static NextHop link(int linkIndex) {
        return new NextHop(linkIndex, null, 1, false);
    }

    /** By a router, over the link that leads to it. */
    public static NextHop via(IpAddress gateway) {
        return new NextHop(0, gateway, 1, false);
    }

    /** By a router on a link. */
    public static NextHop via(IpAddress gateway, int linkIndex) {
        return new NextHop(linkIndex, gateway, 1, false);
    }

    /** The same with another weight. */
    public NextHop withWeight(int newWeight) {
        return new NextHop(linkIndex, gateway, newWeight, onLink);
    }

    /** The same with a gateway that is taken to be on the link. */
    public NextHop withOnLink() {
        return new NextHop(linkIndex, gateway, weight, true);
    }
}
