package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A raw packet socket on one link: whole Ethernet frames out and in (packet(7)). Needs CAP_NET_RAW. It stays in the network
 * namespace of the thread that opened it. One thread at a time.
 */
public final class PacketSocket implements AutoCloseable {
    /** For {@link #open}: a socket that only sends, and for which the kernel queues nothing. */
    public static final int SEND_ONLY = 0;
    /** ETH_P_ALL of include/uapi/linux/if_ether.h: receive frames of every type. */
    public static final int ALL_TYPES = 0x0003;
    /** The longest frame that is sent. */
    public static final int MAX_FRAME_BYTES = 9216;
    /** The longest wait of a send. */
    public static final Duration SEND_TIMEOUT = Duration.ofSeconds(1);

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    /** struct sockaddr_ll: u16 family, be16 protocol, i32 index, u16 hardware, u8 type, u8 length, u8[8] address. */
    private static final int ADDRESS_BYTES = 20;

    private final SocketHandle handle;
    private final ByteBuffer frame = ByteBuffer.allocateDirect(MAX_FRAME_BYTES);
    private final @Nullable DatagramReceiver receiver;

    private PacketSocket(SocketHandle handle, boolean receives) {
        this.handle = handle;
        this.receiver = receives ? new DatagramReceiver(handle) : null;
    }

    /**
     * Opens a socket on a link of the calling thread's network namespace.
     *
     * @param linkIndex the link's index
     * @param etherType the type of frames to receive, {@link #ALL_TYPES} or {@link #SEND_ONLY}
     * @throws SystemCallException if the kernel refuses: EPERM without CAP_NET_RAW, ENODEV without such a link
     */
    public static PacketSocket open(int linkIndex, int etherType) {
        if (linkIndex <= 0) {
            throw new IllegalArgumentException("a link's index is more than zero, was " + linkIndex);
        }
        SocketHandle handle = SocketHandle.open("packet socket on link " + linkIndex, AF_PACKET, SOCK_RAW, 0);
        try {
            handle.setSendTimeout(SEND_TIMEOUT);
            ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
            address.putShort(0, (short) AF_PACKET).putInt(4, linkIndex);
            address.put(2, (byte) (etherType >>> 8)).put(3, (byte) etherType);
            handle.bind(address);
            return new PacketSocket(handle, etherType != SEND_ONLY);
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /**
     * Sends a frame, Ethernet header included.
     *
     * @throws SystemCallException if it was not sent: ENETDOWN where the link is down, ENXIO where it is gone, EAGAIN or
     *     ENOBUFS where its queue stays full
     */
    public void send(byte[] bytes) {
        if (bytes.length > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a frame has at most " + MAX_FRAME_BYTES + " bytes, this one " + bytes.length);
        }
        frame.clear().put(bytes).flip();
        int errno = handle.send(frame);
        if (errno != 0) {
            throw new SystemCallException("send", handle.name(), errno);
        }
    }

    /**
     * Waits for a frame.
     *
     * @param timeout the longest wait
     * @return the frame, header included; null if none came in time. Frames longer than 64 KB are skipped
     * @throws SystemCallException if the receive failed, ENETDOWN where the link went down
     */
    public byte @Nullable [] receive(Duration timeout) {
        if (receiver == null) {
            throw new IllegalStateException(handle.name() + " was opened to send only");
        }
        while (true) {
            int errno = receiver.next(timeout);
            if (errno == Errno.EAGAIN.number()) {
                return null;
            }
            if (errno != 0) {
                throw new SystemCallException("receive", handle.name(), errno);
            }
            ByteBuffer received = receiver.datagram();
            if (received != null) {
                byte[] copy = new byte[received.remaining()];
                received.get(copy);
                return copy;
            }
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
