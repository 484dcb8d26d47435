package io.directorate.node.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Listens on a Unix socket, reads a request, writes raw bytes back, and closes; one connection after the other. */
public final class FakeUnixServer implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Function<String, String> answers;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Thread thread;

    public FakeUnixServer(Path socket, Function<String, String> answers) throws IOException {
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        this.answers = answers;
        this.thread = new Thread(this::serve, "fake director");
        thread.setDaemon(true);
        thread.start();
    }

    /** The requests so far, each with its head and body. */
    public List<String> requests() {
        return requests;
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel client = server.accept()) {
                    String request = read(client);
                    if (!request.isEmpty()) {
                        requests.add(request);
                        ByteBuffer answer =
                                ByteBuffer.wrap(answers.apply(request).getBytes(StandardCharsets.UTF_8));
                        while (answer.hasRemaining()) {
                            client.write(answer);
                        }
                    }
                }
            }
        } catch (AsynchronousCloseException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(SocketChannel client) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (!isWhole(bytes.toString(StandardCharsets.UTF_8))) {
            buffer.clear();
            int count = client.read(buffer);
            if (count < 0) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
            bytes.write(buffer.array(), 0, count);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isWhole(String request) {
        int end = request.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        int at = request.indexOf("Content-Length: ");
        if (at < 0 || at > end) {
            return true;
        }
        int length = Integer.parseInt(request.substring(at + 16, request.indexOf('\r', at)));
        return request.substring(end + 4).getBytes(StandardCharsets.UTF_8).length >= length;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        thread.join(10_000);
    }
}
