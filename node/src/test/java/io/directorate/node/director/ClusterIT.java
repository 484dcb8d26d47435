package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.client.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three directors, each a process of its own: any takes a change, all have it, and they come and go. */
class ClusterIT {
    @TempDir
    private Path folder;

    @Test
    void takesAChangeAnywhereAndHasItEverywhere() throws Exception {
        try (ChildCluster cluster = new ChildCluster(folder, 50).with("a", "b", "c")) {
            cluster.found();
            int number = 0;
            for (ChildDirector director : cluster.all()) {
                number++;
                HttpResponse answer = post(director, "change-" + number, addService(number));
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                JsonNode body = DirectorFixture.MAPPER.readTree(answer.body());
                // In the dataplane of the director that was asked, too.
                assertThat(body.path("converged").asBoolean()).as(answer.text()).isTrue();
            }
            awaitEqual(cluster, 3);

            // The same again, at another director: nothing is done twice.
            HttpResponse again = post(cluster.get("c"), "change-1", addService(1));
            assertThat(DirectorFixture.MAPPER
                            .readTree(again.body())
                            .path("repeated")
                            .asBoolean())
                    .isTrue();
            // A rule that forbids it is told by the leader, through whoever was asked.
            for (ChildDirector director : cluster.all()) {
                HttpResponse refused = post(director, "other-" + director.pid(), addService(1));
                assertThat(refused.status()).isEqualTo(409);
                assertThat(refused.text()).contains("service-exists");
            }
        }
    }

    static String addService(int number) {
        return "{\"command\": {\"type\": \"add-service\", \"service\": \"tcp:192.0.2." + number
                + ":80\", \"scheduler\": \"wrr\"}}";
    }

    static HttpResponse post(ChildDirector director, String id, String body) throws IOException {
        return director.client()
                .exchange(
                        "POST",
                        "/api/v1/commands",
                        Map.of("Idempotency-Key", id, "Content-Type", "application/json"),
                        body.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until all directors tell the same history; one that has just come may still be adding that it has. */
    static List<JsonNode> awaitOneHistory(ChildCluster cluster) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        cluster.await("all tell one history", () -> {
            all.clear();
            all.addAll(cluster.all().get(0).events());
            for (ChildDirector director : cluster.all()) {
                if (!director.events().equals(all)) {
                    return false;
                }
            }
            return true;
        });
        return all;
    }

    /** Waits until all running directors have the same history and the same table, read back, of so many services. */
    static void awaitEqual(ChildCluster cluster, int services) throws IOException {
        cluster.await("all are equal", () -> {
            Set<String> seen = new HashSet<>();
            List<ChildDirector> running = new ArrayList<>(cluster.all());
            running.removeIf(director -> !director.runs());
            for (ChildDirector director : running) {
                for (JsonNode one : director.get("/api/v1/directors").path("directors")) {
                    if (one.has("silent") && running.size() < cluster.all().size()) {
                        continue;
                    }
                    seen.add(one.path("image").path("sequence") + " "
                            + one.path("image").path("services") + " "
                            + one.path("dataplane").path("appliedSequence") + " "
                            + one.path("dataplane").path("converged") + " "
                            + one.path("dataplane").path("tableHash"));
                }
            }
            return seen.size() == 1
                    && seen.iterator().next().contains(" " + services + " ")
                    && seen.iterator().next().contains(" true ");
        });
    }
}
