package io.directorate.dataplane.route;

import io.directorate.dataplane.packet.HardwareAddress;
import org.jspecify.annotations.Nullable;

/**
 * A network interface as the kernel has it.
 *
 * @param index its number, unique in its network namespace
 * @param name its name, as in {@code eth0}
 * @param kind how it is made, as in {@code veth} or {@code bridge} (IFLA_INFO_KIND); null for devices
 * @param flags {@code IFF_*} of include/uapi/linux/if.h
 * @param mtuBytes the longest packet that it carries
 * @param hardwareAddress its own address; null where it has none
 * @param masterIndex the bridge or bond that it belongs to, 0 for none
 * @param parentIndex the link that it is made on (IFLA_LINK), 0 for none; for veth its peer
 */
public record Link(
        int index,
        String name,
        @Nullable String kind,
        int flags,
        int mtuBytes,
        @Nullable HardwareAddress hardwareAddress,
        int masterIndex,
        int parentIndex) {
    /** IFF_UP. */
    private static final int IFF_UP = 0x1;
    /** IFF_LOOPBACK. */
    private static final int IFF_LOOPBACK = 0x8;
    /** IFF_NOARP. */
    private static final int IFF_NOARP = 0x80;
    /** IFF_LOWER_UP: there is a carrier. */
    private static final int IFF_LOWER_UP = 0x10000;

    /** Whether it was switched on by the administrator. */
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /** Whether it can carry packets: on, and with a carrier. */
    public boolean hasCarrier() {
        return (flags & IFF_LOWER_UP) != 0;
    }

    /** Whether it is the loopback. */
    public boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** Whether addresses are resolved on it, so that announcing one makes sense. */
    public boolean resolvesAddresses() {
        return (flags & (IFF_NOARP | IFF_LOOPBACK)) == 0 && hardwareAddress != null && hardwareAddress.isEthernet();
    }
}
