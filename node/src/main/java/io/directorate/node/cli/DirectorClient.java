package io.directorate.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.directorate.node.client.ControlSocket;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.client.UnixHttpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How commands reach the director of this network namespace: options, and requests over its control socket. */
final class DirectorClient {
    static final ObjectMapper MAPPER = new ObjectMapper();

    /** The director says something at least every 15 s. */
    private static final Duration STREAM_IDLE = Duration.ofSeconds(60);

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Control socket of the director; by default that of this network namespace.")
    private @Nullable Path socket;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    DirectorClient() {}

    /** How long the director may wait for its dataplane: a little less than this command waits for the director. */
    long waitMillis() {
        return Math.min(60_000, Math.max(1_000, (timeoutSeconds - 2) * 1000L));
    }

    JsonNode get(String path) {
        return send("GET", path, Map.of(), null);
    }

    /** Sends a request and returns the answer's JSON; a problem ends the command. */
    JsonNode send(String method, String path, Map<String, String> headers, @Nullable JsonNode body) {
        try {
            byte[] bytes = body == null ? new byte[0] : MAPPER.writeValueAsBytes(body);
            Map<String, String> all = new HashMap<>(headers);
            if (body != null) {
                all.put("Content-Type", "application/json");
            }
            HttpResponse response = client().exchange(method, path, all, bytes);
            JsonNode answer = parse(response.body());
            if (response.status() / 100 != 2) {
                throw new CommandFailedException(describe(response.status(), answer));
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw new CommandFailedException("the director's answer is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Sends a request whose answer goes on line by line, until the director or the consumer's thread ends it. */
    void stream(String path, Map<String, String> headers, Consumer<String> lines) {
        try {
            HttpResponse end = client().stream(path, headers, STREAM_IDLE, line -> {
                lines.accept(line);
                return true;
            });
            if (!end.isSuccess()) {
                throw new CommandFailedException(describe(end.status(), parse(end.body())));
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Fetches a file; a problem ends the command. */
    void download(String path, OutputStream to) {
        try {
            HttpResponse end = client().download(path, STREAM_IDLE, to);
            if (!end.isSuccess()) {
                throw new CommandFailedException(describe(end.status(), parse(end.body())));
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private UnixHttpClient client() {
        Path path;
        try {
            path = socket == null ? ControlSocket.path(System.getenv()) : socket;
        } catch (IOException e) {
            throw new CommandFailedException(
                    "the network namespace cannot be told: " + e.getMessage() + "; name --socket");
        }
        if (!Files.exists(path)) {
            throw new CommandFailedException("no director runs in this network namespace (there is no " + path
                    + "); start one with 'directorate run -c FILE', or name its socket with --socket");
        }
        return new UnixHttpClient(path, Duration.ofSeconds(timeoutSeconds));
    }

    private static CommandFailedException unreachable(IOException e) {
        return new CommandFailedException("the director does not answer: " + e.getMessage());
    }

    private static JsonNode parse(byte[] body) throws JsonProcessingException {
        return body.length == 0 ? MAPPER.nullNode() : MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
    }

    private static String describe(int status, JsonNode problem) {
        String detail = problem.path("detail").asText("");
        String field = problem.path("field").asText("");
        String rule = problem.path("rule").asText("");
        if (detail.isEmpty()) {
            return "the director answers with status " + status;
        }
        return (field.isEmpty() ? "" : field + ": ") + detail + (rule.isEmpty() ? "" : " [" + rule + "]");
    }
}
