package io.directorate.node.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request: on the control socket the kernel tells ({@code SO_PEERCRED}, unix(7)), on loopback nobody can.
 *
 * <p>Names: {@code user:root}, or {@code loopback:127.0.0.1}.
 */
final class Actors {
    private Actors() {}

    /**
     * Returns the user at the other end of a control-socket connection.
     *
     * @param connection accepted on the control socket
     * @return the user's name, or its number where it has no name; null if the kernel does not tell
     */
    static @Nullable String user(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            return null;
        }
        Channel channel = base.channel();
        try {
            UnixDomainPrincipal peer =
                    channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
            return peer == null ? null : peer.user().getName();
        } catch (ChannelException | UnsupportedOperationException e) {
            return null;
        }
    }

    static String name(HttpServerRequest request, boolean controlSocket) {
        if (controlSocket) {
            String user = user(request.connection());
            return "user:" + (user == null ? "unknown" : user);
        }
        SocketAddress remote = request.remoteAddress();
        return "loopback:" + (remote == null ? "unknown" : remote.hostAddress());
    }
}
