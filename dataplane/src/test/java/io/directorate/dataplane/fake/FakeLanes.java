package io.directorate.dataplane.fake;

import io.directorate.dataplane.netlink.NetlinkLanes;
import io.directorate.dataplane.netlink.NetlinkTransport;
import java.util.ArrayList;
import java.util.List;

/** Sockets of the fake kernel side by side; nothing is held back. */
final class FakeLanes implements NetlinkLanes {
    private static final int LANES = 7;

    private final List<NetlinkTransport> sockets = new ArrayList<>();

    FakeLanes(FakeKernel kernel) {
        for (int i = 0; i < LANES; i++) {
            sockets.add(kernel.socket());
        }
    }

    @Override
    public int count() {
        return sockets.size();
    }

    @Override
    public NetlinkTransport lane(int index) {
        return sockets.get(index);
    }

    @Override
    public void launch() {}

    @Override
    public void close() {
        sockets.forEach(NetlinkTransport::close);
    }
}
