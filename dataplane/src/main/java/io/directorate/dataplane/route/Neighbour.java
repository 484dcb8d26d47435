package io.directorate.dataplane.route;

import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.events.model.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an address on a link: its hardware address, or that this machine answers for it (proxy).
 *
 * @param linkIndex the link
 * @param address the neighbour's address
 * @param hardwareAddress its hardware address; null while it is not known, and for proxies
 * @param state {@code NUD_*} of include/uapi/linux/neighbour.h, as {@link #PERMANENT}
 * @param flags {@code NTF_*} of include/uapi/linux/neighbour.h, as {@link #PROXY}
 */
public record Neighbour(
        int linkIndex, IpAddress address, @Nullable HardwareAddress hardwareAddress, int state, int flags) {
    /** NUD_REACHABLE: confirmed a short time ago. */
    public static final int REACHABLE = 0x02;
    /** NUD_STALE: to be confirmed at the next use. */
    public static final int STALE = 0x04;
    /** NUD_FAILED: did not answer. */
    public static final int FAILED = 0x20;
    /** NUD_PERMANENT: set by the administrator, never forgotten. */
    public static final int PERMANENT = 0x80;
    /** NTF_PROXY: this machine answers for the address. */
    public static final int PROXY = 0x08;
    /** NTF_ROUTER: the neighbour is a router. */
    public static final int ROUTER = 0x80;

    /** Checks the index. */
    public Neighbour {
        if (linkIndex <= 0) {
            throw new IllegalArgumentException("a link's index is more than zero, was " + linkIndex);
        }
    }

    /** A neighbour that is never forgotten. */
    public static Neighbour permanent(int linkIndex, IpAddress address, HardwareAddress hardwareAddress) {
        return new Neighbour(linkIndex, address, hardwareAddress, PERMANENT, 0);
    }

    /** An address that this machine answers for on the link. */
    public static Neighbour proxy(int linkIndex, IpAddress address) {
        return new Neighbour(linkIndex, address, null, 0, PROXY);
    }

    /** Whether this machine answers for the address. */
    public boolean isProxy() {
        return (flags & PROXY) != 0;
    }
}
