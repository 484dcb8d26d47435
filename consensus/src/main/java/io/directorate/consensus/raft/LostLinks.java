package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the connections to members that could not be reached for a while, as soon as they can be reached again.
 *
 * <p>TCP sends again, and connects again, after waits that double: when the network is back after a minute, it would take
 * another minute until the old connection is of use, and Ratis lets nobody set how long it may wait. So this tries short
 * connections of its own, which say nothing, to members that are silent. Who was silent but could be reached all the time is
 * only slow, busy with a copy of the state for example: its connection is left alone.
 *
 * <p>One thread, from {@link #start} to {@link #close}.
 */
final class LostLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LostLinks.class);
    /** A follower that answers nothing for so long is looked for; it is asked every 150 to 300 ms. */
    private static final Duration SILENT = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration CONNECT = Duration.ofMillis(500);
    /** Of so many members at a time; a group has a few. */
    private static final int MAX_TRIED = 16;

    private static final long CLOSE_MILLIS = 2_000;

    private final Supplier<SessionView> view;
    private final UUID self;
    private final Consumer<UUID> replace;
    private final Thread thread = Threads.daemon("service-log-links").newThread(this::run);
    private final Set<UUID> lost = new HashSet<>();
    private volatile boolean closed;

    /**
     * Prepares it.
     *
     * @param view the group as this member sees it
     * @param self this member
     * @param replace gives up a member's connections, so that the next request makes new ones
     */
    LostLinks(Supplier<SessionView> view, UUID self, Consumer<UUID> replace) {
        this.view = view;
        this.self = self;
        this.replace = replace;
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                Map<UUID, LogEndpoint> silent = silent(view.get(), self);
                replaceable(silent.keySet(), silent.isEmpty() ? Set.of() : reach(silent))
                        .forEach(member -> {
                            LOG.info("member {} can be reached again; the connection to it is made anew", member);
                            replace.accept(member);
                        });
            } catch (RuntimeException unexpected) {
                // Ratis may be closing; lost members are looked for as long as this session lives.
                LOG.debug("silent members could not be looked for", unexpected);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Those from whom this member should hear something, but does not. */
    static Map<UUID, LogEndpoint> silent(SessionView view, UUID self) {
        Map<UUID, LogEndpoint> silent = new HashMap<>();
        boolean leads = view.leaderId().filter(self::equals).isPresent();
        for (LogMember member : view.members()) {
            boolean saysNothing = leads
                    ? member.silentFor()
                            .filter(time -> time.compareTo(SILENT) >= 0)
                            .isPresent()
                    : view.leaderId().isEmpty();
            if (saysNothing && !member.memberId().equals(self) && silent.size() < MAX_TRIED) {
                silent.put(member.memberId(), member.endpoint());
            }
        }
        return silent;
    }

    /** Decides whose connection is to be replaced: those that were out of reach during their silence, and are not any more. */
    Set<UUID> replaceable(Set<UUID> silent, Set<UUID> reached) {
        lost.retainAll(silent);
        Set<UUID> back = new HashSet<>(reached);
        back.retainAll(lost);
        lost.addAll(silent);
        lost.removeAll(reached);
        return back;
    }

    /** Connects to all at once. */
    private static Set<UUID> reach(Map<UUID, LogEndpoint> members) {
        Map<UUID, SocketChannel> open = new HashMap<>();
        Set<UUID> reached = new HashSet<>();
        try {
            members.forEach((member, where) -> connect(member, where, open));
            long until = System.nanoTime() + CONNECT.toNanos();
            while (!open.isEmpty() && System.nanoTime() - until < 0) {
                reached.addAll(finished(open));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        } finally {
            open.values().forEach(LostLinks::close);
        }
        return reached;
    }

    private static void connect(UUID member, LogEndpoint where, Map<UUID, SocketChannel> open) {
        try {
            SocketChannel channel = SocketChannel.open();
            open.put(member, channel);
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(where.host(), where.port()));
        } catch (IOException | UnresolvedAddressException failure) {
            SocketChannel failed = open.remove(member);
            if (failed != null) {
                close(failed);
            }
        }
    }

    /** Takes out those that are connected, which are returned, and those that never will be. */
    private static List<UUID> finished(Map<UUID, SocketChannel> open) {
        List<UUID> connected = new ArrayList<>();
        for (Iterator<Map.Entry<UUID, SocketChannel>> all = open.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<UUID, SocketChannel> one = all.next();
            try {
                if (one.getValue().finishConnect()) {
                    connected.add(one.getKey());
                    close(one.getValue());
                    all.remove();
                }
            } catch (IOException refused) {
                close(one.getValue());
                all.remove();
            }
        }
        return connected;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.debug("closing a connection that was only tried failed", failure);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
