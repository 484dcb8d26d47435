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
 * A netlink socket of Linux, bound to a port id of the kernel's choice in the network namespace of the thread that opened
 * it, where it stays whoever uses it.
 *
 * <p>Set on it: extended acknowledgements (NETLINK_EXT_ACK), errors that do not echo the request (NETLINK_CAP_ACK), strict
 * checking of dump requests for rtnetlink (NETLINK_GET_STRICT_CHK), each where the kernel knows it. Datagrams that do not
 * come from the kernel are dropped. One thread at a time.
 */
public final class LinuxNetlinkSocket implements NetlinkTransport {
    /** The receive buffer asked for: errors for every message of a batch fit many times. */
    public static final int RECEIVE_BUFFER_BYTES = 1024 * 1024;
    /** The send buffer asked for: the largest batch fits many times. */
    public static final int SEND_BUFFER_BYTES = 512 * 1024;
    /** The longest wait of a send, which waits only where the kernel is out of buffer. */
    public static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    /** struct sockaddr_nl: u16 family, u16 pad, u32 port id, u32 groups. */
    private static final int ADDRESS_BYTES = 12;

    private static final int PORT_AT = 4;

    private final SocketHandle handle;
    private final DatagramReceiver receiver;
    private final int portId;
    private final int receiveBufferBytes;
    private long foreignDatagrams;

    private LinuxNetlinkSocket(SocketHandle handle, int receiveBufferBytes) {
        this.handle = handle;
        this.receiver = new DatagramReceiver(handle);
        this.portId = handle.ownAddress(ADDRESS_BYTES).getInt(PORT_AT);
        this.receiveBufferBytes = receiveBufferBytes;
    }

    /**
     * Opens a socket in the calling thread's network namespace.
     *
     * @throws SystemCallException if the kernel refuses
     */
    public static LinuxNetlinkSocket open(NetlinkProtocol protocol) {
        SocketHandle handle = SocketHandle.open("netlink socket " + protocol, AF_NETLINK, SOCK_RAW, protocol.number());
        try {
            int receiveBuffer = handle.setReceiveBuffer(RECEIVE_BUFFER_BYTES);
            handle.setSendBuffer(SEND_BUFFER_BYTES);
            handle.setSendTimeout(SEND_TIMEOUT);
            handle.setOptionIfKnown(SOL_NETLINK, NETLINK_CAP_ACK, 1);
            handle.setOptionIfKnown(SOL_NETLINK, NETLINK_EXT_ACK, 1);
            if (protocol == NetlinkProtocol.ROUTE) {
                handle.setOptionIfKnown(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
            }
            ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
            handle.bind(address.putShort(0, (short) AF_NETLINK));
            return new LinuxNetlinkSocket(handle, receiveBuffer);
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /**
     * Opens a socket in another network namespace; usable from any thread afterwards.
     *
     * @throws SystemCallException if the namespace cannot be entered or the kernel refuses
     */
    public static LinuxNetlinkSocket open(NetlinkProtocol protocol, NetworkNamespace namespace) {
        return namespace.call(() -> open(protocol));
    }

    @Override
    public void send(ByteBuffer datagram) {
        ByteBuffer direct = datagram;
        if (!datagram.isDirect()) {
            direct = ByteBuffer.allocateDirect(datagram.remaining());
            direct.put(datagram.duplicate()).flip();
        }
        int errno = handle.send(direct);
        if (errno == Errno.EAGAIN.number()) {
            throw new NetlinkTimeoutException("send on " + handle.name(), 0, SEND_TIMEOUT);
        }
        if (errno != 0) {
            throw new NetlinkException("send on " + handle.name(), errno, 0);
        }
        datagram.position(datagram.limit());
    }

    @Override
    public ByteBuffer receive(Duration timeout) {
        while (true) {
            int errno = receiver.next(timeout);
            if (errno != 0) {
                throw receiveFailure(errno, timeout);
            }
            if (!isFromKernel(receiver.sender())) {
                foreignDatagrams++;
                continue;
            }
            ByteBuffer datagram = receiver.datagram();
            if (datagram == null) {
                throw new MalformedMessageException(
                        "datagram", 0, "at most " + DatagramReceiver.MAX_DATAGRAM_BYTES + " bytes", "more");
            }
            return datagram;
        }
    }

    private NetlinkException receiveFailure(int errno, Duration timeout) {
        String operation = "receive on " + handle.name();
        if (errno == Errno.EAGAIN.number()) {
            return new NetlinkTimeoutException(operation, 0, timeout);
        }
        if (errno == Errno.ENOBUFS.number()) {
            return new ReceiveOverrunException(operation, 0);
        }
        return new NetlinkException(operation, errno, 0);
    }

    private static boolean isFromKernel(ByteBuffer sender) {
        return sender.remaining() >= ADDRESS_BYTES && sender.getInt(PORT_AT) == 0;
    }

    @Override
    public int portId() {
        return portId;
    }

    /** The size of the receive buffer that the kernel gave, its own overhead included. */
    public int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    /** How many datagrams were dropped because another process sent them. */
    public long foreignDatagrams() {
        return foreignDatagrams;
    }

    @Override
    public void close() {
        handle.close();
    }
}
