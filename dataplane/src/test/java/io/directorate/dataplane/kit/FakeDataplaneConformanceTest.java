package io.directorate.dataplane.kit;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.fake.FakeKernel;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.GenericNetlink;
import io.directorate.dataplane.netlink.NetlinkConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's dataplane on the fake kernel. */
class FakeDataplaneConformanceTest extends DataplaneConformance {
    private final Path sysctls;

    FakeDataplaneConformanceTest(@TempDir Path sysctls) {
        this.sysctls = sysctls;
    }

    @Override
    Bench open() {
        FakeKernel kernel = new FakeKernel();
        return new FakeBench(kernel, kernel.dataplane(sysctls));
    }

    /** A fake kernel, and a dataplane that need not be one on it. */
    record FakeBench(FakeKernel kernel, Dataplane dataplane, NetlinkConnection netlink) implements Bench {
        FakeBench(FakeKernel kernel, Dataplane dataplane) {
            this(kernel, dataplane, new NetlinkConnection(kernel.socket(), FakeKernel.TIMEOUT));
        }

        @Override
        public GenericFamily family() {
            return GenericNetlink.resolve(netlink, "IPVS");
        }

        @Override
        public void sendPackets(int count) {
            kernel.traffic(TRAFFIC_KEY, TRAFFIC_SERVER, count, count, 29L * count);
        }

        @Override
        public void close() {
            netlink.close();
            dataplane.close();
        }
    }
}
