package io.directorate.consensus.cluster;

import static com.hazelcast.spi.properties.ClusterProperty.IO_BALANCER_INTERVAL_SECONDS;
import static com.hazelcast.spi.properties.ClusterProperty.IO_INPUT_THREAD_COUNT;
import static com.hazelcast.spi.properties.ClusterProperty.IO_OUTPUT_THREAD_COUNT;
import static com.hazelcast.spi.properties.ClusterProperty.IO_WRITE_THROUGH_ENABLED;

import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.Networking;
import com.hazelcast.internal.networking.nio.NioNetworking;
import com.hazelcast.internal.server.Server;
import com.hazelcast.internal.server.tcp.LocalAddressRegistry;
import com.hazelcast.internal.server.tcp.ServerSocketRegistry;
import com.hazelcast.internal.server.tcp.TcpServer;
import com.hazelcast.internal.server.tcp.TcpServerConnectionChannelErrorHandler;
import com.hazelcast.internal.util.ThreadAffinity;
import com.hazelcast.spi.properties.HazelcastProperties;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * Hazelcast's parts, with a {@link Greeter} before its port. Hazelcast sells this as a feature; its free edition has the
 * hooks and no implementation. Internal packages of Hazelcast 5.6.0: {@code StrangerIT} proves that it works, and must be
 * run with any other version.
 */
final class GuardedNodeContext extends DefaultNodeContext {
    private final Greeter greeter;

    GuardedNodeContext(Greeter greeter) {
        this.greeter = greeter;
    }

    @Override
    public Server createServer(Node node, ServerSocketRegistry registry, LocalAddressRegistry addresses) {
        GuardedServerContext context = new GuardedServerContext(node, greeter);
        TcpServer server = new TcpServer(
                node.getConfig(),
                context,
                registry,
                addresses,
                node.nodeEngine.getMetricsRegistry(),
                new Watched(networking(node), context),
                node.getNodeExtension().createChannelInitializerFn(context));
        context.serves(server);
        return server;
    }

    private static Networking networking(Node node) {
        HazelcastProperties properties = node.getProperties();
        NioNetworking.Context context = new NioNetworking.Context();
        context.loggingService(node.loggingService);
        context.errorHandler(new TcpServerConnectionChannelErrorHandler(
                node.loggingService.getLogger(TcpServerConnectionChannelErrorHandler.class)));
        context.metricsRegistry(node.nodeEngine.getMetricsRegistry());
        context.threadNamePrefix(node.hazelcastInstance.getName());
        context.concurrencyDetection(node.nodeEngine.getConcurrencyDetection());
        context.inputThreadCount(properties.getInteger(IO_INPUT_THREAD_COUNT));
        context.inputThreadAffinity(ThreadAffinity.DISABLED);
        context.outputThreadCount(properties.getInteger(IO_OUTPUT_THREAD_COUNT));
        context.outputThreadAffinity(ThreadAffinity.DISABLED);
        context.balancerIntervalSeconds(properties.getInteger(IO_BALANCER_INTERVAL_SECONDS));
        context.writeThroughEnabled(properties.getBoolean(IO_WRITE_THROUGH_ENABLED));
        return new NioNetworking(context);
    }

    /** Tells which channel belongs to the connection that is being accepted. */
    private record Watched(Networking networking, GuardedServerContext context) implements Networking {
        @Override
        public Channel register(ChannelInitializer initializer, SocketChannel socket, boolean connecting)
                throws IOException {
            Channel channel = networking.register(initializer, socket, connecting);
            if (!connecting) {
                context.accepting(channel);
            }
            return channel;
        }

        @Override
        public void restart() {
            networking.restart();
        }

        @Override
        public void shutdown() {
            networking.shutdown();
        }
    }
}
