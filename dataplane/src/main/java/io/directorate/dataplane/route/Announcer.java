package io.directorate.dataplane.route;

import io.directorate.dataplane.packet.Announcement;
import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.dataplane.socket.PacketSocket;
import io.directorate.events.model.IpAddress;

/**
 * Announces addresses on one link, once for each call: gratuitous ARP for IPv4, an unsolicited neighbour advertisement for
 * IPv6. How often and how fast is the caller's to decide. Needs CAP_NET_RAW. One thread at a time.
 */
public final class Announcer implements AutoCloseable {
    private final PacketSocket socket;
    private final HardwareAddress owner;
    private final boolean isRouter;

    private Announcer(PacketSocket socket, HardwareAddress owner, boolean isRouter) {
        this.socket = socket;
        this.owner = owner;
        this.isRouter = isRouter;
    }

    /**
     * An announcer on a link of the calling thread's network namespace.
     *
     * @param link an Ethernet link; its hardware address is announced
     * @param isRouter whether this machine forwards packets, which IPv6 hosts are told
     * @throws IllegalArgumentException if no addresses are resolved on the link ({@link Link#resolvesAddresses})
     * @throws io.directorate.dataplane.socket.SystemCallException if the kernel refuses
     */
    public static Announcer open(Link link, boolean isRouter) {
        HardwareAddress owner = link.hardwareAddress();
        if (owner == null || !link.resolvesAddresses()) {
            throw new IllegalArgumentException(
                    "link " + link.name() + " is no Ethernet link, nothing can be announced on it");
        }
        return new Announcer(PacketSocket.open(link.index(), PacketSocket.SEND_ONLY), owner, isRouter);
    }

    /**
     * Announces an address once.
     *
     * @throws io.directorate.dataplane.socket.SystemCallException if it was not sent, as with ENETDOWN where the link is
     *     down
     */
    public void announce(IpAddress address) {
        socket.send(Announcement.of(address, owner, isRouter));
    }

    @Override
    public void close() {
        socket.close();
    }
}
