package io.directorate.node.director;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.node.pki.Strangers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Connections to a port that are held open and say nothing, or begin a TLS handshake and leave it there. Those that the port closes are made again. */
final class HeldConnections implements AutoCloseable {
    private static final long AWAIT_SECONDS = 30;
    private static final int WHOLE_EVERY = 10;
    private static final int MAX_HELLO_BYTES = 32 * 1024;

    private final InetSocketAddress where;
    private final @Nullable SocketChannel[] held;
    private final boolean half;
    private final byte[] hello;
    private final Thread thread = new Thread(this::run, "held-connections");
    private final AtomicInteger made = new AtomicInteger();
    private volatile int mostOpen;
    private volatile @Nullable IOException failure;
    private volatile boolean closed;

    /**
     * Starts making them.
     *
     * @param where the port
     * @param number how many
     * @param half whether they begin a handshake: half of the first message; every tenth all of it, to which the port has to compute an
     *     answer, and nothing more
     */
    HeldConnections(LogEndpoint where, int number, boolean half) throws Exception {
        this.where = new InetSocketAddress(where.host(), where.port());
        this.held = new SocketChannel[number];
        this.half = half;
        SSLEngine engine = Strangers.without().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer message = ByteBuffer.allocate(MAX_HELLO_BYTES);
        engine.wrap(ByteBuffer.allocate(0), message);
        message.flip();
        hello = new byte[message.remaining()];
        message.get(hello);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        ByteBuffer said = ByteBuffer.allocate(MAX_HELLO_BYTES);
        while (!closed) {
            int open = 0;
            for (int i = 0; i < held.length && !closed; i++) {
                try {
                    if (!isOpen(i, said)) {
                        connect(i);
                    } else {
                        open++;
                    }
                } catch (IOException e) {
                    failure = e;
                }
            }
            mostOpen = Math.max(mostOpen, open);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private boolean isOpen(int number, ByteBuffer said) {
        SocketChannel channel = held[number];
        if (channel == null) {
            return false;
        }
        try {
            said.clear();
            return channel.read(said) >= 0;
        } catch (IOException reset) {
            return false;
        }
    }

    private void connect(int number) throws IOException {
        SocketChannel old = held[number];
        if (old != null) {
            old.close();
        }
        SocketChannel channel = SocketChannel.open(where);
        held[number] = channel;
        made.incrementAndGet();
        if (half) {
            int length = number % WHOLE_EVERY == 0 ? hello.length : hello.length / 2;
            ByteBuffer part = ByteBuffer.wrap(hello, 0, length);
            while (part.hasRemaining()) {
                channel.write(part);
            }
        }
        channel.configureBlocking(false);
    }

    /** Waits until all were open at one time. */
    void awaitOpen() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
        while (mostOpen < held.length) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("at most " + mostOpen + " connections to " + where + " were open", failure);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    int mostOpen() {
        return mostOpen;
    }

    /** How many were made so far, those that were closed among them. */
    int made() {
        return made.get();
    }

    @Override
    public void close() throws InterruptedException, IOException {
        closed = true;
        thread.join(TimeUnit.SECONDS.toMillis(AWAIT_SECONDS));
        for (SocketChannel channel : held) {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
