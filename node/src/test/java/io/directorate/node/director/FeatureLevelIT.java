package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.director.DirectorFixture.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One director under builds of different age, on one history. */
class FeatureLevelIT {
    private static final FeatureSet OLDER = TrialFeatures.supporting(1);
    private static final FeatureSet NEWER = TrialFeatures.supporting(TrialFeatures.NEW);
    private static final String TIMEOUTS =
            "{\"command\": {\"type\": \"set-timeouts\", \"timeouts\": {\"tcpSeconds\": 600, \"tcpFinSeconds\": 60,"
                    + " \"udpSeconds\": 120}}}";

    @TempDir
    private Path folder;

    private static String service(int number) {
        return "{\"command\": {\"type\": \"add-service\", \"service\": \"tcp:192.0.2." + number
                + ":80\", \"scheduler\": \"wrr\"}}";
    }

    private static int level(DirectorFixture director) {
        return director.director().services().projection().image().featureLevel();
    }

    private static void awaitReady(DirectorFixture director) throws Exception {
        DirectorFixture.await(
                () -> director.director().services().logState().get().ready());
    }

    /** What the kernel forwards, whether or not a director runs. */
    private Set<String> programmed(DirectorFixture director) {
        Set<String> services = new TreeSet<>();
        director.kernel
                .dataplane(folder.resolve("vs"))
                .read()
                .services()
                .keySet()
                .forEach(key -> services.add(key.toString()));
        return services;
    }

    private static void accept(DirectorFixture director, String command) throws IOException {
        Answer answer = director.post("/api/v1/commands", command);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void raisesItsLevelOnceItIsUpgradedAndDoesNotGoBack() throws Exception {
        try (DirectorFixture director = new DirectorFixture(folder)) {
            director.start(OLDER);
            awaitReady(director);
            accept(director, service(1));
            Answer early = director.post("/api/v1/commands", TIMEOUTS);
            assertThat(early.status()).as(early.body().toString()).isEqualTo(422);
            assertThat(early.rule()).isEqualTo("feature-level");
            assertThat(early.detail()).contains("needs feature level 2", "the cluster is at 1");
            Answer byHand = director.post(
                    "/api/v1/commands", "{\"command\": {\"type\": \"raise-feature-level\", \"level\": 2}}");
            assertThat(byHand.rule()).isEqualTo("feature-level");
            assertThat(byHand.detail()).contains("the leader raises the feature level by itself");
            assertThat(level(director)).isEqualTo(1);
            director.stop();

            director.start(NEWER);
            DirectorFixture.await(() -> level(director) == 2);
            accept(director, TIMEOUTS);
            JsonNode raised =
                    director.get("/api/v1/events?type=feature-level-raised").body();
            assertThat(raised.path("events")).hasSize(1);
            assertThat(raised.path("events").path(0).path("actor").asText()).isEqualTo("director:a");
            JsonNode directors = director.get("/api/v1/directors").body();
            assertThat(directors.path("featureLevel").asInt()).isEqualTo(2);
            assertThat(directors
                            .path("directors")
                            .path(0)
                            .path("supportsFeatureLevel")
                            .asInt())
                    .isEqualTo(2);
            assertThat(director.text("/metrics"))
                    .contains("directorate_feature_level 2", "directorate_apply_stopped 0");
            Path backup = folder.resolve("backup.db");
            director.director().services().journal().snapshotTo(backup);
            director.stop();
            // The tools of this build would not know what to do with it either.
            Path other = folder.resolve("other");
            assertThatThrownBy(() -> Recovery.restore(other, backup))
                    .hasMessageContainingAll("is of a newer build", "nothing was changed", "supports 1");
            assertThat(other.resolve("journal/journal.db")).doesNotExist();

            Set<String> before = programmed(director);
            for (FeatureSet older : List.of(OLDER, FeatureSet.THIS_BUILD)) {
                assertThatThrownBy(() -> director.start(older))
                        .isInstanceOf(DirectorStartException.class)
                        .hasMessageContainingAll("feature level 2", "this build supports 1", "install that");
            }
            assertThat(programmed(director)).isEqualTo(before).hasSize(1);
            director.start(NEWER);
            awaitReady(director);
            accept(director, service(2));
        }
    }

    @Test
    void stopsAtWhatItDoesNotKnowGoesOnForwardingAndLetsTheNewerBuildGoOnFromThere() throws Exception {
        try (DirectorFixture director = new DirectorFixture(folder)) {
            director.start(OLDER);
            awaitReady(director);
            accept(director, service(1));
            accept(director, service(2));
            director.stop();
            Path data = folder.resolve("data");
            Path behind = folder.resolve("behind");
            DirectorFixture.copy(data, behind);

            director.start(NEWER);
            DirectorFixture.await(() -> level(director) == 2);
            accept(director, TIMEOUTS);
            accept(director, service(3));
            director.stop();
            // The log of the newer build, with the journal as the older one left it.
            for (String part : List.of("journal", "keys")) {
                delete(data.resolve(part));
                DirectorFixture.copy(behind.resolve(part), data.resolve(part));
            }

            director.start(OLDER);
            DirectorFixture.await(
                    () -> director.director().services().projection().stopped().isPresent());
            checkStopped(director);
            director.stop();

            director.start(NEWER);
            awaitReady(director);
            DirectorFixture.await(() -> programmed(director).size() == 3);
            assertThat(level(director)).isEqualTo(2);
            assertThat(director.get("/api/v1/timeouts")
                            .body()
                            .path("timeouts")
                            .path("tcpSeconds")
                            .asInt())
                    .isEqualTo(600);
            JsonNode events = director.get("/api/v1/events?limit=500").body().path("events");
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.path(i).path("id").asInt()).isEqualTo(i + 1);
            }
        }
    }

    private void checkStopped(DirectorFixture director) throws Exception {
        DirectorFixture.await(
                () -> !director.director().services().logState().get().ready());
        JsonNode health = director.get("/health").body();
        assertThat(health.path("status").asText()).isEqualTo("degraded");
        assertThat(health.path("applyStopped").asText())
                .contains("raised to feature level 2", "this build supports 1", "install that", "nothing is skipped");
        assertThat(health.path("log").path("reason").asText()).contains("this build supports 1");
        assertThat(director.text("/metrics")).contains("directorate_apply_stopped 1", "directorate_feature_level 1");
        Answer refused = director.post("/api/v1/commands", service(9));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(programmed(director)).containsAll(List.of("tcp:192.0.2.1:80", "tcp:192.0.2.2:80"));
        assertThat(director.director().services().reconciler().status().converged())
                .isTrue();
    }
}
