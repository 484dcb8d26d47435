package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes datagrams out of a socket, several with one system call where several are there.
 *
 * <p>Uses recvmmsg with MSG_WAITFORONE: it waits for the first and takes what else is ready, so a table and the message
 * that ends it cost one call instead of two. Layout of the native memory, 64-bit:
 *
 * <pre>
 * struct mmsghdr[SLOTS]  64 bytes each: msghdr { u64 name, u32 namelen, u64 iov, u64 iovlen, u64 control, u64 controllen,
 *                        u32 flags }, u32 len
 * struct iovec[SLOTS]    16 bytes each: u64 base, u64 len
 * sockaddr[SLOTS]        32 bytes each
 * </pre>
 */
final class DatagramReceiver {
    /** Room for one datagram; dumps come in at most 32 KB (net/netlink/af_netlink.c, netlink_dump). */
    static final int MAX_DATAGRAM_BYTES = 64 * 1024;
    /** How many datagrams one call takes at most; few, because the memory is touched at allocation. */
    private static final int SLOTS = 4;

    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_WAITFORONE = 0x10000;
    private static final int HEADER_BYTES = 64;
    private static final int IOVEC_BYTES = 16;
    private static final int ADDRESS_BYTES = 32;
    private static final int NAME_LENGTH_AT = 8;
    private static final int FLAGS_AT = 48;
    private static final int LENGTH_AT = 56;

    private final SocketHandle socket;
    private final ByteBuffer data =
            ByteBuffer.allocateDirect(SLOTS * MAX_DATAGRAM_BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer control = ByteBuffer.allocateDirect(SLOTS * (HEADER_BYTES + IOVEC_BYTES + ADDRESS_BYTES))
            .order(ByteOrder.nativeOrder());
    private final long controlAddress = LibC.address(control);
    private int filled;
    private int current;

    DatagramReceiver(SocketHandle socket) {
        this.socket = socket;
        long iovecs = controlAddress + SLOTS * HEADER_BYTES;
        long dataAddress = LibC.address(data);
        for (int slot = 0; slot < SLOTS; slot++) {
            int header = slot * HEADER_BYTES;
            control.putLong(header, controlAddress + addressAt(slot));
            control.putLong(header + 16, iovecs + (long) slot * IOVEC_BYTES);
            control.putLong(header + 24, 1);
            int iovec = SLOTS * HEADER_BYTES + slot * IOVEC_BYTES;
            control.putLong(iovec, dataAddress + (long) slot * MAX_DATAGRAM_BYTES);
            control.putLong(iovec + 8, MAX_DATAGRAM_BYTES);
        }
    }

    private static int addressAt(int slot) {
        return SLOTS * (HEADER_BYTES + IOVEC_BYTES) + slot * ADDRESS_BYTES;
    }

    /**
     * Goes to the next datagram.
     *
     * @return 0, or the errno; EAGAIN if none came in time
     */
    int next(Duration timeout) {
        if (current + 1 < filled) {
            current++;
            return 0;
        }
        filled = 0;
        current = 0;
        long timeoutMicros = SocketHandle.micros(timeout);
        int errno = receive(timeoutMicros);
        if (errno == Errno.EINTR.number()) {
            // Only now is the time of interest; the wait that was cut short does not count.
            long deadlineNanos = System.nanoTime() + timeout.toNanos();
            do {
                errno = receive(timeoutMicros);
                timeoutMicros = (deadlineNanos - System.nanoTime()) / 1000;
            } while (errno == Errno.EINTR.number() && timeoutMicros > 0);
        }
        return errno == Errno.EINTR.number() ? Errno.EAGAIN.number() : errno;
    }

    private int receive(long timeoutMicros) {
        int errno = socket.setReceiveTimeout(timeoutMicros);
        if (errno != 0) {
            return errno;
        }
        resetHeaders();
        int received = socket.libc().recvmmsg(socket.fd(), controlAddress, SLOTS, MSG_WAITFORONE);
        if (received > 0) {
            filled = received;
            return 0;
        }
        return received == 0 ? Errno.EAGAIN.number() : socket.libc().errno();
    }

    private void resetHeaders() {
        for (int slot = 0; slot < SLOTS; slot++) {
            control.putInt(slot * HEADER_BYTES + NAME_LENGTH_AT, ADDRESS_BYTES);
        }
    }

    /** The current datagram, or null if it was longer than its room. Valid until {@link #next}. */
    @Nullable
    ByteBuffer datagram() {
        if ((control.getInt(current * HEADER_BYTES + FLAGS_AT) & MSG_TRUNC) != 0) {
            return null;
        }
        return data.slice(current * MAX_DATAGRAM_BYTES, control.getInt(current * HEADER_BYTES + LENGTH_AT))
                .order(ByteOrder.nativeOrder());
    }

    /** The address that the current datagram came from, at position 0. Valid until {@link #next}. */
    ByteBuffer sender() {
        int length = control.getInt(current * HEADER_BYTES + NAME_LENGTH_AT);
        return control.slice(addressAt(current), Math.min(length, ADDRESS_BYTES))
                .order(ByteOrder.nativeOrder());
    }
}
