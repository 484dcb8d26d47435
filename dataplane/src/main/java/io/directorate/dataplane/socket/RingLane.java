package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.netlink.NetlinkTimeoutException;
import io.directorate.dataplane.netlink.NetlinkTransport;
import io.directorate.dataplane.netlink.ReceiveOverrunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * One socket of {@link RingLanes}, connected to the kernel, so that nobody else's datagrams reach it.
 *
 * <p>A request is held back until the ring sends it, or until an answer is waited for. The kernel makes the parts of a dump no larger than
 * what a receive offered before, but for the first, which is smaller than a page; so {@link #MAX_DATAGRAM_BYTES} is enough for all.
 */
final class RingLane implements NetlinkTransport {
    /** Room for one datagram. */
    static final int MAX_DATAGRAM_BYTES = 16 * 1024;
    /** Room for one request. */
    private static final int MAX_REQUEST_BYTES = 1024;

    private static final int SLOTS = 2;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;
    private static final int ADDRESS_BYTES = 12;
    private static final int PORT_AT = 4;

    private final SocketHandle handle;
    private final int portId;
    private final ByteBuffer request =
            ByteBuffer.allocateDirect(MAX_REQUEST_BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer data =
            ByteBuffer.allocateDirect(SLOTS * MAX_DATAGRAM_BYTES).order(ByteOrder.nativeOrder());
    private final long requestAddress = LibC.address(request);
    private final long dataAddress = LibC.address(data);
    /** What the ring fetched into each slot: bytes, or -errno; 0 for nothing. */
    private final int[] fetched = new int[SLOTS];

    private boolean heldBack;
    private boolean refusedByRing;

    private RingLane(SocketHandle handle) {
        this.handle = handle;
        this.portId = handle.ownAddress(ADDRESS_BYTES).getInt(PORT_AT);
        request.limit(0);
    }

    static RingLane open(NetlinkProtocol protocol) {
        SocketHandle handle = SocketHandle.open("netlink socket " + protocol, AF_NETLINK, SOCK_RAW, protocol.number());
        try {
            handle.setSendTimeout(LinuxNetlinkSocket.SEND_TIMEOUT);
            handle.setOptionIfKnown(SOL_NETLINK, NETLINK_CAP_ACK, 1);
            handle.setOptionIfKnown(SOL_NETLINK, NETLINK_EXT_ACK, 1);
            ByteBuffer kernel = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
            kernel.putShort(0, (short) AF_NETLINK);
            handle.connect(kernel);
            return new RingLane(handle);
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /** Prepares the request that was held back, and receives after it; false if there is none. */
    boolean prepare(SubmissionRing ring, int firstId) {
        if (!heldBack) {
            return false;
        }
        ring.send(handle.fd(), requestAddress, request.limit(), firstId);
        for (int slot = 0; slot < SLOTS; slot++) {
            long address = dataAddress + (long) slot * MAX_DATAGRAM_BYTES;
            ring.receive(handle.fd(), address, MAX_DATAGRAM_BYTES, firstId + 1 + slot, slot == SLOTS - 1);
        }
        return true;
    }

    /** Takes the result of the send, 0, or of a receive, 1 and 2. */
    void take(int operation, int result) {
        if (operation > 0) {
            fetched[operation - 1] = result == -Errno.EAGAIN.number() ? 0 : result;
        } else if (result >= 0) {
            heldBack = false;
        } else {
            refusedByRing |= RingLanes.isUnknownOperation(result);
        }
    }

    boolean isRefusedByRing() {
        return refusedByRing;
    }

    @Override
    public void send(ByteBuffer datagram) {
        if (handle.fd() < 0) {
            throw new NetlinkException("send on " + handle.name(), Errno.EBADF.number(), 0);
        }
        if (heldBack) {
            sendNow();
        }
        request.clear();
        request.put(datagram).flip();
        heldBack = true;
    }

    private void sendNow() {
        heldBack = false;
        int errno = handle.send(request);
        if (errno == Errno.EAGAIN.number()) {
            throw new NetlinkTimeoutException("send on " + handle.name(), 0, LinuxNetlinkSocket.SEND_TIMEOUT);
        }
        if (errno != 0) {
            throw new NetlinkException("send on " + handle.name(), errno, 0);
        }
    }

    @Override
    public ByteBuffer receive(Duration timeout) {
        if (heldBack) {
            sendNow();
            fetched[0] = 0;
            fetched[1] = 0;
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            int result = fetched[slot];
            fetched[slot] = 0;
            if (result != 0) {
                return datagram(slot, result, timeout);
            }
        }
        return datagram(0, handle.receive(dataAddress, MAX_DATAGRAM_BYTES, MSG_TRUNC, timeout), timeout);
    }

    private ByteBuffer datagram(int slot, int result, Duration timeout) {
        String operation = "receive on " + handle.name();
        if (result == -Errno.EAGAIN.number()) {
            throw new NetlinkTimeoutException(operation, 0, timeout);
        }
        if (result == -Errno.ENOBUFS.number()) {
            throw new ReceiveOverrunException(operation, 0);
        }
        if (result < 0) {
            throw new NetlinkException(operation, -result, 0);
        }
        if (result > MAX_DATAGRAM_BYTES) {
            throw new MalformedMessageException(
                    "datagram", 0, "at most " + MAX_DATAGRAM_BYTES + " bytes", String.valueOf(result));
        }
        return data.slice(slot * MAX_DATAGRAM_BYTES, result).order(ByteOrder.nativeOrder());
    }

    @Override
    public int portId() {
        return portId;
    }

    @Override
    public void close() {
        handle.close();
    }
}
