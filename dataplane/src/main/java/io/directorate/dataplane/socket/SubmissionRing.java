package io.directorate.dataplane.socket;

import io.directorate.dataplane.netlink.Errno;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Many sends and receives in one system call, by io_uring (Linux 5.6; {@code include/uapi/linux/io_uring.h}). None of them waits: what is not
 * ready gives EAGAIN.
 *
 * <p>Layout of the shared memory:
 *
 * <pre>
 * struct io_uring_params, 120 bytes: u32 sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, wq_fd, resv[3];
 *                 at 40 sq_off: u32 head, tail, ring_mask, ring_entries, flags, dropped, array, resv; u64 resv
 *                 at 80 cq_off: u32 head, tail, ring_mask, ring_entries, overflow, cqes, flags, resv; u64 resv
 * struct io_uring_sqe, 64 bytes: u8 opcode, u8 flags, u16 ioprio, s32 fd, u64 off, u64 addr, u32 len, u32 msg_flags, u64 user_data
 * struct io_uring_cqe, 16 bytes: u64 user_data, s32 res, u32 flags
 * </pre>
 */
final class SubmissionRing implements AutoCloseable {
    private static final int SYS_IO_URING_SETUP = 425;
    private static final int SYS_IO_URING_ENTER = 426;
    private static final int PARAMS_BYTES = 120;
    private static final int SQ_OFFSETS_AT = 40;
    private static final int CQ_OFFSETS_AT = 80;
    private static final long OFF_SQ_RING = 0;
    private static final long OFF_CQ_RING = 0x8000000L;
    private static final long OFF_SQES = 0x10000000L;
    private static final int SQE_BYTES = 64;
    private static final int CQE_BYTES = 16;
    private static final int ENTER_GETEVENTS = 1;
    private static final int OP_SEND = 26;
    private static final int OP_RECV = 27;
    /** The next operation begins after this one, whatever became of it (Linux 5.5). */
    private static final int IOSQE_IO_HARDLINK = 8;

    private static final int MSG_DONTWAIT = 0x40;
    /** With MSG_TRUNC: the result is the datagram's length, also where it was cut. */
    private static final int RECEIVE_FLAGS = MSG_DONTWAIT | 0x20;

    private final LibC libc;
    private final int fd;
    private final Mapping submissions;
    private final Mapping completions;
    private final Mapping entries;
    private final int sqTailAt;
    private final int sqMask;
    private final int sqArrayAt;
    private final int cqHeadAt;
    private final int cqTailAt;
    private final int cqMask;
    private final int cqesAt;
    private int prepared;
    private boolean closed;

    /** Memory of the kernel. */
    private record Mapping(long address, long length, ByteBuffer memory) {}

    /** Is told what became of an operation. */
    interface Completion {
        /**
         * Takes a result.
         *
         * @param id that was given with the operation
         * @param result bytes, or -errno
         */
        void take(int id, int result);
    }

    private SubmissionRing(LibC libc, int fd, ByteBuffer params) {
        this.libc = libc;
        this.fd = fd;
        int sqEntries = params.getInt(0);
        int cqEntries = params.getInt(4);
        sqArrayAt = params.getInt(SQ_OFFSETS_AT + 24);
        cqesAt = params.getInt(CQ_OFFSETS_AT + 20);
        submissions = map(OFF_SQ_RING, sqArrayAt + 4L * sqEntries);
        completions = map(OFF_CQ_RING, cqesAt + (long) CQE_BYTES * cqEntries);
        entries = map(OFF_SQES, (long) SQE_BYTES * sqEntries);
        sqTailAt = params.getInt(SQ_OFFSETS_AT + 4);
        sqMask = submissions.memory.getInt(params.getInt(SQ_OFFSETS_AT + 8));
        cqHeadAt = params.getInt(CQ_OFFSETS_AT);
        cqTailAt = params.getInt(CQ_OFFSETS_AT + 4);
        cqMask = completions.memory.getInt(params.getInt(CQ_OFFSETS_AT + 8));
    }

    /**
     * Makes a ring.
     *
     * @param operations the most that are submitted at once
     * @return the ring; empty where the kernel has none or does not allow it, as in many containers
     */
    static Optional<SubmissionRing> open(int operations) {
        LibC libc = LibC.get();
        ByteBuffer params = ByteBuffer.allocateDirect(PARAMS_BYTES).order(ByteOrder.nativeOrder());
        int fd = libc.syscall(SYS_IO_URING_SETUP, operations, LibC.address(params), 0, 0, 0);
        if (fd < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SubmissionRing(libc, fd, params));
        } catch (SystemCallException e) {
            libc.close(fd);
            return Optional.empty();
        }
    }

    private Mapping map(long offset, long length) {
        long address = libc.mapShared(length, fd, offset);
        if (address == -1) {
            throw new SystemCallException("mmap", "io_uring", libc.errno());
        }
        return new Mapping(address, length, LibC.memory(address, length));
    }

    /** Prepares a send; the operation prepared next begins after it. */
    void send(int socket, long address, int length, int id) {
        prepare(OP_SEND, IOSQE_IO_HARDLINK, socket, address, length, id);
    }

    /** Prepares a receive; the operation prepared next begins after it, unless this one is the last of its chain. */
    void receive(int socket, long address, int length, int id, boolean last) {
        prepare(OP_RECV, last ? 0 : IOSQE_IO_HARDLINK, socket, address, length, id);
    }

    private void prepare(int operation, int flags, int socket, long address, int length, int id) {
        int slot = (submissions.memory.getInt(sqTailAt) + prepared) & sqMask;
        ByteBuffer out = entries.memory.slice(slot * SQE_BYTES, SQE_BYTES).order(ByteOrder.nativeOrder());
        out.put((byte) operation).put((byte) flags).putShort((short) 0).putInt(socket);
        out.putLong(0)
                .putLong(address)
                .putInt(length)
                .putInt(operation == OP_RECV ? RECEIVE_FLAGS : MSG_DONTWAIT)
                .putLong(id);
        while (out.hasRemaining()) {
            out.put((byte) 0);
        }
        submissions.memory.putInt(sqArrayAt + 4 * slot, slot);
        prepared++;
    }

    /**
     * Carries out what was prepared.
     *
     * @param completion is told each result, in no particular order
     * @throws SystemCallException if the ring is of no use; then it is to be closed
     */
    void submit(Completion completion) {
        VarHandle.releaseFence();
        submissions.memory.putInt(sqTailAt, submissions.memory.getInt(sqTailAt) + prepared);
        int toSubmit = prepared;
        int missing = prepared;
        prepared = 0;
        while (missing > 0) {
            int submitted = libc.syscall(SYS_IO_URING_ENTER, fd, toSubmit, missing, ENTER_GETEVENTS, 0);
            if (submitted < 0 && libc.errno() != Errno.EINTR.number()) {
                throw new SystemCallException("io_uring_enter", "netlink sockets", libc.errno());
            }
            toSubmit -= Math.max(submitted, 0);
            missing -= reap(completion);
        }
    }

    private int reap(Completion completion) {
        int head = completions.memory.getInt(cqHeadAt);
        int tail = completions.memory.getInt(cqTailAt);
        VarHandle.acquireFence();
        int reaped = tail - head;
        for (; head != tail; head++) {
            int at = cqesAt + (head & cqMask) * CQE_BYTES;
            completion.take((int) completions.memory.getLong(at), completions.memory.getInt(at + 8));
        }
        VarHandle.releaseFence();
        completions.memory.putInt(cqHeadAt, head);
        return reaped;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            libc.munmap(submissions.address, submissions.length);
            libc.munmap(completions.address, completions.length);
            libc.munmap(entries.address, entries.length);
            libc.close(fd);
        }
    }
}
