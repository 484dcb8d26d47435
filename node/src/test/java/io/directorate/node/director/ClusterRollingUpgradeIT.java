package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three directors, each replaced in turn by a build of a higher feature level on the same folder, while clients send changes through all. */
@Tag("slow")
class ClusterRollingUpgradeIT {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRollingUpgradeIT.class);
    private static final int CLIENTS = 3;
    private static final int SNAPSHOT_ENTRIES = 200;
    private static final long SILENT_MILLIS = 2_000;

    @TempDir
    private Path folder;

    private static int level(ChildDirector director) throws IOException {
        return director.get("/api/v1/cluster").path("featureLevel").asInt();
    }

    private static HttpResponse setTimeouts(ChildDirector director, String id, int tcpSeconds) throws IOException {
        return ClusterIT.post(
                director,
                id,
                "{\"command\": {\"type\": \"set-timeouts\", \"timeouts\": {\"tcpSeconds\": " + tcpSeconds
                        + ", \"tcpFinSeconds\": 60, \"udpSeconds\": 60}}}");
    }

    @Test
    void raisesTheLevelAfterTheLastUpgradeAndTakesChangesAllTheTime() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES).with("a", "b", "c")) {
            cluster.all().forEach(director -> director.installTrial(1));
            cluster.found();
            try (ChangeLoad load = new ChangeLoad(cluster.all(), CLIENTS, true)) {
                load.awaitMore(50);
                List<Restart> upgrades = new ArrayList<>();
                for (int i = 0; i < cluster.all().size(); i++) {
                    cluster.all().get(i).installTrial(TrialFeatures.NEW);
                    upgrades.add(Restart.of(cluster, i));
                    if (i < cluster.all().size() - 1) {
                        checkHeld(cluster, i);
                    }
                    load.awaitMore(50);
                }
                awaitRaised(cluster, upgrades.get(upgrades.size() - 1).endNanos());
                load.awaitMore(50);
                load.finish();
                Restart.checkLongest(load, upgrades, SILENT_MILLIS);
                // Six starts and the raise.
                Restart.checkHistory(cluster, load, CLIENTS, 7);
            }
            takesWhatIsNewEverywhere(cluster);
            refusesToGoBack(cluster);
            takesInNobodyWhoIsBehind(cluster);
            ClusterIT.awaitOneHistory(cluster);
        }
    }

    /** As long as one supports less, what is new is refused, and who holds it back is told. */
    private static void checkHeld(ChildCluster cluster, int upgraded) throws Exception {
        ChildDirector newer = cluster.all().get(upgraded);
        cluster.await(
                "who holds the level back is known",
                () -> newer.get("/api/v1/cluster")
                        .path("featureLevelHeld")
                        .asText()
                        .contains("director c supports 1"));
        int number = 0;
        for (ChildDirector director : cluster.all()) {
            assertThat(level(director)).isEqualTo(1);
            HttpResponse refused = setTimeouts(director, "early-" + upgraded + "-" + number++, 600);
            assertThat(refused.status()).as(refused.text()).isEqualTo(422);
            assertThat(refused.text()).contains("feature-level", "needs feature level 2", "the cluster is at 1");
            JsonNode directors = director.get("/api/v1/directors");
            assertThat(directors.path("featureLevelHeld").asText()).contains("director c supports 1");
        }
        assertThat(setTimeouts(newer, "early-" + upgraded, 600).text()).contains("director c supports 1");
    }

    private static void awaitRaised(ChildCluster cluster, long upgradedNanos) throws Exception {
        cluster.await(
                "all are at level " + TrialFeatures.NEW,
                () -> level(cluster.get("a")) == TrialFeatures.NEW
                        && level(cluster.get("b")) == TrialFeatures.NEW
                        && level(cluster.get("c")) == TrialFeatures.NEW);
        LOG.info(
                "The feature level is raised {} ms after the last director is ready",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - upgradedNanos));
        JsonNode raised = cluster.get("a").get("/api/v1/events?type=feature-level-raised");
        assertThat(raised.path("events")).hasSize(1);
        assertThat(raised.path("events").path(0).path("actor").asText()).startsWith("director:");
    }

    private static void takesWhatIsNewEverywhere(ChildCluster cluster) throws Exception {
        int seconds = 600;
        for (ChildDirector director : cluster.all()) {
            seconds++;
            HttpResponse answer = setTimeouts(director, "new-" + seconds, seconds);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
        int last = seconds;
        for (ChildDirector director : cluster.all()) {
            cluster.await(
                    "all have the new setting",
                    () -> director.get("/api/v1/timeouts")
                                    .path("timeouts")
                                    .path("tcpSeconds")
                                    .asInt()
                            == last);
        }
    }

    private static void refusesToGoBack(ChildCluster cluster) throws Exception {
        ChildDirector back = cluster.get("c");
        back.stop();
        back.installUsual();
        back.start();
        back.awaitEnd();
        assertThat(back.log()).contains("feature level 2", "this build supports 1", "install that");
        for (String other : List.of("a", "b")) {
            HttpResponse answer =
                    ClusterIT.post(cluster.get(other), "without-c-" + other, ClusterIT.addService(other.charAt(0)));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
        back.installTrial(TrialFeatures.NEW);
        back.start();
        back.awaitReady();
        ClusterIT.awaitEqual(cluster, CLIENTS + 2);
    }

    private static void takesInNobodyWhoIsBehind(ChildCluster cluster) throws Exception {
        ChildDirector late = cluster.add("d", "auto");
        late.start();
        cluster.await("d knows why it is not taken in", () -> late.reason().contains("supports feature level 1"));
        assertThat(late.reason()).contains("the cluster is at 2", "install a build");
        assertThat(cluster.get("a").get("/api/v1/cluster").path("members")).hasSize(3);
        late.stop();
        late.installTrial(TrialFeatures.NEW);
        late.start();
        cluster.awaitMembers(4);
        ClusterIT.awaitEqual(cluster, CLIENTS + 2);
    }
}
