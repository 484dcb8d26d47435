package io.directorate.node.pki;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Sends back what it gets, on a thread for each connection, and remembers who came last. */
final class EchoServer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final SSLServerSocket server;
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable X509Certificate lastPeer;

    EchoServer(SSLServerSocket server) {
        this.server = server;
        start(this::accept, "echo-accept");
    }

    @Nullable
    X509Certificate lastPeer() {
        return lastPeer;
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) server.accept();
                open.add(socket);
                start(() -> echo(socket), "echo");
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void echo(SSLSocket socket) {
        try (socket) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.startHandshake();
            lastPeer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int value = in.read(); value >= 0; value = in.read()) {
                out.write(value);
                out.flush();
            }
        } catch (IOException e) {
            // The client sees it: it was refused, or has gone.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SSLSocket socket : open) {
            socket.close();
        }
    }
}
