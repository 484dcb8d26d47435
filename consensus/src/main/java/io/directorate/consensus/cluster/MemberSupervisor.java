package io.directorate.consensus.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.OutOfMemoryErrorDispatcher;
import io.directorate.consensus.log.LogEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts Hazelcast, watches it, and starts it anew; one thread that alone does all that may wait. */
final class MemberSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(MemberSupervisor.class);
    private static final AtomicLong INSTANCES = new AtomicLong();
    private static final long TICK_MILLIS = 1000;
    private static final long MIN_WAIT_MILLIS = 1000;
    private static final long MAX_WAIT_MILLIS = 30_000;
    private static final long STABLE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long RESOLVE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** How long after a change of members the bus registrations are written again, in ticks. */
    private static final int REPUBLISH_TICKS = 12;

    private final MemberSettings settings;
    private final Consumer<MemberState> listener;
    private final MemberCounters.Live counters = new MemberCounters.Live();
    private final Greeter greeter;
    private final String nodeId = UUID.randomUUID().toString();
    private final RejoiningClusterManager clusterManager = new RejoiningClusterManager(nodeId);
    private final Thread thread;

    private volatile List<LogEndpoint> others;
    private volatile @Nullable HazelcastInstance instance;
    private volatile MemberState state = new MemberState(MemberState.Phase.STARTING, List.of(), Optional.empty());
    private volatile boolean stopping;
    private @Nullable Config config;
    private boolean signalled;
    private int republishTicks;
    private long resolvedNanos;

    MemberSupervisor(MemberSettings settings, Consumer<MemberState> listener) {
        this.settings = settings;
        this.listener = listener;
        this.others = settings.others();
        this.greeter = new Greeter(
                new Handshake(settings.key(), settings.clusterName(), new SecureRandom()), counters, settings.name());
        this.thread = MemberThreads.daemon("cluster member " + settings.name()).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    MemberState state() {
        return state;
    }

    RejoiningClusterManager clusterManager() {
        return clusterManager;
    }

    @Nullable
    HazelcastInstance instance() {
        return instance;
    }

    MemberCounters counters() {
        return counters.now();
    }

    void others(List<LogEndpoint> named) {
        others = named;
        synchronized (this) {
            resolvedNanos = System.nanoTime() - RESOLVE_NANOS;
        }
        signal();
    }

    boolean stop(int seconds) {
        stopping = true;
        signal();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(seconds));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        clusterManager.ended();
        return !thread.isAlive();
    }

    private synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    /** Waits for a signal or until the time is over. */
    private synchronized void await(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!signalled) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return;
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                // This thread is nobody else's: it ends when stop() says so.
            }
        }
        signalled = false;
    }

    private void run() {
        long waitMillis = MIN_WAIT_MILLIS;
        while (!stopping) {
            long began = System.nanoTime();
            String why = one();
            if (stopping) {
                break;
            }
            waitMillis = System.nanoTime() - began > STABLE_NANOS ? MIN_WAIT_MILLIS : waitMillis;
            String what = "cluster: " + why + "; it is started anew in " + waitMillis
                    + " ms, the service log and the dataplane go on";
            LOG.warn("{}", what);
            become(MemberState.Phase.GONE, Optional.of(what));
            pause(waitMillis);
            waitMillis = Math.min(MAX_WAIT_MILLIS, waitMillis * 2);
        }
        become(MemberState.Phase.CLOSED, Optional.of("closed"));
        greeter.close();
    }

    private void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!stopping && end - System.nanoTime() > 0) {
            await(Math.min(TICK_MILLIS, 1 + TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
    }

    /** One life of Hazelcast; returns why it ended. */
    private String one() {
        HazelcastInstance started = null;
        try {
            counters.starts.increment();
            int memoryErrors = OutOfMemoryErrorDispatcher.getOutOfMemoryErrorCount();
            started = startInstance();
            instance = started;
            clusterManager.up(started);
            republishTicks = REPUBLISH_TICKS;
            become(MemberState.Phase.RUNNING, Optional.empty());
            while (!stopping && started.getLifecycleService().isRunning()) {
                await(TICK_MILLIS);
                look(started);
                if (OutOfMemoryErrorDispatcher.getOutOfMemoryErrorCount() != memoryErrors) {
                    // Some of its threads may be dead; it says so to nobody.
                    return "Hazelcast ran out of memory";
                }
            }
            return "Hazelcast ended by itself";
        } catch (UnknownHostException unknown) {
            return "the cluster address " + settings.endpoint() + " is not known: " + unknown.getMessage();
        } catch (RuntimeException failed) {
            return "Hazelcast at " + settings.endpoint() + " failed: " + failed;
        } catch (OutOfMemoryError | LinkageError | AssertionError failed) {
            // Not this director's end: the member is optional, and is tried again later.
            return "Hazelcast at " + settings.endpoint() + " failed: " + failed;
        } finally {
            instance = null;
            clusterManager.down();
            if (started != null) {
                end(started, stopping);
            }
        }
    }

    private HazelcastInstance startInstance() throws UnknownHostException {
        resolve();
        String name = settings.clusterName() + "-" + settings.name() + "-" + INSTANCES.incrementAndGet();
        Config made = MemberConfig.of(settings, others, name, nodeId);
        made.addListenerConfig(new ListenerConfig((LifecycleListener) event -> {
            if (event.getState() == LifecycleState.MERGED) {
                counters.merges.increment();
            }
            signal();
        }));
        made.addListenerConfig(new ListenerConfig(new Changes()));
        config = made;
        return HazelcastInstanceFactory.newHazelcastInstance(made, name, new GuardedNodeContext(greeter));
    }

    private final class Changes implements MembershipListener {
        @Override
        public void memberAdded(MembershipEvent event) {
            signal();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            signal();
        }
    }

    private void look(HazelcastInstance running) {
        resolveNowAndThen();
        List<ClusterMember> before = state.members();
        if (running.getLifecycleService().isRunning()) {
            become(MemberState.Phase.RUNNING, Optional.empty());
        }
        if (!before.equals(state.members())) {
            republishTicks = REPUBLISH_TICKS;
        }
        if (republishTicks > 0 && --republishTicks % 4 == 0) {
            clusterManager.republish();
        }
    }

    private void resolveNowAndThen() {
        boolean due;
        synchronized (this) {
            due = System.nanoTime() - resolvedNanos >= RESOLVE_NANOS;
        }
        if (due) {
            resolve();
            Config used = config;
            if (used != null) {
                MemberConfig.look(used, others);
            }
        }
    }

    /** Names are asked for anew now and then; one that is not known now keeps nobody else out. */
    private void resolve() {
        Set<InetAddress> addresses = new HashSet<>();
        for (LogEndpoint other : others) {
            try {
                addresses.addAll(Arrays.asList(InetAddress.getAllByName(other.host())));
            } catch (UnknownHostException unknown) {
                LOG.warn("cluster: member {} has a name that is not known now", other);
            }
        }
        greeter.allow(addresses);
        synchronized (this) {
            resolvedNanos = System.nanoTime();
        }
    }

    private void become(MemberState.Phase phase, Optional<String> problem) {
        HazelcastInstance running = instance;
        List<ClusterMember> members = List.of();
        if (phase == MemberState.Phase.RUNNING && running != null) {
            try {
                members = running.getCluster().getMembers().stream()
                        .map(MemberSupervisor::member)
                        .toList();
            } catch (RuntimeException ended) {
                return;
            }
        }
        MemberState next = new MemberState(phase, members, problem);
        if (!next.equals(state)) {
            state = next;
            listener.accept(next);
        }
    }

    private static ClusterMember member(Member member) {
        String name = member.getAttribute(MemberConfig.NAME);
        return new ClusterMember(
                member.getUuid(),
                name == null ? "" : name,
                new LogEndpoint(
                        member.getAddress().getHost(), member.getAddress().getPort()),
                member.localMember());
    }

    /** Hands over and ends; or, if it ended already, makes sure that its port and threads are free. */
    private static void end(HazelcastInstance started, boolean inOrder) {
        try {
            if (inOrder && started.getLifecycleService().isRunning()) {
                started.getLifecycleService().shutdown();
            } else {
                started.getLifecycleService().terminate();
            }
        } catch (RuntimeException | Error failed) {
            LOG.warn("Hazelcast did not end in order", failed);
        }
    }
}
