package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.client.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A director that is no member of the log, and has its history from the feed on Hazelcast and from voters over the event bus. */
@Tag("slow")
class ClusterFollowIT {
    private static final String VIA_FEED = "directorate_feed_delivered_total";

    @TempDir
    private Path folder;

    @Test
    void followsTheFeedAndIsAskedLikeAnyOther() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, 50).with("a", "b", "c")) {
            ChildDirector follower = cluster.add("d", "follow");
            cluster.foundWithout("d");
            // What was before it came.
            for (int change = 1; change <= 3; change++) {
                add(cluster.get("a"), change);
            }
            follower.start();
            cluster.await("the follower has what was before", () -> sequence(follower) > 3);
            cluster.await(
                    "Hazelcast and the event bus join all four",
                    () -> cluster.all().stream().allMatch(director -> carried(director, 4)));

            // While it is there: over the ring. A command through it goes to the leader.
            add(follower, 4);
            add(cluster.get("b"), 5);
            ClusterIT.awaitEqual(cluster, 5);
            assertThat(metric(follower, VIA_FEED)).isGreaterThan(3);
            assertThat(cluster.get("a").get("/api/v1/directors").path("directors"))
                    .anyMatch(one -> one.path("director").asText().equals("d") && one.has("heardMillisAgo"));

            // Another one, which the first has never heard of: in Hazelcast they connect to each other, too.
            cluster.add("e", "follow").start();
            cluster.await(
                    "Hazelcast and the event bus join all five",
                    () -> cluster.all().stream().allMatch(director -> carried(director, 5)));
            ClusterIT.awaitEqual(cluster, 5);

            // Away, and back.
            follower.kill();
            for (int change = 6; change <= 15; change++) {
                add(cluster.get("c"), change);
            }
            follower.start();
            ClusterIT.awaitEqual(cluster, 15);

            // The leader goes; the next one publishes from where the ring ends.
            String leader = cluster.awaitLeader();
            cluster.get(leader).kill();
            add(follower, 16);
            ClusterIT.awaitEqual(cluster, 16);
            cluster.get(leader).start();
            ClusterIT.awaitEqual(cluster, 16);
            assertThat(ClusterIT.awaitOneHistory(cluster)).hasSizeGreaterThan(16);

            // It is no member, and none can be made of it by chance.
            HttpResponse refused = follower.client()
                    .post("/api/v1/cluster/join", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text()).contains("cluster.vote");
            assertThat(cluster.get("a").get("/api/v1/cluster").path("members")).hasSize(3);

            // No member left: changes are refused and say why, what it forwards stays.
            for (String name : new String[] {"a", "b", "c"}) {
                cluster.get(name).kill();
            }
            cluster.await(
                    "it says that nobody answers",
                    () -> follower.reason().contains("no member of the service log answers"));
            HttpResponse lonely = ClusterIT.post(follower, "lonely", ClusterIT.addService(99));
            assertThat(lonely.status()).isEqualTo(503);
            assertThat(follower.get("/api/v1/services").path("services")).hasSize(16);
        }
    }

    /** Hazelcast splits when a director hangs, and merges when it wakes: neither the history nor the bus may suffer. */
    @Test
    void losesNothingWhenHazelcastSplitsAndMerges() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, 50).with("a", "b", "c")) {
            ChildDirector follower = cluster.add("d", "follow");
            cluster.foundWithout("d");
            follower.start();
            cluster.await(
                    "Hazelcast and the event bus join all four",
                    () -> cluster.all().stream().allMatch(director -> carried(director, 4)));
            int change = 0;
            for (String hung : new String[] {"d", cluster.awaitLeader()}) {
                ClusterFaultIT.signal("STOP", cluster.get(hung).pid());
                List<ChildDirector> awake = new ArrayList<>(cluster.all());
                awake.remove(cluster.get(hung));
                cluster.await(
                        "the others notice in Hazelcast too",
                        () -> awake.stream().allMatch(director -> carried(director, 3)));
                for (int more = 0; more < 5; more++) {
                    change++;
                    add(awake.get(more % awake.size()), change);
                }
                ClusterFaultIT.signal("CONT", cluster.get(hung).pid());
                ClusterIT.awaitEqual(cluster, change);
                cluster.await(
                        "Hazelcast is one again",
                        () -> cluster.all().stream().allMatch(director -> carried(director, 4)));
            }
            // The bus is usable: what was away of the ring is asked of voters over it.
            follower.kill();
            change++;
            add(cluster.get("a"), change);
            follower.start();
            ClusterIT.awaitEqual(cluster, change);
            assertThat(ClusterIT.awaitOneHistory(cluster)).hasSizeGreaterThan(change);
        }
    }

    private static void add(ChildDirector director, int number) throws IOException {
        HttpResponse answer = ClusterIT.post(director, "change-" + number, ClusterIT.addService(number));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static long sequence(ChildDirector director) throws IOException {
        return director.get("/api/v1/services").path("sequence").asLong();
    }

    private static boolean carried(ChildDirector director, int members) {
        try {
            JsonNode bus = director.get("/api/v1/cluster").path("bus");
            return bus.path("members").size() == members && bus.path("problems").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static double metric(ChildDirector director, String name) throws IOException {
        return director.client()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
