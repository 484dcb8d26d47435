package io.directorate.consensus.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.server.tcp.TcpServer;
import com.hazelcast.internal.server.tcp.TcpServerConnectionManager;
import com.hazelcast.internal.server.tcp.TcpServerContext;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Between Hazelcast's acceptor and what it does with a connection. Hazelcast hands an accepted connection to its own few
 * threads, which those who say nothing would fill; here it goes to the {@link Greeter} first.
 */
final class GuardedServerContext extends TcpServerContext {
    private static final String WRONG_VERSION =
            "this is not the version of Hazelcast that consensus.cluster is made for";
    private static final Field ACCEPTED = acceptedField();

    private final Greeter greeter;
    /** The acceptor registers a channel and then submits its task, both in its one thread. */
    @SuppressWarnings("ThreadLocalUsage") // One for each start of Hazelcast, used by a thread that ends with it.
    private final ThreadLocal<@Nullable Channel> accepting = new ThreadLocal<>();

    private volatile @Nullable TcpServer server;

    GuardedServerContext(Node node, Greeter greeter) {
        super(node, node.nodeEngine);
        this.greeter = greeter;
    }

    void serves(TcpServer made) {
        server = made;
    }

    void accepting(Channel channel) {
        accepting.set(channel);
    }

    @Override
    public boolean isSocketInterceptorEnabled(EndpointQualifier qualifier) {
        return true;
    }

    @Override
    public void interceptSocket(EndpointQualifier qualifier, Socket socket, boolean accepted) throws IOException {
        socket.getChannel().configureBlocking(true);
        if (!accepted) {
            greeter.connected(socket);
        }
    }

    @Override
    public Future<Void> submitAsync(Runnable task) {
        Channel channel = accepting.get();
        if (channel == null) {
            return super.submitAsync(task);
        }
        accepting.remove();
        greeter.arrived(new Arrival(channel, task));
        return CompletableFuture.completedFuture(null);
    }

    private final class Arrival implements Greeter.Guest {
        private final Channel channel;
        private final Runnable task;

        Arrival(Channel channel, Runnable task) {
            this.channel = channel;
            this.task = task;
        }

        @Override
        public Socket socket() {
            return channel.socket();
        }

        @Override
        public void admitted() {
            task.run();
        }

        @Override
        public void turnedAway() {
            try {
                channel.close();
            } catch (IOException failed) {
                // It is not used in any case.
            }
            accepted().remove(channel);
        }
    }

    /** Hazelcast remembers accepted channels until they are connections, also those that never become one. */
    @SuppressWarnings("unchecked") // Its declared type, in a class that cannot be named here.
    private Set<Channel> accepted() {
        TcpServer serving = server;
        if (serving == null) {
            return new HashSet<>();
        }
        try {
            return (Set<Channel>) ACCEPTED.get(serving.getConnectionManager(EndpointQualifier.MEMBER));
        } catch (IllegalAccessException never) {
            throw new IllegalStateException(WRONG_VERSION, never);
        }
    }

    /** How many connections Hazelcast holds that are not let in yet. */
    int acceptedCount() {
        return accepted().size();
    }

    private static Field acceptedField() {
        try {
            Field field = TcpServerConnectionManager.class.getSuperclass().getDeclaredField("acceptedChannels");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException changed) {
            throw new IllegalStateException(WRONG_VERSION, changed);
        }
    }
}
