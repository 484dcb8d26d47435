package io.directorate.node.sim;

import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.feed.FeedSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** What all parts of one simulation share. */
final class World {
    /** After which a command on its way is taken as unknown. */
    static final Duration REQUEST = Duration.ofSeconds(3);

    static final ClusterKey KEY = ClusterKey.of(key());

    private static final int RING_ITEMS = 32;

    private final Timeline time;
    private final Network network;
    private final HistoryChecker history = new HistoryChecker();
    private final Agreed agreed = new Agreed(history);
    private final ModelRing ring;
    private final Path root;
    private final int voters;
    private final int members;
    private final Duration appendTimeout;
    private final Set<PlantedFault> faults;
    private final FeedSettings feed = new FeedSettings(
            "sim", "sim", RING_ITEMS, RING_ITEMS * 1024, Duration.ofMillis(500), Duration.ofMillis(700), 4096);

    World(long seed, Path root, Set<PlantedFault> faults) {
        this.time = new Timeline(seed);
        this.voters = time.gen().chance(30) ? 5 : 3;
        this.members = voters + (time.gen().chance(30) ? 1 : 0);
        this.appendTimeout = time.gen().chance(40) ? time.between(4_000, 40_000) : REQUEST;
        this.network = new Network(time, members);
        this.ring = new ModelRing(time.gen(), RING_ITEMS);
        this.root = root;
        this.faults = Set.copyOf(faults);
    }

    private static byte[] key() {
        return "a key of 32 bytes for simulations".getBytes(StandardCharsets.UTF_8);
    }

    /** After which an append is taken as unknown; in some seeds so short that the next entry is decided before the last one is applied. */
    Duration appendTimeout() {
        return appendTimeout;
    }

    Timeline time() {
        return time;
    }

    Network network() {
        return network;
    }

    HistoryChecker history() {
        return history;
    }

    Agreed agreed() {
        return agreed;
    }

    ModelRing ring() {
        return ring;
    }

    FeedSettings feed() {
        return feed;
    }

    Path root() {
        return root;
    }

    int voters() {
        return voters;
    }

    int members() {
        return members;
    }

    Set<PlantedFault> faults() {
        return faults;
    }

    boolean has(PlantedFault fault) {
        return faults.contains(fault);
    }
}
