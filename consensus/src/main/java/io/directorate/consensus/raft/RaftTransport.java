package io.directorate.consensus.raft;

import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.ServiceLogConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.netty.channel.EventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.epoll.Epoll;
import org.apache.ratis.thirdparty.io.netty.channel.epoll.EpollEventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.epoll.EpollServerSocketChannel;
import org.apache.ratis.thirdparty.io.netty.channel.nio.NioEventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.socket.nio.NioServerSocketChannel;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.SizeInBytes;

/** How members reach each other: one alone opens no port; several speak gRPC with mutual TLS. */
final class RaftTransport {
    /** A copy of the state travels in pieces of this size. */
    static final int SNAPSHOT_CHUNK_BYTES = 1 << 20;

    private static final int MESSAGE_SLACK_BYTES = 1 << 20;
    /** How long one piece of a copy may take; the last one includes replacing the state by it. */
    private static final Duration SNAPSHOT_CHUNK = Duration.ofSeconds(15);
    /** Whoever connects has so long to prove who it is. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);
    /** A connection from a member that went away is noticed so long after its last word, and closed. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

    private static final int INBOUND_THREADS = 2;

    /**
     * Threads for what comes in, of all logs of this process. By default gRPC has the same ones for both ways: strangers'
     * handshakes would hold up what a leader says to its followers, until they elect another. Never closed, as gRPC's own;
     * Ratis would wait two seconds for that at each stop.
     */
    private static final class Inbound {
        static final boolean EPOLL = Epoll.isAvailable();
        static final EventLoopGroup THREADS = EPOLL
                ? new EpollEventLoopGroup(INBOUND_THREADS, Threads.daemon("service-log-inbound"))
                : new NioEventLoopGroup(INBOUND_THREADS, Threads.daemon("service-log-inbound"));

        private Inbound() {}

        static NettyServerBuilder use(NettyServerBuilder builder) {
            return builder.channelType(EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                    .bossEventLoopGroup(THREADS)
                    .workerEventLoopGroup(THREADS);
        }
    }

    /** gRPC writes to the JDK's logging, past ours, that it found epoll. Kept, because loggers are collected otherwise. */
    private static final java.util.logging.Logger GRPC =
            java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

    static {
        leaveTheProcessAlone();
        GRPC.setLevel(Level.WARNING);
    }

    private final Optional<TlsKeys> tls;
    private final UnaryOperator<NettyServerBuilder> extra;
    private final CallHandler handler;

    /**
     * Makes the transport of one log.
     *
     * @param tls certificates
     * @param extra what else is done to the server; nothing, except in tests that cut connections
     * @param handler answers what is asked over the port
     */
    RaftTransport(Optional<LogTls> tls, UnaryOperator<NettyServerBuilder> extra, CallHandler handler) {
        this.tls = tls.map(TlsKeys::new);
        this.extra = extra;
        this.handler = handler;
    }

    /**
     * Ratis ends the process when its port is taken, and, by a handler that it installs for all threads, when any thread
     * dies. A taken port is an error to report and to try again; other threads are none of its business.
     */
    private static void leaveTheProcessAlone() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        ExitUtils.setTerminateOnUncaughtException(false);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /**
     * Refuses an address that others could reach without certificates: anybody there could vote and write.
     *
     * @throws IllegalArgumentException if the address is not a loopback address and there are no certificates
     */
    static void checkListen(ServiceLogConfig.Group group) {
        Optional<LogEndpoint> listen = group.listen();
        if (listen.isEmpty()) {
            return;
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(listen.get().host());
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("listen: " + listen.get() + " cannot be resolved", unknown);
        }
        if (group.tls().isEmpty() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException("listen: " + listen.get()
                    + " is not a loopback address; without certificates the log must not be reachable");
        }
        if (group.tls().isPresent() && address.isAnyLocalAddress()) {
            throw new IllegalArgumentException("listen: " + listen.get()
                    + " is every address of this machine; give the one at which the other members reach it");
        }
    }

    static void set(ServiceLogConfig config, RaftProperties properties) {
        Optional<LogEndpoint> listen = config.group().listen();
        if (listen.isEmpty()) {
            RaftConfigKeys.Rpc.setType(properties, new NoPortRpcType());
            return;
        }
        RaftConfigKeys.Rpc.setType(properties, new GroupRpcType());
        GrpcConfigKeys.Server.setHost(properties, listen.get().host());
        GrpcConfigKeys.Server.setPort(properties, listen.get().port());
        // The server has one limit for everything that it is sent.
        long message = Math.max(2L * RaftSettings.maxRecordBytes(config), CallWire.MAX_MESSAGE_BYTES);
        GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf(message + MESSAGE_SLACK_BYTES));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(
                properties, SizeInBytes.valueOf(SNAPSHOT_CHUNK_BYTES));
        GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(properties, RaftSettings.time(SNAPSHOT_CHUNK));
    }

    /** Says in words that the port cannot be had, if that is why Ratis did not start. */
    static void throwIfTaken(ServiceLogConfig config, Exception failure) throws IOException {
        if (failure instanceof ExitUtils.ExitException && failure.getCause() != null) {
            String where = config.group().listen().map(LogEndpoint::toString).orElse("");
            throw new IOException(
                    where + " cannot be listened on: " + Outcomes.root(failure).getMessage(), failure);
        }
    }

    /** What a client is given that cannot be written as text: certificates. */
    Parameters parameters() {
        Parameters parameters = new Parameters();
        tls.ifPresent(keys -> GrpcConfigKeys.TLS.setConf(parameters, keys.config()));
        return parameters;
    }

    /** What a member of a group is given: certificates, limits, its senders, and what answers questions beside Raft. */
    Parameters parameters(UUID groupId, Senders senders) {
        Parameters parameters = parameters();
        senders.into(parameters);
        CallService calls = new CallService(groupId, handler);
        GrpcConfigKeys.Server.setServicesCustomizer(
                parameters, (builder, services) -> customize(builder).addService(calls.definition()));
        return parameters;
    }

    /**
     * Uses other certificates from the next handshake on.
     *
     * @throws IllegalStateException if there were none before: the port speaks in clear
     */
    void renew(LogTls other) {
        tls.orElseThrow(() -> new IllegalStateException("the service log was opened without certificates; restart it"))
                .renew(other);
    }

    private NettyServerBuilder customize(NettyServerBuilder builder) {
        return extra.apply(Inbound.use(builder)
                .handshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS));
    }
}
