package io.directorate.consensus.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who stands at the door: connections from addresses that no member has are closed unread; the others must prove within
 * {@link #TIMEOUT_MILLIS} that they know the key. Each waits in a thread of its own, at most {@link #MAX_PER_ADDRESS}
 * from one address: a newcomer takes the place of the oldest from its address, so that whoever holds connections open
 * holds up nobody, not even a member at the same address.
 */
final class Greeter implements AutoCloseable {
    static final int TIMEOUT_MILLIS = 3000;
    static final int MAX_PER_ADDRESS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Greeter.class);
    private static final long LOG_EVERY_NANOS = 10_000_000_000L;

    private final Handshake handshake;
    private final MemberCounters.Live counters;
    private final ExecutorService threads;
    private final Map<InetAddress, ArrayDeque<Guest>> waiting = new HashMap<>();
    private volatile Set<InetAddress> allowed = Set.of();
    private long lastLogNanos = System.nanoTime() - LOG_EVERY_NANOS;
    private long silent;

    /** A connection that waits to be let in. */
    interface Guest {
        Socket socket();

        /** Goes on with Hazelcast, in the calling thread. */
        void admitted();

        void turnedAway();
    }

    Greeter(Handshake handshake, MemberCounters.Live counters, String name) {
        this.handshake = handshake;
        this.counters = counters;
        this.threads = Executors.newCachedThreadPool(MemberThreads.daemon("greeter " + name));
    }

    /** Replaces the addresses from which members connect. */
    void allow(Set<InetAddress> addresses) {
        allowed = Set.copyOf(addresses);
    }

    boolean allows(InetAddress address) {
        return allowed.contains(address);
    }

    /** Takes a new connection; never waits. */
    void arrived(Guest guest) {
        InetAddress from = guest.socket().getInetAddress();
        if (from == null || !allows(from)) {
            counters.refusedAddress.increment();
            guest.turnedAway();
            report("a connection from " + from + " was closed unread: no member has this address");
            return;
        }
        Guest displaced = enter(from, guest);
        if (displaced != null) {
            counters.displaced.increment();
            displaced.turnedAway();
        }
        try {
            threads.execute(() -> greet(from, guest));
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            leave(from, guest);
            guest.turnedAway();
        }
    }

    private synchronized @Nullable Guest enter(InetAddress from, Guest guest) {
        ArrayDeque<Guest> others = waiting.computeIfAbsent(from, address -> new ArrayDeque<>());
        Guest oldest = others.size() >= MAX_PER_ADDRESS ? others.pollFirst() : null;
        others.addLast(guest);
        return oldest;
    }

    /** False if it had to make room for another one. */
    private synchronized boolean leave(InetAddress from, Guest guest) {
        ArrayDeque<Guest> others = waiting.get(from);
        boolean waited = others != null && others.remove(guest);
        if (others != null && others.isEmpty()) {
            waiting.remove(from);
        }
        return waited;
    }

    private void greet(InetAddress from, Guest guest) {
        IOException why = null;
        boolean proved = false;
        boolean waited = false;
        try {
            Socket socket = guest.socket();
            socket.getChannel().configureBlocking(true);
            handshake.accept(
                    new SocketWire(socket, TIMEOUT_MILLIS), (InetSocketAddress) socket.getLocalSocketAddress());
            proved = true;
        } catch (IOException refused) {
            why = refused;
        } finally {
            waited = leave(from, guest);
            if (!proved) {
                guest.turnedAway();
            }
        }
        if (proved) {
            counters.admitted.increment();
            guest.admitted();
        } else if (waited) {
            counters.refusedHandshake.increment();
            report("a connection from " + from + " was closed: " + (why == null ? "" : why.getMessage()));
        }
    }

    /** What a member that this one connects to must prove. */
    void connected(Socket socket) throws IOException {
        handshake.connect(new SocketWire(socket, TIMEOUT_MILLIS), (InetSocketAddress) socket.getRemoteSocketAddress());
    }

    /** One line in ten seconds: who knocks often must not fill the disk. */
    private void report(String what) {
        long unsaid;
        synchronized (this) {
            long now = System.nanoTime();
            if (now - lastLogNanos < LOG_EVERY_NANOS) {
                silent++;
                return;
            }
            lastLogNanos = now;
            unsaid = silent;
            silent = 0;
        }
        LOG.warn("cluster port: {}{}", what, unsaid == 0 ? "" : " (and " + unsaid + " more like it before)");
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
