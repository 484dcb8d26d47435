package io.directorate.node.director;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.directorate.dataplane.fake.FakeKernel;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.reconcile.DriftPolicy;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.client.UnixHttpClient;
import io.directorate.node.config.DirectorConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A director on a fake kernel, with a folder of its own, that can be stopped and started. */
final class DirectorFixture implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long AWAIT_SECONDS = 30;

    final FakeKernel kernel = new FakeKernel();
    final Path folder;
    private final Path sysctls;
    private @Nullable Director director;

    /** An answer. */
    record Answer(int status, JsonNode body) {
        String rule() {
            return body.path("rule").asText();
        }

        String detail() {
            return body.path("detail").asText();
        }
    }

    DirectorFixture(Path folder) {
        this.folder = folder;
        this.sysctls = folder.resolve("vs");
        FakeKernel.writeSysctls(sysctls);
    }

    DirectorConfig config(DriftPolicy drift) {
        return new DirectorConfig(
                "a",
                folder.resolve("data"),
                folder.resolve("run"),
                new DirectorConfig.Api(true, "127.0.0.1", 0),
                new DirectorConfig.Plane(
                        DirectorConfig.Plane.Kind.KERNEL, Duration.ofMillis(200), drift, ForeignPolicy.KEEP),
                new DirectorConfig.Log(Duration.ofSeconds(10), 0, 1000),
                new DirectorConfig.History(0, 50),
                Map.of(),
                Optional.empty());
    }

    DirectorFixture start() throws Exception {
        return start(DriftPolicy.REPAIR);
    }

    DirectorFixture start(DriftPolicy drift) throws Exception {
        director = Director.start(config(drift), () -> kernel.dataplane(sysctls));
        return this;
    }

    /** Starts a certain build. */
    DirectorFixture start(FeatureSet features) throws Exception {
        director = Director.start(config(DriftPolicy.REPAIR), () -> kernel.dataplane(sysctls), features);
        return this;
    }

    /** Starts and waits until changes are taken and the start stands in the history. */
    DirectorFixture startReady() throws Exception {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        start();
        await(() -> director().services().logState().get().ready());
        await(() -> startIsTold(begin));
        return this;
    }

    private boolean startIsTold(Instant begin) {
        try {
            Answer events = get("/api/v1/events?order=desc&type=director-reported&since=" + begin);
            return events.body().path("events").findValuesAsText("kind").contains("started");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Director director() {
        if (director == null) {
            throw new IllegalStateException("the director is not started");
        }
        return director;
    }

    void stop() {
        if (director != null) {
            director.close();
            director = null;
        }
    }

    Answer get(String path) throws IOException {
        return send("GET", path, Map.of(), null);
    }

    Answer post(String path, String json) throws IOException {
        return send("POST", path, Map.of(), json);
    }

    Answer put(String path, String json) throws IOException {
        return send("PUT", path, Map.of(), json);
    }

    Answer send(String method, String path, Map<String, String> headers, @Nullable String json) throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        if (json != null) {
            all.putIfAbsent("Content-Type", "application/json");
        }
        HttpResponse response = client().exchange(
                        method, path, all, json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8));
        byte[] body = response.body();
        boolean isJson = response.header("content-type").orElse("").contains("json");
        return new Answer(response.status(), isJson ? MAPPER.readTree(body) : MAPPER.nullNode());
    }

    String text(String path) throws IOException {
        return client().get(path).text();
    }

    UnixHttpClient client() {
        return new UnixHttpClient(director().controlSocket(), Duration.ofSeconds(20));
    }

    static void await(BooleanSupplier condition) throws TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the condition did not hold within " + AWAIT_SECONDS + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Copies a folder as it is at this moment, as a crash would leave it. */
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
