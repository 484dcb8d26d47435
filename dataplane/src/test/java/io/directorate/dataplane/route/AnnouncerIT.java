package io.directorate.dataplane.route;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.packet.Announcement;
import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.dataplane.socket.NetworkNamespace;
import io.directorate.dataplane.socket.PacketSocket;
import io.directorate.dataplane.socket.SystemCallException;
import io.directorate.dataplane.socket.TestNamespaces;
import io.directorate.events.model.IpAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Announcements over a real cable between two namespaces. */
class AnnouncerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final IpAddress OLD_OWNER = IpAddress.parse("192.0.2.1");
    private static final IpAddress VIP4 = IpAddress.parse("192.0.2.80");
    private static final IpAddress VIP6 = IpAddress.parse("2001:db8::80");

    /** Two namespaces with a cable between them, both ends up. */
    private record Cable(NetworkNamespace here, NetworkNamespace there, NetlinkConnection left, NetlinkConnection right)
            implements AutoCloseable {
        static Cable lay() {
            NetworkNamespace here = TestNamespaces.create();
            NetworkNamespace there = TestNamespaces.create();
            Cable cable = new Cable(here, there, TestNamespaces.route(here), TestNamespaces.route(there));
            new Links(cable.left).createVeth("left", "right", there.fd());
            new Links(cable.left).setUp(cable.leftEnd().index());
            new Links(cable.right).setUp(cable.rightEnd().index());
            return cable;
        }

        Link leftEnd() {
            return new Links(left).find("left").orElseThrow();
        }

        Link rightEnd() {
            return new Links(right).find("right").orElseThrow();
        }

        @Override
        public void close() {
            left.close();
            right.close();
            here.close();
            there.close();
        }
    }

    @Test
    void announcesBothFamiliesToTheOtherEnd() {
        try (Cable cable = Cable.lay()) {
            Link left = cable.leftEnd();
            HardwareAddress owner = requireNonNull(left.hardwareAddress());
            int right = cable.rightEnd().index();
            try (PacketSocket arp = cable.there().call(() -> PacketSocket.open(right, Announcement.ETHER_TYPE_ARP));
                    PacketSocket ipv6 =
                            cable.there().call(() -> PacketSocket.open(right, Announcement.ETHER_TYPE_IPV6));
                    Announcer announcer = cable.here().call(() -> Announcer.open(left, true))) {
                announcer.announce(VIP4);
                announcer.announce(VIP6);

                assertThat(arp.receive(PATIENCE)).isEqualTo(Announcement.of(VIP4, owner, true));
                assertThat(await(ipv6, Announcement.of(VIP6, owner, true))).isTrue();
            }
        }
    }

    /** Receives until the frame comes; the kernel's own IPv6 chatter is passed over. */
    private static boolean await(PacketSocket socket, byte[] expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            byte[] frame = socket.receive(PATIENCE);
            if (frame != null && Arrays.equals(frame, expected)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void correctsTheNeighbourTablesOfTheOtherEnd() {
        try (Cable cable = Cable.lay()) {
            Link left = cable.leftEnd();
            HardwareAddress owner = requireNonNull(left.hardwareAddress());
            int right = cable.rightEnd().index();
            HardwareAddress stale = HardwareAddress.parse("02:00:00:00:00:99");
            Addresses addresses = new Addresses(cable.right());
            addresses.add(InterfaceAddress.of(right, OLD_OWNER, 24));
            addresses.add(InterfaceAddress.of(right, IpAddress.parse("2001:db8::1"), 64)
                    .withFlags(InterfaceAddress.NO_DAD));
            Neighbours neighbours = new Neighbours(cable.right());
            for (IpAddress vip : new IpAddress[] {VIP4, VIP6}) {
                neighbours.replace(new Neighbour(right, vip, stale, Neighbour.STALE, 0));
                try (Announcer announcer = cable.here().call(() -> Announcer.open(left, false))) {
                    announcer.announce(vip);
                }
                assertThat(awaitNeighbour(neighbours, right, vip, owner))
                        .as("the other end's entry for %s", vip)
                        .isTrue();
            }
        }
    }

    private static boolean awaitNeighbour(Neighbours table, int link, IpAddress address, HardwareAddress expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (Neighbour neighbour : table.list(link)) {
                if (neighbour.address().equals(address) && Objects.equals(neighbour.hardwareAddress(), expected)) {
                    return true;
                }
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Test
    void refusesLinksWithoutNeighboursAndNamesALinkThatIsDown() {
        try (Cable cable = Cable.lay()) {
            Link loopback = new Links(cable.left()).find("lo").orElseThrow();
            assertThatThrownBy(() -> Announcer.open(loopback, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lo");

            Link left = cable.leftEnd();
            new Links(cable.left()).setDown(left.index());
            try (Announcer announcer = cable.here().call(() -> Announcer.open(left, false))) {
                SystemCallException error =
                        catchThrowableOfType(SystemCallException.class, () -> announcer.announce(VIP4));
                assertThat(error.is(Errno.ENETDOWN)).isTrue();
            }
        }
    }

    @Test
    void timesOutWhereNoFrameComes() {
        try (Cable cable = Cable.lay()) {
            int right = cable.rightEnd().index();
            try (PacketSocket arp = cable.there().call(() -> PacketSocket.open(right, Announcement.ETHER_TYPE_ARP))) {
                assertThat(arp.receive(Duration.ofMillis(20))).isNull();
            }
        }
    }
}
