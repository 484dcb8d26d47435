package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A transport whose kernel is a function: it is called with the messages of each send and queues replies. A receive without
 * a queued reply times out at once.
 */
public final class ScriptedTransport implements NetlinkTransport {
    /** The port id of this socket. */
    public static final int PORT = 77;

    private final Deque<Object> replies = new ArrayDeque<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final Consumer<List<ReceivedMessage>> kernel;
    private boolean closed;

    ScriptedTransport(Consumer<List<ReceivedMessage>> kernel) {
        this.kernel = kernel;
    }

    ScriptedTransport() {
        this(messages -> {});
    }

    ScriptedTransport reply(byte[]... messagesOfOneDatagram) {
        replies.add(Datagrams.join(messagesOfOneDatagram));
        return this;
    }

    ScriptedTransport fail(NetlinkException error) {
        replies.add(error);
        return this;
    }

    List<byte[]> sent() {
        return sent;
    }

    List<ReceivedMessage> sentMessages(int send) {
        return Datagrams.read(sent.get(send));
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void send(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        sent.add(bytes);
        kernel.accept(Datagrams.read(bytes));
    }

    @Override
    public ByteBuffer receive(Duration timeout) {
        Object next = replies.poll();
        if (next == null) {
            throw new NetlinkTimeoutException("receive", 0, timeout);
        }
        if (next instanceof NetlinkException error) {
            throw error;
        }
        return ByteBuffer.wrap((byte[]) next).order(ByteOrder.nativeOrder());
    }

    @Override
    public int portId() {
        return PORT;
    }

    @Override
    public void close() {
        closed = true;
    }
}
