package io.directorate.dataplane.kit;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.NetlinkConnection;

/** A dataplane to be tested, empty at first, and what goes around it: netlink for what no dataplane programs, and traffic. */
public interface Bench extends AutoCloseable {
    /** The dataplane under test. */
    Dataplane dataplane();

    /** Another connection to the kernel underneath. */
    NetlinkConnection netlink();

    /** IPVS as that kernel numbers it. */
    GenericFamily family();

    /** Sends packets of UDP to {@link ConformanceBase#TRAFFIC_KEY}, each from another port. */
    void sendPackets(int count);

    /** Leaves nothing behind. */
    @Override
    void close();
}
