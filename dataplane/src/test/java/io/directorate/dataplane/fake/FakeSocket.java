package io.directorate.dataplane.fake;

import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.netlink.NetlinkTimeoutException;
import io.directorate.dataplane.netlink.NetlinkTransport;
import io.directorate.dataplane.netlink.ReceiveOverrunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket to the fake kernel, as {@code net/netlink/af_netlink.c} has it: an acknowledgement is a datagram of its own; an error does not
 * stop the messages after it; one dump runs at a time, its next part is made when the one before is taken, and its end is a part of its own.
 *
 * <p>Nothing waits: where a real socket would wait in vain, the time-out comes at once.
 */
final class FakeSocket implements NetlinkTransport {
    private static final int HEADER = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLM_F_DUMP = 0x300;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int FIRST_TYPE = 16;
    private static final int EBADF = 9;

    private final FakeKernel kernel;
    private final int portId;
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private final Deque<byte[]> delayed = new ArrayDeque<>();
    private @Nullable Dump dump;
    private boolean overrun;
    private boolean closed;

    FakeSocket(FakeKernel kernel, int portId) {
        this.kernel = kernel;
        this.portId = portId;
    }

    /** A dump that goes on: the next part is made from an index on, as {@code netlink_callback.args[0]}. */
    private static final class Dump {
        private final byte[] request;
        private final int sequence;
        private int index;

        Dump(byte[] request, int sequence) {
            this.request = request;
            this.sequence = sequence;
        }
    }

    @Override
    public void send(ByteBuffer datagram) {
        requireOpen();
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        synchronized (kernel) {
            kernel.countSend();
            ready.addAll(delayed);
            delayed.clear();
            int at = 0;
            while (bytes.length - at >= HEADER) {
                int length =
                        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(at);
                if (length < HEADER || length > bytes.length - at) {
                    return;
                }
                take(Arrays.copyOfRange(bytes, at, at + length));
                at += (length + 3) & ~3;
            }
        }
    }

    private void take(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        int type = Short.toUnsignedInt(in.getShort(4));
        int flags = Short.toUnsignedInt(in.getShort(6));
        int sequence = in.getInt(8);
        Optional<FakeErrno> error = Optional.empty();
        if ((flags & NLM_F_REQUEST) != 0 && type >= FIRST_TYPE) {
            try {
                boolean isDump = (flags & NLM_F_DUMP) == NLM_F_DUMP;
                kernel.check(type, message, isDump);
                if (isDump) {
                    startDump(message, sequence);
                    return;
                }
                kernel.carryOut(type, message, sequence, portId).ifPresent(this::queue);
            } catch (FakeErrno e) {
                error = Optional.of(e);
            }
        }
        if ((flags & NLM_F_ACK) != 0 || error.isPresent()) {
            queue(acknowledgement(message, sequence, error));
        }
    }

    private byte[] acknowledgement(byte[] request, int sequence, Optional<FakeErrno> error) {
        Optional<String> text = error.flatMap(FakeErrno::text);
        int flags = NLM_F_CAPPED | (text.isPresent() ? NLM_F_ACK_TLVS : 0);
        Out out = Out.message(NLMSG_ERROR, flags, sequence, portId)
                .raw32(-error.map(FakeErrno::errno).orElse(0))
                .raw(Arrays.copyOf(request, HEADER));
        text.ifPresent(words -> out.string(1, words));
        return out.finish();
    }

    private void startDump(byte[] message, int sequence) throws FakeErrno {
        if (dump != null) {
            throw new FakeErrno(FakeErrno.EBUSY);
        }
        dump = new Dump(message, sequence);
        continueDump();
    }

    /** {@code netlink_dump}: one more part, or the end. */
    private void continueDump() {
        Dump running = dump;
        if (running == null) {
            return;
        }
        FakeKernel.Part part = kernel.dumpPart(running.request, running.index, running.sequence, portId);
        running.index = part.nextIndex();
        if (part.bytes().hasRemaining()) {
            queue(part.bytes().array());
        } else {
            dump = null;
            queue(Out.message(NLMSG_DONE, Out.NLM_F_MULTI, running.sequence, portId)
                    .raw32(0)
                    .finish());
        }
    }

    private void queue(byte[] datagram) {
        Optional<Fault> fault = kernel.nextFault();
        if (fault.isEmpty()) {
            ready.add(datagram);
            return;
        }
        switch (fault.get()) {
            case DROP_REPLY -> {}
            case DELAY -> delayed.add(datagram);
            case NO_BUFFERS -> overrun = true;
            case OVERSIZE -> ready.add(new byte[0]);
            default -> ready.add(Damage.apply(fault.get(), datagram));
        }
    }

    @Override
    public ByteBuffer receive(Duration timeout) {
        requireOpen();
        synchronized (kernel) {
            if (overrun) {
                overrun = false;
                throw new ReceiveOverrunException("receive on fake socket", 0);
            }
            byte[] datagram = ready.poll();
            if (datagram == null) {
                continueDump();
                datagram = ready.poll();
            }
            if (datagram == null) {
                throw new NetlinkTimeoutException("receive on fake socket", 0, timeout);
            }
            if (ready.isEmpty()) {
                continueDump();
            }
            if (datagram.length == 0) {
                throw new MalformedMessageException("datagram", 0, "at most 65536 bytes", "more");
            }
            return ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        }
    }

    @Override
    public int portId() {
        return portId;
    }

    private void requireOpen() {
        if (closed) {
            throw new NetlinkException("fake socket", EBADF, 0);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
