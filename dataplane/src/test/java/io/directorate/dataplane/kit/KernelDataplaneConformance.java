package io.directorate.dataplane.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneChange.Flush;
import io.directorate.dataplane.DataplaneChange.SetTimeouts;
import io.directorate.dataplane.DataplaneChange.StopDaemon;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.ipvs.KernelDataplane;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.GenericNetlink;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.socket.LinuxNetlinkSocket;
import io.directorate.dataplane.socket.NetlinkProtocol;
import io.directorate.dataplane.socket.NetworkNamespace;
import io.directorate.events.model.Timeouts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's dataplane on the real kernel: needs IPVS, CAP_NET_ADMIN and a network namespace with an empty table and {@code lo} up.
 *
 * <p>Its name matches no pattern of the build, since most machines have no IPVS: the kernel tests run it in their guest. The namespace is that
 * of the calling thread, or the file named by the system property {@value #NAMESPACE}. A table that is not empty fails every test and stays as
 * it is.
 */
public final class KernelDataplaneConformance extends DataplaneConformance {
    /** System property: file of the network namespace to work in. */
    public static final String NAMESPACE = "directorate.conformance.namespace";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Override
    Bench open() {
        Optional<Path> namespace =
                Optional.ofNullable(System.getProperty(NAMESPACE)).map(Path::of);
        NetworkNamespace held = namespace.map(NetworkNamespace::open).orElseGet(NetworkNamespace::current);
        KernelDataplane dataplane = KernelDataplane.open(namespace, TIMEOUT);
        IpvsTable before = dataplane.read();
        assertThat(before.services())
                .as("services that are there before the tests")
                .isEmpty();
        assertThat(before.foreign())
                .as("services that are there before the tests")
                .isEmpty();
        NetlinkConnection netlink =
                new NetlinkConnection(LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC, held), TIMEOUT);
        return new KernelBench(held, dataplane, netlink);
    }

    /** The real kernel, left empty. */
    private record KernelBench(NetworkNamespace namespace, Dataplane dataplane, NetlinkConnection netlink)
            implements Bench {
        @Override
        public GenericFamily family() {
            return GenericNetlink.resolve(netlink, "IPVS");
        }

        @Override
        public void sendPackets(int count) {
            namespace.call(() -> {
                for (int i = 0; i < count; i++) {
                    sendOne();
                }
                return count;
            });
        }

        private static void sendOne() throws IOException {
            try (DatagramSocket socket = new DatagramSocket()) {
                InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
                socket.send(new DatagramPacket(new byte[] {1}, 1, address, 9));
            }
        }

        @Override
        public void close() {
            List<DataplaneChange> cleanup = new ArrayList<>();
            cleanup.add(new Flush());
            cleanup.add(new SetTimeouts(Timeouts.DEFAULT));
            for (SyncDaemon daemon : dataplane.daemons()) {
                cleanup.add(new StopDaemon(daemon.state()));
            }
            assertThat(dataplane.apply(cleanup).failures()).isEmpty();
            netlink.close();
            dataplane.close();
            namespace.close();
        }
    }
}
