package io.directorate.node.client;

import io.directorate.node.client.UnixHttpException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A connection over a Unix domain socket on which every wait has an end. One thread. */
final class UnixHttpConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Path path;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private Duration bound;
    private long deadlineNanos;
    private boolean boundIsPerRead;

    private UnixHttpConnection(Path path, SocketChannel channel, SelectionKey key, Duration bound) {
        this.path = path;
        this.channel = channel;
        this.key = key;
        this.bound = bound;
        this.deadlineNanos = System.nanoTime() + bound.toNanos();
    }

    static UnixHttpConnection open(Path path, Duration timeout) throws UnixHttpException {
        SocketChannel channel = null;
        try {
            // Connecting to a Unix socket does not wait for the other side.
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            return new UnixHttpConnection(path, channel, key, timeout);
        } catch (IOException e) {
            closeQuietly(channel);
            throw refusal(path, e);
        }
    }

    private static UnixHttpException refusal(Path path, IOException e) {
        boolean denied = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("permission denied");
        if (denied) {
            return new UnixHttpException(
                    Reason.NOT_PERMITTED,
                    "director at " + path + ": this user may not open the control socket; run it as root or as the"
                            + " director's user",
                    e);
        }
        String why = Files.exists(path) ? "nobody listens there (" + e.getMessage() + ")" : "there is no such socket";
        return new UnixHttpException(
                Reason.NOT_RUNNING, "director at " + path + ": " + why + "; start it with 'directorate run'", e);
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The failure to connect is what is reported.
            return;
        }
    }

    /** From now on each read waits at most so long, however long the whole takes. */
    void idleAtMost(Duration idle) {
        bound = idle;
        boundIsPerRead = true;
    }

    UnixHttpException failure(Reason reason, String message) {
        return new UnixHttpException(reason, "director at " + path + ": " + message, null);
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /** Reads what is there, at least one byte; -1 at the end. */
    int read(byte[] target, int most) throws IOException {
        if (!received.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(most, received.remaining());
        received.get(target, 0, count);
        return count;
    }

    /** Reads a line without its line end. */
    String readLine(int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        while (true) {
            if (!received.hasRemaining() && !fill()) {
                throw failure(Reason.BROKEN, "the connection ended before the answer was complete");
            }
            byte next = received.get();
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
            if (line.size() > most) {
                throw failure(Reason.BAD_ANSWER, "the head of the answer is longer than is taken");
            }
        }
    }

    private boolean fill() throws IOException {
        if (boundIsPerRead) {
            deadlineNanos = System.nanoTime() + bound.toNanos();
        }
        received.clear();
        int count = channel.read(received);
        while (count == 0) {
            await(SelectionKey.OP_READ);
            count = channel.read(received);
        }
        received.flip();
        return count > 0;
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        long leftMillis = (deadlineNanos - System.nanoTime() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        if (leftMillis <= 0) {
            throw failure(Reason.TIMEOUT, "no answer within " + bound.toMillis() + " ms");
        }
        key.selector().select(leftMillis);
        key.selector().selectedKeys().clear();
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw failure(Reason.BROKEN, "interrupted while waiting for the answer");
        }
    }

    @Override
    public void close() {
        try {
            key.selector().close();
            channel.close();
        } catch (IOException e) {
            // Nothing was left to lose on it.
            return;
        }
    }
}
