package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.NetlinkLanes;
import io.directorate.dataplane.netlink.NetlinkTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netlink sockets served by one {@link SubmissionRing}: a request on each, and the first two answers on each, cost one system call for all.
 *
 * <p>Two, because a small dump comes in two datagrams: its entries, and the message that ends it. One thread at a time.
 */
public final class RingLanes implements NetlinkLanes {
    private static final Logger LOG = LoggerFactory.getLogger(RingLanes.class);

    /** How many lanes there are; each costs a socket and 32 KB. */
    public static final int LANES = 32;

    /** A send and two receives. */
    private static final int OPERATIONS_PER_LANE = 3;

    private static final int RING_ENTRIES = 128;

    private final List<RingLane> lanes;
    private @Nullable SubmissionRing ring;

    private RingLanes(@Nullable SubmissionRing ring, List<RingLane> lanes) {
        this.ring = ring;
        this.lanes = lanes;
    }

    /**
     * Opens lanes in the calling thread's network namespace.
     *
     * @param protocol of the sockets
     * @return the lanes; empty where the kernel has no io_uring or does not allow it
     * @throws SystemCallException if a socket cannot be opened
     */
    public static Optional<NetlinkLanes> open(NetlinkProtocol protocol) {
        Optional<SubmissionRing> ring = SubmissionRing.open(RING_ENTRIES);
        if (ring.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RingLanes(ring.get(), sockets(protocol)));
        } catch (SystemCallException e) {
            ring.get().close();
            throw e;
        }
    }

    /** Lanes that send and receive each for itself, as those do whose ring turned out to be useless. */
    static NetlinkLanes withoutRing(NetlinkProtocol protocol) {
        return new RingLanes(null, sockets(protocol));
    }

    private static List<RingLane> sockets(NetlinkProtocol protocol) {
        List<RingLane> lanes = new ArrayList<>();
        try {
            for (int i = 0; i < LANES; i++) {
                lanes.add(RingLane.open(protocol));
            }
        } catch (SystemCallException e) {
            lanes.forEach(RingLane::close);
            throw e;
        }
        return lanes;
    }

    /**
     * Opens lanes in another network namespace; usable from any thread afterwards.
     *
     * @param protocol of the sockets
     * @param namespace of the sockets
     * @return the lanes; empty where the kernel has no io_uring or does not allow it
     * @throws SystemCallException if the namespace cannot be entered or a socket cannot be opened
     */
    public static Optional<NetlinkLanes> open(NetlinkProtocol protocol, NetworkNamespace namespace) {
        return namespace.call(() -> open(protocol));
    }

    @Override
    public int count() {
        return lanes.size();
    }

    @Override
    public NetlinkTransport lane(int index) {
        return lanes.get(index);
    }

    @Override
    public void launch() {
        SubmissionRing usable = ring;
        if (usable == null) {
            return;
        }
        int prepared = 0;
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).prepare(usable, i * OPERATIONS_PER_LANE)) {
                prepared++;
            }
        }
        if (prepared == 0) {
            return;
        }
        try {
            usable.submit((id, result) -> lanes.get(id / OPERATIONS_PER_LANE).take(id % OPERATIONS_PER_LANE, result));
        } catch (SystemCallException e) {
            LOG.info("no more io_uring for netlink: {}", e.getMessage());
            giveUp();
            return;
        }
        if (lanes.stream().anyMatch(RingLane::isRefusedByRing)) {
            giveUp();
        }
    }

    /** A kernel whose ring lacks an operation: from now on the lanes send and receive for themselves. */
    private void giveUp() {
        SubmissionRing useless = ring;
        ring = null;
        if (useless != null) {
            useless.close();
        }
    }

    @Override
    public void close() {
        giveUp();
        lanes.forEach(RingLane::close);
    }

    /** Whether an error of the ring says that it lacks the operation: before Linux 5.6, or forbidden. */
    static boolean isUnknownOperation(int result) {
        int errno = -result;
        return errno == Errno.EINVAL.number() || errno == Errno.EOPNOTSUPP.number() || errno == Errno.EACCES.number();
    }
}
