package io.directorate.consensus.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster manager that outlives its Hazelcast. Vert.x is told of one cluster for its whole life; here each new Hazelcast
 * instance gets a {@link HazelcastClusterManager} of its own under the same node id, and what this director has
 * registered is registered again. While there is none, the event bus reaches this director's own consumers only.
 */
final class RejoiningClusterManager implements ClusterManager {
    private static final Logger LOG = LoggerFactory.getLogger(RejoiningClusterManager.class);
    private static final long STEP_SECONDS = 20;

    private final String nodeId;
    private final Registrations registrations = new Registrations();
    private final List<Completable<Void>> joining = new ArrayList<>();

    private @Nullable Vertx vertx;
    private @Nullable HazelcastInstance instance;
    private @Nullable NodeListener nodeListener;
    private volatile @Nullable RegistrationListener registrationListener;
    private volatile @Nullable HazelcastClusterManager current;
    private volatile @Nullable NodeInfo nodeInfo;
    private volatile boolean active;
    private boolean over;

    RejoiningClusterManager(String nodeId) {
        this.nodeId = nodeId;
    }

    /** A new instance is a member; waits until Vert.x is on it. Called by the supervisor alone. */
    void up(HazelcastInstance started) {
        List<Completable<Void>> waiting;
        boolean again;
        synchronized (this) {
            instance = started;
            waiting = new ArrayList<>(joining);
            joining.clear();
            again = active;
        }
        if (again) {
            try {
                rejoin(started);
            } catch (ExecutionException | TimeoutException | RuntimeException failed) {
                throw new IllegalStateException("the event bus could not join the cluster again: " + failed, failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        waiting.forEach(this::join);
    }

    private void rejoin(HazelcastInstance started) throws ExecutionException, InterruptedException, TimeoutException {
        HazelcastClusterManager made = made(started);
        await(made::join);
        NodeInfo info = nodeInfo;
        if (info != null) {
            await(done -> made.setNodeInfo(info, done));
        }
        current = made;
        republish();
        RegistrationListener listener = registrationListener;
        if (listener != null) {
            listener.registrationsLost();
        }
    }

    /** The instance ended or is about to. Called by the supervisor alone. */
    void down() {
        current = null;
        synchronized (this) {
            instance = null;
        }
        RegistrationListener listener = registrationListener;
        if (active && listener != null) {
            listener.registrationsLost();
        }
    }

    /** There will be no instance any more: who waits for one is told. Called by the supervisor alone. */
    void ended() {
        List<Completable<Void>> waiting;
        synchronized (this) {
            waiting = new ArrayList<>(joining);
            joining.clear();
            over = true;
        }
        waiting.forEach(
                promise -> promise.fail(new VertxException("this director's place in the cluster was closed", true)));
    }

    /** Registers again what is registered; others may have struck it out late when they saw this member go and come. */
    void republish() {
        HazelcastClusterManager now = current;
        if (now != null) {
            registrations.forEach((address, info) -> now.addRegistration(address, info, (done, failed) -> {
                if (failed != null) {
                    LOG.debug("event bus: {} could not be registered again now", address, failed);
                }
            }));
        }
    }

    private synchronized HazelcastClusterManager made(HazelcastInstance started) {
        HazelcastClusterManager made = new HazelcastClusterManager(started);
        made.registrationListener(java.util.Objects.requireNonNull(registrationListener, "Vert.x sets it first"));
        if (nodeListener != null) {
            made.nodeListener(nodeListener);
        }
        made.init(java.util.Objects.requireNonNull(vertx, "Vert.x sets it first"));
        return made;
    }

    private static void await(Consumer<Completable<Void>> step)
            throws ExecutionException, InterruptedException, TimeoutException {
        Promise<Void> promise = Promise.promise();
        step.accept(promise);
        promise.future().toCompletionStage().toCompletableFuture().get(STEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void init(Vertx made) {
        synchronized (this) {
            vertx = made;
        }
    }

    @Override
    public void join(Completable<Void> promise) {
        HazelcastInstance now;
        synchronized (this) {
            now = instance;
            if (now == null && !over) {
                joining.add(promise);
                return;
            }
        }
        if (now == null) {
            promise.fail(new VertxException("this director's place in the cluster was closed", true));
            return;
        }
        HazelcastClusterManager made = made(now);
        made.join((done, failed) -> {
            if (failed != null) {
                promise.fail(failed);
            } else {
                current = made;
                active = true;
                promise.succeed();
            }
        });
    }

    @Override
    public void leave(Completable<Void> promise) {
        HazelcastClusterManager now = current;
        active = false;
        current = null;
        if (now == null) {
            promise.succeed();
        } else {
            // Vert.x must be able to end when Hazelcast has ended before it.
            now.leave((done, failed) -> promise.succeed());
        }
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public String getNodeId() {
        return nodeId;
    }

    @Override
    public List<String> getNodes() {
        HazelcastClusterManager now = current;
        try {
            return now == null ? List.of(nodeId) : now.getNodes();
        } catch (RuntimeException ended) {
            return List.of(nodeId);
        }
    }

    @Override
    public void nodeListener(NodeListener listener) {
        synchronized (this) {
            nodeListener = listener;
        }
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        registrationListener = listener;
    }

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> promise) {
        nodeInfo = info;
        HazelcastClusterManager now = current;
        if (now == null) {
            promise.succeed();
        } else {
            now.setNodeInfo(info, promise);
        }
    }

    @Override
    // Vert.x asks for its own after it has set it.
    public NodeInfo getNodeInfo() {
        return java.util.Objects.requireNonNull(nodeInfo, "the event bus has not started yet");
    }

    @Override
    public void getNodeInfo(String id, Completable<NodeInfo> promise) {
        NodeInfo own = nodeInfo;
        HazelcastClusterManager now = current;
        if (id.equals(nodeId) && own != null) {
            promise.succeed(own);
        } else if (now == null) {
            promise.fail(gone());
        } else {
            now.getNodeInfo(id, promise);
        }
    }

    @Override
    public void addRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
        registrations.add(address, info);
        HazelcastClusterManager now = current;
        if (now == null) {
            promise.succeed();
        } else {
            now.addRegistration(address, info, unlessGone(now, promise));
        }
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
        registrations.remove(address, info);
        HazelcastClusterManager now = current;
        if (now == null) {
            promise.succeed();
        } else {
            now.removeRegistration(address, info, unlessGone(now, promise));
        }
    }

    /** What fails because the instance ended is done again with the next one. */
    private Completable<Void> unlessGone(HazelcastClusterManager used, Completable<Void> promise) {
        return (done, failed) -> {
            if (failed == null || ended(used)) {
                promise.succeed();
            } else {
                promise.fail(failed);
            }
        };
    }

    private boolean ended(HazelcastClusterManager used) {
        return current != used
                || !used.getHazelcastInstance().getLifecycleService().isRunning();
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        HazelcastClusterManager now = current;
        if (now == null) {
            promise.succeed(registrations.at(address));
            return;
        }
        now.getRegistrations(address, (found, failed) -> {
            if (failed == null) {
                promise.succeed(found);
            } else if (ended(now)) {
                promise.succeed(registrations.at(address));
            } else {
                promise.fail(failed);
            }
        });
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> promise) {
        with(promise, now -> now.getAsyncMap(name, promise));
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
        HazelcastClusterManager now = current;
        if (now == null) {
            throw gone();
        }
        return now.getSyncMap(name);
    }

    @Override
    public void getLockWithTimeout(String name, long timeout, Completable<Lock> promise) {
        with(promise, now -> now.getLockWithTimeout(name, timeout, promise));
    }

    @Override
    public void getCounter(String name, Completable<Counter> promise) {
        with(promise, now -> now.getCounter(name, promise));
    }

    private void with(Completable<?> promise, Consumer<HazelcastClusterManager> action) {
        HazelcastClusterManager now = current;
        if (now == null) {
            promise.fail(gone());
        } else {
            action.accept(now);
        }
    }

    private static VertxException gone() {
        return new VertxException("this director is no member of the cluster now; it joins again by itself", true);
    }
}
