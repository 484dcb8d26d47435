package io.directorate.dataplane.netlink;

/**
 * Several sockets whose requests leave together and whose answers are fetched together, so that many small dumps cost few system calls. A
 * socket runs one dump at a time ({@code netlink_dump_start} in {@code net/netlink/af_netlink.c}), hence several.
 *
 * <p>What is sent on a lane may be held back until {@link #launch} or the first receive on it. One thread at a time.
 */
public interface NetlinkLanes extends AutoCloseable {
    /** How many lanes there are, at least 1. */
    int count();

    /**
     * One of the sockets; closed with the lanes.
     *
     * @param index from 0, less than {@link #count}
     */
    NetlinkTransport lane(int index);

    /** Sends what was held back on all lanes and fetches answers that are there; errors show at the next receive on their lane. */
    void launch();

    /** Closes all sockets; closing twice is allowed. */
    @Override
    void close();
}
