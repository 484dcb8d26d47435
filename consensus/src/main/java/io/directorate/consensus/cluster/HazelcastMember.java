package io.directorate.consensus.cluster;

import io.directorate.consensus.log.LogEndpoint;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This director's place in the cluster: an embedded Hazelcast that is started, watched, and started anew with growing
 * waits when it ends for whatever reason, out of memory too. It never takes the director with it, and nobody waits for it.
 * All methods may be called by any thread.
 */
public final class HazelcastMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastMember.class);
    private static final int CLOSE_SECONDS = 15;

    private final MemberSupervisor supervisor;
    private final List<Consumer<MemberState>> listeners;

    private HazelcastMember(MemberSettings settings) {
        this.listeners = new CopyOnWriteArrayList<>();
        this.supervisor = new MemberSupervisor(settings, this::tell);
    }

    /**
     * Starts a member in the background and returns at once.
     *
     * @param settings what it is told
     * @return the member, to be closed
     */
    public static HazelcastMember start(MemberSettings settings) {
        HazelcastMember member = new HazelcastMember(settings);
        member.supervisor.start();
        return member;
    }

    private void tell(MemberState state) {
        for (Consumer<MemberState> listener : listeners) {
            try {
                listener.accept(state);
            } catch (RuntimeException failed) {
                LOG.error("a listener to the cluster's members failed; it is told of later changes too", failed);
            }
        }
    }

    /**
     * Returns how this member stands.
     *
     * @return the state now
     */
    public MemberState state() {
        return supervisor.state();
    }

    /**
     * Returns who is there.
     *
     * @return the members that Hazelcast sees, oldest first; empty while this one is none
     */
    public List<ClusterMember> members() {
        return supervisor.state().members();
    }

    /**
     * Calls back after every change of the state. The calls come from one thread, in order, the latest state each time;
     * states that lasted a moment only may be left out. A listener must not wait long.
     *
     * @param listener what is called
     * @return ends it
     */
    public Runnable onMembershipChange(Consumer<MemberState> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Changes who may connect and is looked for. Members that are there and not named any longer keep their open
     * connections and cannot connect again; let them leave first.
     *
     * @param others all members' addresses; this one may be among them
     * @throws IllegalArgumentException if there are too many or one has no port
     */
    public void others(List<LogEndpoint> others) {
        supervisor.others(MemberSettings.checked(others));
    }

    /**
     * Returns the cluster manager for Vert.x. It is the same for the life of this member, whatever happens to Hazelcast;
     * Vert.x may be made with it at once and is ready when this is a member.
     *
     * @return to be given to {@code Vertx.builder().withClusterManager}, once
     */
    public ClusterManager clusterManager() {
        return supervisor.clusterManager();
    }

    /**
     * Returns a ring of the cluster. It stays usable, with errors between, when Hazelcast is started anew.
     *
     * @param name its name; see {@link MemberSettings#rings}
     * @return a view of it, for one reader
     */
    public Ring ring(String name) {
        return new HazelcastRing(name, supervisor::instance);
    }

    /**
     * Returns what happened so far.
     *
     * @return the counters now
     */
    public MemberCounters counters() {
        return supervisor.counters();
    }

    /** Leaves the cluster. Waits for at most 15 s; Hazelcast hands over what it holds meanwhile. */
    @Override
    public void close() {
        if (!supervisor.stop(CLOSE_SECONDS)) {
            LOG.warn("Hazelcast did not end within {} s; it is left to end by itself", CLOSE_SECONDS);
        }
    }
}
