package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.client.HttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directors that lose what they had, come later, only follow, only vote, or go: each ends with the history of all, or says that it is out. */
class ClusterMembershipIT {
    private static final int SNAPSHOT_ENTRIES = 20;
    private static final Duration IDLE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private int services;

    @Test
    @Tag("slow")
    void comesBackByItselfWhateverItLost() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES).with("a", "b", "c")) {
            cluster.found();
            change(cluster.get("a"), 30);
            String before = memberId(cluster, "b");

            ChildDirector lost = cluster.get("b");
            lost.kill();
            deleteTree(lost.dataDir());
            change(cluster.get("c"), 5);
            lost.start();
            awaitWhole(cluster);
            assertThat(memberId(cluster, "b")).isNotEqualTo(before);

            lost.kill();
            deleteTree(lost.dataDir().resolve("log"));
            change(cluster.get("a"), 5);
            lost.start();
            awaitWhole(cluster);

            lost.kill();
            spoil(lost.dataDir().resolve("journal/journal.db"), 0);
            change(cluster.get("a"), 5);
            lost.start();
            awaitWhole(cluster);

            lost.kill();
            spoilLog(lost.dataDir().resolve("log"));
            change(cluster.get("c"), 5);
            lost.start();
            awaitWhole(cluster);
            // Journal after the log was gone, and both after each damage; what was wiped is gone.
            assertThat(setAside(lost.dataDir()))
                    .filteredOn(name -> name.startsWith("journal."))
                    .hasSize(3);
            assertThat(setAside(lost.dataDir()))
                    .filteredOn(name -> name.startsWith("log."))
                    .hasSize(2);
        }
    }

    @Test
    @Tag("slow")
    void takesInAFourthAndAWitnessAndLetsOneGo() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES).with("a", "b", "c")) {
            cluster.found();
            change(cluster.get("a"), 30);
            cluster.add("d", "auto").start();
            cluster.add("w", "never", "dataplane: {kind: none}").start();
            cluster.awaitMembers(5);
            change(cluster.get("d"), 3);
            change(cluster.get("w"), 3);
            awaitWhole(cluster);
            assertThat(part(cluster, "d")).isEqualTo("listener");
            assertThat(part(cluster, "w")).isEqualTo("listener");

            HttpResponse removed = cluster.get("b")
                    .client()
                    .exchange("DELETE", "/api/v1/cluster/members/" + cluster.endpoint("d"), Map.of(), new byte[0]);
            assertThat(removed.status()).as(removed.text()).isEqualTo(200);
            cluster.await(
                    "d knows that it is out", () -> cluster.get("d").reason().contains("removed"));
            HttpResponse refused = ClusterIT.post(cluster.get("d"), "too-late", ClusterIT.addService(250));
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            assertThat(refused.text()).contains("removed");
            change(cluster.get("a"), 3);
            HttpResponse again = act(cluster.get("d"), "join");
            assertThat(again.status()).as(again.text()).isEqualTo(200);
            cluster.awaitMembers(5);
            awaitWhole(cluster);
        }
    }

    @Test
    @Tag("slow")
    void goesOnWithAWitnessAndFromTheLastSurvivorAndFromABackup() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, SNAPSHOT_ENTRIES).with("a", "b")) {
            cluster.add("w", "always", "dataplane: {kind: none}");
            cluster.found();
            change(cluster.get("a"), 10);
            awaitWhole(cluster);
            assertThat(part(cluster, "w")).isIn("voter", "leader");

            // One director lost for good: the other and the witness go on.
            cluster.get("b").kill();
            deleteTree(cluster.get("b").dataDir());
            change(cluster.get("a"), 5);

            // The majority lost for good: what is left refuses, and goes on when it is told to.
            cluster.get("w").kill();
            ChildDirector left = cluster.get("a");
            HttpResponse refused = ClusterIT.post(left, "no-majority", ClusterIT.addService(251));
            assertThat(refused.status()).as(refused.text()).isIn(503, 504);
            assertThat(refused.text()).contains("2 of the group's 3 voters", cluster.endpoint("w"));
            long head = left.events().size();
            Path backup = folder.resolve("backup.db");
            try (OutputStream to = Files.newOutputStream(backup)) {
                assertThat(left.client()
                                .download("/api/v1/cluster/backup", IDLE, to)
                                .isSuccess())
                        .isTrue();
            }
            left.kill();
            assertThat(String.join("\n", Recovery.alone(left.dataDir())))
                    .contains("events 1 to " + head, "only other directors have", "cluster is forgotten");
            left.start();
            cluster.await("a says what to do", () -> left.reason().contains("cluster init"));
            assertThat(act(left, "init").status()).isEqualTo(200);
            left.awaitReady();
            change(left, 2);

            // The others come to it: the empty one by itself, the one of the old cluster when it is told to.
            cluster.get("b").start();
            cluster.get("w").start();
            cluster.await(
                    "w misses its majority", () -> cluster.get("w").reason().contains("no leader is known"));
            assertThat(act(cluster.get("w"), "join").status()).isEqualTo(200);
            cluster.awaitMembers(3);
            awaitWhole(cluster);

            for (ChildDirector director : cluster.all()) {
                director.kill();
            }
            ChildDirector alone = new ChildDirector(folder.resolve("restored"), "r", SNAPSHOT_ENTRIES, "");
            assertThat(Recovery.restore(alone.dataDir(), backup))
                    .first()
                    .asString()
                    .contains("events 1 to " + head);
            try (alone) {
                alone.start();
                alone.awaitReady();
                assertThat(alone.get("/api/v1/services").path("services")).hasSize(15);
                assertThat(ClusterIT.post(alone, "after", ClusterIT.addService(252))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    private void change(ChildDirector director, int number) throws IOException {
        for (int i = 0; i < number; i++) {
            services++;
            HttpResponse answer = ClusterIT.post(director, "service-" + services, ClusterIT.addService(services));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    private void awaitWhole(ChildCluster cluster) throws IOException {
        long running = cluster.all().stream().filter(ChildDirector::runs).count();
        cluster.awaitMembers((int) running);
        ClusterIT.awaitEqual(cluster, services);
        ClusterIT.awaitOneHistory(cluster);
    }

    private static HttpResponse act(ChildDirector director, String what) throws IOException {
        return director.client()
                .post("/api/v1/cluster/" + what, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static String memberId(ChildCluster cluster, String name) throws IOException {
        return member(cluster, name).path("member").asText();
    }

    private static String part(ChildCluster cluster, String name) throws IOException {
        JsonNode member = member(cluster, name);
        return member.path("leader").asBoolean()
                ? "leader"
                : member.path("voter").asBoolean() ? "voter" : "listener";
    }

    private static JsonNode member(ChildCluster cluster, String name) throws IOException {
        for (JsonNode member : cluster.get("a").get("/api/v1/cluster").path("members")) {
            if (member.path("endpoint").asText().equals(cluster.endpoint(name))) {
                return member;
            }
        }
        throw new AssertionError(name + " is no member");
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void spoil(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(Math.min(offset, bytes.length() / 2));
            bytes.write(new byte[4096]);
        }
    }

    /** Spoils the first record of the oldest segment. */
    private static void spoilLog(Path log) throws IOException {
        try (Stream<Path> files = Files.walk(log.resolve("store"))) {
            Optional<Path> segment = files.filter(
                            file -> file.getFileName().toString().startsWith("log_"))
                    .filter(file -> file.toString().contains("current"))
                    .sorted()
                    .findFirst();
            try (RandomAccessFile bytes =
                    new RandomAccessFile(segment.orElseThrow().toFile(), "rw")) {
                bytes.seek(20);
                bytes.write(new byte[8]);
            }
        }
    }

    private static List<String> setAside(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".set-aside."))
                    .toList();
        }
    }
}
