package io.directorate.node.api;

import io.directorate.node.config.DirectorConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the API on loopback and on the control socket.
 *
 * <p>The control socket is a Unix-domain socket named after the director's network namespace, {@code netns-<inode>.sock}: so a command finds
 * the director of the namespace that it runs in, or none. Only root and the director's own user may use it; the kernel names them.
 */
public final class ApiServer implements AutoCloseable {
    /** The largest request body: a declared configuration of some 50,000 services. */
    public static final int MAX_BODY_BYTES = 32 << 20;

    private static final int IDLE_SECONDS = 120;
    private static final long START_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private final Optional<HttpServer> tcp;
    private final HttpServer control;
    private final Path controlSocket;

    private ApiServer(Optional<HttpServer> tcp, HttpServer control, Path controlSocket) {
        this.tcp = tcp;
        this.control = control;
        this.controlSocket = controlSocket;
    }

    /**
     * Starts serving.
     *
     * @param vertx runs the event loops
     * @param node what the routes work on
     * @param config where to listen
     * @param controlSocket path of the control socket; a stale file there is removed
     * @return the server
     * @throws IOException if a port or the socket cannot be had
     */
    public static ApiServer start(Vertx vertx, NodeServices node, DirectorConfig config, Path controlSocket)
            throws IOException {
        Files.createDirectories(controlSocket.getParent());
        Files.deleteIfExists(controlSocket);
        ClusterRoutes.Backups backups =
                new ClusterRoutes.Backups(config.dataDir().resolve("tmp").resolve("backup"), new AtomicBoolean());
        HttpServer control = vertx.createHttpServer(options())
                .requestHandler(router(vertx, node, backups, true))
                .exceptionHandler(e -> LOG.debug("A connection to the control socket failed", e));
        await(
                control.listen(SocketAddress.domainSocketAddress(controlSocket.toString())),
                "the control socket " + controlSocket);
        Files.setPosixFilePermissions(controlSocket, PosixFilePermissions.fromString("rw-rw----"));
        Optional<HttpServer> tcp = Optional.empty();
        if (config.api().enabled()) {
            HttpServer server = vertx.createHttpServer(options())
                    .requestHandler(router(vertx, node, backups, false))
                    .exceptionHandler(e -> LOG.debug("A connection to the API failed", e));
            try {
                await(
                        server.listen(config.api().port(), config.api().host()),
                        "api.listen " + config.api().host() + ":" + config.api().port());
            } catch (IOException e) {
                control.close();
                Files.deleteIfExists(controlSocket);
                throw e;
            }
            tcp = Optional.of(server);
        }
        return new ApiServer(tcp, control, controlSocket);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(16 << 10)
                .setHandle100ContinueAutomatically(true)
                .setReuseAddress(true);
    }

    private static Router router(Vertx vertx, NodeServices node, ClusterRoutes.Backups backups, boolean controlSocket) {
        Router router = Router.router(vertx);
        RequestGuard.mount(router, controlSocket);
        new CommandRoutes(node, controlSocket).mount(router);
        new StateRoutes(vertx, node).mount(router);
        new ClusterRoutes(vertx, node, backups).mount(router);
        new EventRoutes(vertx, node, controlSocket ? "control" : "tcp").mount(router);
        new SystemRoutes(vertx, node).mount(router);
        RequestGuard.mountLast(router);
        return router;
    }

    private static void await(Future<HttpServer> future, String what) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("cannot listen on " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("cannot listen on " + what + " within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting to listen on " + what, e);
        }
    }

    /**
     * Returns the TCP port.
     *
     * @return the port in use; 0 if the API is offered on the control socket only
     */
    public int port() {
        return tcp.map(HttpServer::actualPort).orElse(0);
    }

    /** Stops listening and removes the control socket. */
    @Override
    public void close() {
        tcp.ifPresent(HttpServer::close);
        control.close();
        try {
            Files.deleteIfExists(controlSocket);
        } catch (IOException e) {
            LOG.warn("The control socket {} could not be removed", controlSocket, e);
        }
    }
}
