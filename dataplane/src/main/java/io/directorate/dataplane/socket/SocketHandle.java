package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A socket's file descriptor with its options and time-outs, and the small native memory that their calls need.
 *
 * <p>Numbers of options: include/uapi/asm-generic/socket.h. One thread at a time.
 */
final class SocketHandle implements AutoCloseable {
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    /** struct timeval: i64 seconds, i64 microseconds. */
    private static final int TIMEVAL_BYTES = 16;
    /** The largest address or option that is passed. */
    private static final int SCRATCH_BYTES = 64;
    /** Where in the scratch memory the length of the value stands, for calls that return one. */
    private static final int LENGTH_AT = 48;

    private final LibC libc;
    private final String name;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES).order(ByteOrder.nativeOrder());
    private final long scratchAddress = LibC.address(scratch);
    private final int fd;
    private boolean closed;
    private long receiveTimeoutMicros = -1;

    private SocketHandle(LibC libc, String name, int fd) {
        this.libc = libc;
        this.name = name;
        this.fd = fd;
    }

    static SocketHandle open(String name, int domain, int type, int protocol) {
        LibC libc = LibC.get();
        int fd = libc.socket(domain, type | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw new SystemCallException("socket", name, libc.errno());
        }
        return new SocketHandle(libc, name, fd);
    }

    LibC libc() {
        return libc;
    }

    String name() {
        return name;
    }

    /** The descriptor; -1 once closed, so that a late call fails with EBADF and never reaches another file. */
    int fd() {
        return closed ? -1 : fd;
    }

    void bind(ByteBuffer address) {
        scratch.clear();
        int length = address.remaining();
        scratch.put(address);
        check("bind", libc.bind(fd(), scratchAddress, length));
    }

    /** Connects: only the other side's datagrams are taken from now on. */
    void connect(ByteBuffer address) {
        scratch.clear();
        int length = address.remaining();
        scratch.put(address);
        check("connect", libc.connect(fd(), scratchAddress, length));
    }

    /** Receives one datagram within a time; its length, or -errno, EAGAIN if none came. */
    int receive(long address, int length, int flags, Duration timeout) {
        long timeoutMicros = micros(timeout);
        long started = System.nanoTime();
        setReceiveTimeout(timeoutMicros);
        while (true) {
            long received = libc.recv(fd(), address, length, flags);
            int errno = received < 0 ? libc.errno() : 0;
            if (errno != Errno.EINTR.number()) {
                return errno == 0 ? (int) received : -errno;
            }
            long leftMicros = timeoutMicros - (System.nanoTime() - started) / 1000;
            if (leftMicros <= 0) {
                return -Errno.EAGAIN.number();
            }
            setReceiveTimeout(leftMicros);
        }
    }

    /** The socket's own address, at position 0, in the host's byte order; valid until the next call. */
    ByteBuffer ownAddress(int length) {
        scratch.clear().putInt(LENGTH_AT, length);
        check("getsockname", libc.getsockname(fd(), scratchAddress, scratchAddress + LENGTH_AT));
        return scratch;
    }

    void setOption(int level, int option, int value) {
        check("setsockopt " + option, trySetOption(level, option, value));
    }

    /** Sets an option that older kernels or other families lack; false if this one does. */
    boolean setOptionIfKnown(int level, int option, int value) {
        int result = trySetOption(level, option, value);
        if (result < 0 && libc.errno() == Errno.ENOPROTOOPT.number()) {
            return false;
        }
        check("setsockopt " + option, result);
        return true;
    }

    private int trySetOption(int level, int option, int value) {
        scratch.clear().putInt(0, value);
        return libc.setsockopt(fd(), level, option, scratchAddress, Integer.BYTES);
    }

    private int option(int option) {
        scratch.clear().putInt(LENGTH_AT, Integer.BYTES);
        check(
                "getsockopt " + option,
                libc.getsockopt(fd(), SOL_SOCKET, option, scratchAddress, scratchAddress + LENGTH_AT));
        return scratch.getInt(0);
    }

    /**
     * Asks for a receive buffer, beyond net.core.rmem_max where the process may (CAP_NET_ADMIN).
     *
     * @return the size that the kernel really gave, its overhead included (twice what was asked, or less)
     */
    int setReceiveBuffer(int bytes) {
        if (trySetOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
            setOption(SOL_SOCKET, SO_RCVBUF, bytes);
        }
        return option(SO_RCVBUF);
    }

    /** As {@link #setReceiveBuffer}, for sending. */
    int setSendBuffer(int bytes) {
        if (trySetOption(SOL_SOCKET, SO_SNDBUFFORCE, bytes) < 0) {
            setOption(SOL_SOCKET, SO_SNDBUF, bytes);
        }
        return option(SO_SNDBUF);
    }

    void setSendTimeout(Duration timeout) {
        check("setsockopt " + SO_SNDTIMEO, setTimeout(SO_SNDTIMEO, micros(timeout)));
    }

    /** Sets the receive time-out if it is another than before; returns 0, or the errno. */
    int setReceiveTimeout(long micros) {
        if (micros == receiveTimeoutMicros) {
            return 0;
        }
        if (setTimeout(SO_RCVTIMEO, micros) < 0) {
            return libc.errno();
        }
        receiveTimeoutMicros = micros;
        return 0;
    }

    /** The duration in microseconds, at least 1, since 0 would mean for ever. */
    static long micros(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out must be more than zero, was " + timeout);
        }
        return Math.max(1, timeout.toNanos() / 1000);
    }

    private int setTimeout(int option, long micros) {
        scratch.clear().putLong(0, micros / 1_000_000).putLong(8, micros % 1_000_000);
        return libc.setsockopt(fd(), SOL_SOCKET, option, scratchAddress, TIMEVAL_BYTES);
    }

    /** Sends one datagram; returns 0, or the errno. */
    int send(ByteBuffer direct) {
        try {
            int errno;
            do {
                long sent = libc.send(fd(), LibC.address(direct) + direct.position(), direct.remaining(), 0);
                errno = sent < 0 ? libc.errno() : 0;
            } while (errno == Errno.EINTR.number());
            return errno;
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    private void check(String call, int result) {
        if (result < 0) {
            throw new SystemCallException(call, name, libc.errno());
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            libc.close(fd);
        }
    }
}
