package io.directorate.consensus.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import io.directorate.consensus.log.LogEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Members of one cluster in this JVM, on 127.0.0.1, 127.0.0.2 and so on. */
public final class TestMembers implements AutoCloseable {
    /** The key of all that are meant to be members. */
    public static final ClusterKey KEY = key(1);

    /** The ring of the feed, small enough to be filled. */
    public static final RingSettings RING = new RingSettings("svc-*", 2000, 1);

    private final String cluster;
    private final List<LogEndpoint> endpoints = new ArrayList<>();
    private final List<HazelcastMember> members = new ArrayList<>();

    /**
     * Finds ports; starts nobody.
     *
     * @param cluster its name
     * @param addresses how many may be members
     */
    public TestMembers(String cluster, int addresses) {
        this.cluster = cluster;
        for (int i = 1; i <= addresses; i++) {
            endpoints.add(free("127.0.0." + i));
        }
    }

    static ClusterKey key(int seed) {
        byte[] secret = new byte[ClusterKey.MIN_BYTES];
        new Random(seed).nextBytes(secret);
        return ClusterKey.of(secret);
    }

    static LogEndpoint free(String host) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return new LogEndpoint(host, socket.getLocalPort());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /**
     * Finds a port that is free, and free 1000 above it too.
     *
     * @param host where
     * @return the lower one
     */
    public static int freePair(String host) {
        while (true) {
            int port = free(host).port();
            try (ServerSocket above = new ServerSocket(port + 1000, 1, InetAddress.getByName(host))) {
                return above.getLocalPort() - 1000;
            } catch (IOException | IllegalArgumentException taken) {
                // The next one, then.
            }
        }
    }

    List<LogEndpoint> endpoints() {
        return endpoints;
    }

    MemberSettings settings(int i, ClusterKey key) {
        return settings(endpoints.get(i), key);
    }

    MemberSettings settings(LogEndpoint endpoint, ClusterKey key) {
        return new MemberSettings(cluster, "d" + endpoint.host(), endpoint, endpoints, key, List.of(RING));
    }

    /**
     * Starts a member in the background.
     *
     * @param i its place, from 0
     * @return it
     */
    public HazelcastMember start(int i) {
        HazelcastMember member = HazelcastMember.start(settings(i, KEY));
        members.add(member);
        return member;
    }

    /**
     * Starts members and waits until they see each other.
     *
     * @param count how many
     * @return this
     */
    public TestMembers startAll(int count) {
        for (int i = 0; i < count; i++) {
            start(i);
        }
        awaitAll(count);
        return this;
    }

    /**
     * Returns a member.
     *
     * @param i in the order of starting
     * @return it
     */
    public HazelcastMember member(int i) {
        return members.get(i);
    }

    /**
     * Waits until all that were started see each other.
     *
     * @param count how many those are
     */
    public void awaitAll(int count) {
        await(
                () -> members.stream().allMatch(member -> member.members().size() == count),
                () -> members.stream().map(HazelcastMember::state).toList().toString());
    }

    static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        await(60, condition, otherwise);
    }

    /**
     * Waits for something.
     *
     * @param seconds how long at most
     * @param condition what is waited for
     * @param otherwise what to say if it does not happen
     */
    public static void await(int seconds, BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + seconds + " s: " + otherwise.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /**
     * Ends the Hazelcast of the member that owns a ring, as if its process had been killed: nothing is handed over.
     *
     * @param ring its name
     * @return which member it was
     */
    public int killOwner(String ring) {
        HazelcastInstance any = instance(0);
        UUID owner = any.getPartitionService().getPartition(ring).getOwner().getUuid();
        for (int i = 0; i < members.size(); i++) {
            HazelcastInstance instance = instance(i);
            if (instance.getCluster().getLocalMember().getUuid().equals(owner)) {
                instance.getLifecycleService().terminate();
                return i;
            }
        }
        throw new AssertionError("nobody owns " + ring);
    }

    HazelcastInstance instance(int i) {
        UUID id = members.get(i).members().stream()
                .filter(ClusterMember::self)
                .findFirst()
                .orElseThrow()
                .id();
        return HazelcastInstanceFactory.getAllHazelcastInstances().stream()
                .filter(instance ->
                        id.equals(instance.getCluster().getLocalMember().getUuid()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        members.forEach(HazelcastMember::close);
    }
}
