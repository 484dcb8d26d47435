package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.director.ChangeSender.Acknowledged;
import io.directorate.node.director.DirectorNetwork.Cut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three directors, each in a network namespace of its own, of which one is cut off again and again while two clients change things: it takes
 * no change and says why, still forwards and tells what it knows, and is as the others are soon after it is back.
 *
 * <p>Needs root; where that is missing the tests are reported as not run. {@code -Dpartitions=N} asks for more.
 */
class ClusterPartitionIT {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterPartitionIT.class);
    private static final int PARTITIONS = Integer.getInteger("partitions", 4);
    private static final int MANY = 20;
    private static final int CLIENTS = 2;
    private static final int LOSS_PERCENT = 30;
    private static final int SNAPSHOT_ENTRIES = 200;
    private static final long REFUSED_MILLIS = 3_000;
    private static final long LEADER_MILLIS = 2_000;
    private static final long HEALED_MILLIS = 5_000;
    private static final long READ_MILLIS = 1_000;

    private final List<Acknowledged> probes = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();

    @TempDir
    private Path folder;

    /** One way of being apart. */
    private record Partition(boolean leader, Optional<Cut> cut) {
        /** So that the first four differ most. */
        static final List<Partition> ALL = List.of(
                new Partition(true, Optional.of(Cut.BOTH)),
                new Partition(false, Optional.of(Cut.OUTBOUND)),
                new Partition(true, Optional.of(Cut.INBOUND)),
                new Partition(false, Optional.empty()),
                new Partition(false, Optional.of(Cut.BOTH)),
                new Partition(true, Optional.of(Cut.OUTBOUND)),
                new Partition(false, Optional.of(Cut.INBOUND)),
                new Partition(true, Optional.empty()));

        @Override
        public String toString() {
            return (leader ? "leader" : "follower") + " "
                    + cut.map(way -> "cut off, " + way.name().toLowerCase(Locale.ROOT))
                            .orElse("losing " + LOSS_PERCENT + " %");
        }
    }

    @Test
    void refusesWithoutAMajorityGoesOnWithOneAndIsEqualAgainSoonAfterwards() throws Exception {
        divide(PARTITIONS);
    }

    @Test
    @Tag("slow")
    void staysRightThroughManyPartitions() throws Exception {
        divide(MANY);
    }

    private void divide(int partitions) throws Exception {
        try (DirectorNetwork network = DirectorNetwork.build("a", "b", "c");
                ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES, network).with("a", "b", "c")) {
            cluster.found();
            try (ChangeLoad load = new ChangeLoad(cluster.all(), CLIENTS, false)) {
                load.awaitMore(20);
                for (int number = 1; number <= partitions; number++) {
                    Partition partition = Partition.ALL.get((number - 1) % Partition.ALL.size());
                    new Division(network, cluster, load, number).go(partition);
                }
                load.finish();
                check(cluster, load, partitions);
            }
        }
    }

    private void check(ChildCluster cluster, ChangeLoad load, int partitions) throws IOException {
        ClusterIT.awaitEqual(cluster, CLIENTS + probes.size());
        List<Acknowledged> acknowledged = new ArrayList<>(load.acknowledged());
        acknowledged.addAll(probes);
        List<JsonNode> first = ClusterIT.awaitOneHistory(cluster);
        HistoryCheck.check(first, acknowledged, acknowledged.size(), 3);
        for (ChildDirector director : cluster.all()) {
            HistoryCheck.checkState(director, load.senders());
        }
        figures.forEach(LOG::info);
        LOG.info(
                "{} changes through {} partitions are on all directors, once, in one order",
                acknowledged.size(),
                partitions);
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /** One director apart from the others, and back. */
    private final class Division {
        private final DirectorNetwork network;
        private final ChildCluster cluster;
        private final ChangeLoad load;
        private final int number;

        Division(DirectorNetwork network, ChildCluster cluster, ChangeLoad load, int number) {
            this.network = network;
            this.cluster = cluster;
            this.load = load;
            this.number = number;
        }

        void go(Partition partition) throws Exception {
            String leader = cluster.awaitLeader();
            String apart = partition.leader() ? leader : follower(leader);
            StringBuilder figure = new StringBuilder("Partition " + number + ", " + partition + " (" + apart + "): ");
            if (partition.cut().isPresent()) {
                cut(apart, partition, figure);
            } else {
                network.lose(apart, LOSS_PERCENT);
                long begin = System.nanoTime();
                load.awaitMore(50);
                figure.append("100 changes in ").append(millisSince(begin)).append(" ms, ");
            }
            heal(apart, figure);
            if (partition.cut().isPresent()) {
                sendAgain(apart);
            }
            load.resume();
            load.awaitMore(20);
            figures.add(figure.toString());
        }

        private String follower(String leader) {
            List<String> others = new ArrayList<>(List.of("a", "b", "c"));
            others.remove(leader);
            return others.get(number % others.size());
        }

        private void cut(String apart, Partition partition, StringBuilder figure) throws Exception {
            ChildDirector lonely = cluster.get(apart);
            List<ChildDirector> majority = new ArrayList<>(cluster.all());
            majority.remove(lonely);
            long begin = System.nanoTime();
            network.cut(apart, partition.cut().orElseThrow());
            CompletableFuture<HttpResponse> refusal =
                    CompletableFuture.supplyAsync(() -> probe(lonely), task -> new Thread(task, "probe").start());
            if (partition.leader()) {
                cluster.await("the majority has a leader", () -> leads(majority));
                long elected = millisSince(begin);
                figure.append("new leader after ").append(elected).append(" ms, ");
                assertThat(elected).as(figure.toString()).isLessThan(BusyMachine.allowed(LEADER_MILLIS));
            }
            HttpResponse refused = refusal.get(30, TimeUnit.SECONDS);
            long told = millisSince(begin);
            figure.append("refused after ").append(told).append(" ms, ");
            LOG.info("{}: {} {}", figure, refused.status(), refused.text());
            assertThat(refused.status()).as(refused.text()).isIn(503, 504);
            assertThat(refused.text()).contains("voters must reach one another");
            assertThat(told).as(figure.toString()).isLessThan(BusyMachine.allowed(REFUSED_MILLIS));
            refusedWithNames(apart, figure);
            forwards(lonely);
            load.awaitMore(20);
            assertThat(sequence(lonely)).isLessThan(sequence(majority.get(0)));
        }

        /** Some time later it is known who is missing; that is said, and as soon. */
        private void refusedWithNames(String apart, StringBuilder figure) throws IOException {
            ChildDirector lonely = cluster.get(apart);
            long begin = System.nanoTime();
            HttpResponse refused = probe(lonely);
            long told = millisSince(begin);
            figure.append("again after ").append(told).append(" ms, ");
            LOG.info("{}: {} {}", figure, refused.status(), refused.text());
            assertThat(refused.status()).as(refused.text()).isIn(503, 504);
            for (String other : List.of("a", "b", "c")) {
                if (!other.equals(apart)) {
                    assertThat(refused.text()).contains(cluster.endpoint(other));
                }
            }
            assertThat(told).as(figure.toString()).isLessThan(BusyMachine.allowed(REFUSED_MILLIS));
        }

        private boolean leads(List<ChildDirector> some) throws IOException {
            for (ChildDirector director : some) {
                JsonNode cluster = director.get("/api/v1/cluster");
                if (cluster.path("ready").asBoolean()
                        && cluster.path("leader")
                                .asText("?")
                                .equals(cluster.path("member").asText())) {
                    return true;
                }
            }
            return false;
        }

        private HttpResponse probe(ChildDirector director) {
            try {
                return ClusterIT.post(director, "probe-" + number + "-x", service(number));
            } catch (IOException e) {
                throw new AssertionError("the director that is cut off answers nothing", e);
            }
        }

        /** What it forwards does not change, and it tells what it knows. */
        private void forwards(ChildDirector lonely) throws Exception {
            // One that can still hear the others may take one of them for its leader for a while.
            cluster.await(
                    "it knows of no leader",
                    () -> !lonely.get("/health").path("log").path("ready").asBoolean());
            JsonNode before = lonely.get("/health");
            long begin = System.nanoTime();
            assertThat(lonely.client().get("/api/v1/services").status()).isEqualTo(200);
            JsonNode table = lonely.get("/api/v1/table");
            assertThat(millisSince(begin)).isLessThan(BusyMachine.allowed(READ_MILLIS));
            assertThat(table.path("services").size()).isEqualTo(CLIENTS + probes.size());
            load.awaitMore(10);
            JsonNode after = lonely.get("/health");
            assertThat(after.path("dataplane").path("tableHash"))
                    .isEqualTo(before.path("dataplane").path("tableHash"));
            assertThat(after.path("dataplane").path("converged").asBoolean()).isTrue();
            assertThat(after.path("image").path("sequence"))
                    .isEqualTo(before.path("image").path("sequence"));
            assertThat(after.path("log").path("ready").asBoolean()).isFalse();
            assertThat(after.path("log").path("reason").asText()).contains("voters must reach one another");
        }

        private void heal(String apart, StringBuilder figure) throws Exception {
            long begin = System.nanoTime();
            network.heal();
            long there = 0;
            for (ChildDirector director : cluster.all()) {
                there = Math.max(there, sequence(director));
            }
            long target = there;
            ChildDirector lonely = cluster.get(apart);
            cluster.await("has what the others had", () -> {
                JsonNode health = lonely.get("/health");
                return health.path("dataplane").path("appliedSequence").asLong() >= target
                        && health.path("log").path("ready").asBoolean();
            });
            figure.append("caught up after ").append(millisSince(begin)).append(" ms, ");
            load.pause();
            cluster.await("all are equal", this::equal);
            long healed = millisSince(begin);
            figure.append("equal after ").append(healed).append(" ms");
            LOG.info("{}", figure);
            assertThat(healed).as(figure.toString()).isLessThan(BusyMachine.allowed(HEALED_MILLIS));
        }

        private boolean equal() throws IOException {
            Set<String> seen = new HashSet<>();
            for (ChildDirector director : cluster.all()) {
                JsonNode health = director.get("/health");
                JsonNode dataplane = health.path("dataplane");
                seen.add(health.path("image").path("sequence") + " " + dataplane.path("appliedSequence") + " "
                        + dataplane.path("tableHash") + " " + dataplane.path("converged"));
            }
            return seen.size() == 1 && seen.iterator().next().endsWith(" true");
        }

        /** What was refused, or perhaps not, is done once at last. */
        private void sendAgain(String apart) throws IOException {
            HttpResponse taken = probe(cluster.get(apart));
            assertThat(taken.status()).as(taken.text()).isEqualTo(200);
            JsonNode answer = DirectorFixture.MAPPER.readTree(taken.body());
            probes.add(new Acknowledged(
                    "probe-" + number + "-x",
                    answer.path("sequence").asLong(),
                    answer.path("events").asLong(),
                    answer.path("repeated").asBoolean()));
        }

        private static long sequence(ChildDirector director) throws IOException {
            return director.get("/health").path("image").path("sequence").asLong();
        }

        private static String service(int number) {
            return ClusterIT.addService(100 + number);
        }
    }
}
