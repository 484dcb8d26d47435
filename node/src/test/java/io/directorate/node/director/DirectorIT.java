package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.reconcile.DriftPolicy;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import io.directorate.node.director.DirectorFixture.Answer;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One director, end to end, but for the kernel. */
class DirectorIT {
    private static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");
    private static final String DECLARATION = """
            {"services":[{"service":"tcp:192.0.2.1:80","scheduler":"wrr","servers":[
              {"server":"10.0.0.1:80","method":"nat","weight":1},
              {"server":"10.0.0.2:80","method":"nat","weight":2}]},
             {"service":"udp:[2001:db8::1]:53","scheduler":"rr","servers":[
              {"server":"[2001:db8::2]:53","method":"dr"}]}]}
            """;

    @TempDir
    private Path folder;

    private DirectorFixture node;

    @BeforeEach
    void make() {
        node = new DirectorFixture(folder);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void programsADeclarationAndShowsItInStateTableAndHistory() throws Exception {
        node.startReady();
        Answer applied = node.put("/api/v1/configuration", DECLARATION);
        assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
        assertThat(applied.body().path("converged").asBoolean()).isTrue();

        assertThat(node.kernel.dataplane(folder.resolve("vs")).read().services())
                .containsOnlyKeys(WEB, ServiceKey.parse("udp:[2001:db8::1]:53"));
        assertThat(node.get("/api/v1/services").body().path("services")).hasSize(2);
        assertThat(node.get("/api/v1/services/tcp:192.0.2.1:80").body().path("servers"))
                .hasSize(2);
        JsonNode table = node.get("/api/v1/table").body();
        assertThat(table.path("services")).hasSize(2);
        JsonNode events = node.get("/api/v1/events").body().path("events");
        assertThat(events.findValuesAsText("type")).contains("io.directorate.service-added");
        assertThat(events.get(events.size() - 1).path("actor").asText())
                .isEqualTo("user:" + System.getProperty("user.name"));
    }

    @Test
    void sendsOneNetlinkMessageForOneChangedWeight() throws Exception {
        node.startReady();
        node.put("/api/v1/configuration", DECLARATION);
        node.kernel.resetCounts();
        Answer answer = node.put("/api/v1/services/tcp:192.0.2.1:80/servers/10.0.0.1:80/weight", "{\"weight\":7}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(node.kernel.changeMessages()).isEqualTo(1);
    }

    @Test
    void appliesACommandIdOnceHoweverOftenItIsSent() throws Exception {
        node.startReady();
        Map<String, String> id = Map.of("Idempotency-Key", "once");
        String body = "{\"service\":\"tcp:192.0.2.9:80\",\"scheduler\":\"rr\"}";
        Answer first = node.send("POST", "/api/v1/services", id, body);
        Answer second = node.send("POST", "/api/v1/services", id, body);
        assertThat(first.body().path("repeated").asBoolean()).isFalse();
        assertThat(second.body().path("repeated").asBoolean()).isTrue();
        assertThat(second.body().path("sequence")).isEqualTo(first.body().path("sequence"));
        Answer other = node.send("POST", "/api/v1/services", id, "{\"service\":\"tcp:192.0.2.8:80\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.rule()).isEqualTo("command-id-reused");
    }

    @Test
    void refusesAChangeMadeOnAnOldIndex() throws Exception {
        node.startReady();
        node.put("/api/v1/configuration", DECLARATION);
        Answer answer = node.send("DELETE", "/api/v1/services/tcp:192.0.2.1:80", Map.of("If-Match", "\"1\""), null);
        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.rule()).isEqualTo("index-moved");
    }

    @Test
    void namesTheRuleAndTheFieldOfARefusedDeclarationAndLogsNothing() throws Exception {
        node.startReady();
        long before = node.get("/api/v1/services").body().path("sequence").asLong();
        Answer answer = node.put(
                "/api/v1/configuration",
                "{\"services\":[{\"service\":\"tcp:192.0.2.1:80\",\"servers\":[{\"server\":\"10.0.0.1:8080\",\"method\":\"dr\"}]}]}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.rule()).isEqualTo("port-mapped-without-nat");
        assertThat(answer.body().path("field").asText()).startsWith("services[0].servers[0]");
        assertThat(node.get("/api/v1/services").body().path("sequence").asLong())
                .isEqualTo(before);
    }

    @Test
    void previewsWithoutChangingAnything() throws Exception {
        node.startReady();
        Answer plan = node.post("/api/v1/plan", DECLARATION);
        assertThat(plan.status()).as(plan.toString()).isEqualTo(200);
        assertThat(plan.body().path("events")).hasSize(2);
        assertThat(plan.body().path("changes")).hasSize(5);
        assertThat(node.get("/api/v1/services").body().path("services")).isEmpty();
    }

    @Test
    void rebuildsEachEarlierState() throws Exception {
        node.startReady();
        node.put("/api/v1/configuration", DECLARATION);
        long then = node.get("/api/v1/state").body().path("sequence").asLong();
        JsonNode state = node.get("/api/v1/state").body();
        for (int weight = 1; weight <= 120; weight++) {
            node.put(
                    "/api/v1/services/tcp:192.0.2.1:80/servers/10.0.0.1:80/weight",
                    "{\"weight\":" + (100 + weight) + "}");
        }
        long sequence = state.path("provenance").path("sequence").asLong(then);
        assertThat(node.get("/api/v1/state?at=" + sequence).body().path("services"))
                .isEqualTo(state.path("services"));
    }

    @Test
    void repairsWhatSomebodyElseChangedAndSaysWhatDiffered() throws Exception {
        node.startReady();
        node.put("/api/v1/configuration", DECLARATION);
        var other = node.kernel.dataplane(folder.resolve("vs"));
        other.apply(List.of(new DataplaneChange.DeleteServer(WEB, Endpoint.parse("10.0.0.2:80"))));
        DirectorFixture.await(() -> driftEvents().size() == 1);
        assertThat(other.readService(WEB).orElseThrow().servers()).hasSize(2);
        JsonNode drift = driftEvents().get(0).path("data");
        assertThat(drift.path("action").asText()).isEqualTo("repaired");
        assertThat(drift.path("differences").toString()).contains("10.0.0.2:80");
    }

    @Test
    void adoptsWhatSomebodyElseChangedIfToldSo() throws Exception {
        node.start(DriftPolicy.ADOPT);
        DirectorFixture.await(() -> node.director().services().logState().get().ready());
        node.put("/api/v1/configuration", DECLARATION);
        var other = node.kernel.dataplane(folder.resolve("vs"));
        other.apply(List.of(new DataplaneChange.DeleteServer(WEB, Endpoint.parse("10.0.0.2:80"))));
        DirectorFixture.await(() -> node.director()
                        .services()
                        .projection()
                        .image()
                        .service(WEB)
                        .orElseThrow()
                        .servers()
                        .size()
                == 1);
        assertThat(other.readService(WEB).orElseThrow().servers()).hasSize(1);
    }

    private List<JsonNode> driftEvents() {
        try {
            List<JsonNode> found = new ArrayList<>();
            node.get("/api/v1/events?type=drift-found").body().path("events").forEach(found::add);
            return found;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void leavesTheTableAloneWhenItStopsAndStarts() throws Exception {
        node.startReady();
        node.put("/api/v1/configuration", DECLARATION);
        node.stop();
        assertThat(node.kernel.dataplane(folder.resolve("vs")).read().services())
                .hasSize(2);
        node.kernel.resetCounts();
        node.startReady();
        DirectorFixture.await(
                () -> node.director().services().reconciler().status().converged());
        assertThat(node.kernel.changeMessages()).isZero();
    }

    @Test
    @Timeout(60)
    void followsEventsLiveAndResumesAfterTheLastOneSeen() throws Exception {
        node.startReady();
        node.put("/api/v1/configuration", DECLARATION);
        for (int weight = 5; weight < 7; weight++) {
            node.put("/api/v1/services/tcp:192.0.2.1:80/servers/10.0.0.1:80/weight", "{\"weight\":" + weight + "}");
        }
        List<String> ids = new ArrayList<>();
        node.client().stream(
                "/api/v1/events",
                Map.of("Accept", "text/event-stream", "Last-Event-ID", "1"),
                Duration.ofSeconds(20),
                line -> {
                    if (line.startsWith("id: ")) {
                        ids.add(line.substring(4));
                    }
                    return ids.size() < 4;
                });
        assertThat(ids).containsExactly("2", "3", "4", "5");
    }

    @Test
    void offersEachDescribedPathAndDescribesEachOffered() throws Exception {
        node.startReady();
        assertThat(node.text("/api/v1/openapi.yaml")).contains("openapi: 3.1.0", "/api/v1/commands:");
        String metrics = node.text("/metrics");
        assertThat(metrics)
                .contains(
                        "directorate_image_sequence",
                        "directorate_log_ready 1.0",
                        "lvs_services",
                        "jvm_memory_used_bytes");
        assertThat(node.get("/health").body().path("status").asText()).isEqualTo("ok");
        assertThat(node.get("/api/v1/nothing").status()).isEqualTo(404);
    }

    @Test
    void refusesAForeignHostAndAFormOnLoopback() throws Exception {
        node.startReady();
        HttpClient client = HttpClient.newHttpClient();
        URI uri = URI.create("http://127.0.0.1:" + node.director().apiPort() + "/api/v1/services");
        HttpResponse<String> form = client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(form.statusCode()).isEqualTo(415);
        HttpResponse<String> read =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(read.statusCode()).isEqualTo(200);
    }

    @Test
    void forwardsItsLastImageWhenTheLogIsDamagedAndNamesTheCommandThatMendsIt() throws Exception {
        node.startReady();
        node.put("/api/v1/configuration", DECLARATION);
        node.stop();
        damageFirstRecord();
        var kernel = node.kernel.dataplane(folder.resolve("vs"));
        kernel.apply(List.of(new DataplaneChange.Flush()));
        node.start();
        DirectorFixture.await(
                () -> node.director().services().reconciler().status().converged());
        assertThat(kernel.read().services()).hasSize(2);
        DirectorFixture.await(
                () -> !node.director().services().logState().get().reason().contains("opened"));
        Answer refused = node.post("/api/v1/services", "{\"service\":\"tcp:192.0.2.9:80\"}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.detail()).contains("log_", "directorate cluster recover --data-dir");
        assertThat(node.get("/health").body().path("status").asText()).isEqualTo("degraded");
        node.stop();

        assertThat(String.join("\n", Recovery.recover(folder.resolve("data"))))
                .contains("no acknowledged change is lost");
        node.startReady();
        assertThat(node.post("/api/v1/services", "{\"service\":\"tcp:192.0.2.9:80\"}")
                        .status())
                .isEqualTo(200);
        assertThat(node.get("/api/v1/services").body().path("services")).hasSize(3);
    }

    private void damageFirstRecord() throws Exception {
        try (var files = Files.walk(folder.resolve("data/log"))) {
            Path segment = files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
                file.seek(40);
                file.write(file.read() ^ 0x55);
            }
        }
    }

    @Test
    void refusesASecondDirectorOnTheSameFolder() throws Exception {
        node.startReady();
        DirectorFixture second = new DirectorFixture(folder);
        assertThatThrownBy(second::start)
                .isInstanceOf(DirectorStartException.class)
                .hasMessageContaining("is in use by another director process");
    }

    @Test
    void startsBeforeTheKernelHasIpvsAndCatchesUp() throws Exception {
        node.kernel.setLoaded(false);
        node.startReady();
        Answer logged = node.put("/api/v1/configuration?timeoutMillis=500", DECLARATION);
        assertThat(logged.body().path("converged").asBoolean()).isFalse();
        assertThat(logged.body().path("problems").toString()).contains("ip_vs");
        assertThat(node.get("/health").status()).isEqualTo(503);
        node.kernel.setLoaded(true);
        DirectorFixture.await(
                () -> node.director().services().reconciler().status().converged());
        assertThat(node.get("/health").status()).isEqualTo(200);
    }
}
