package io.directorate.loadtest.bench;

import io.directorate.node.client.HttpResponse;
import io.directorate.node.client.UnixHttpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Requests to a running director over its control socket; every answer but 200 ends the benchmark. */
final class ControlClient {
    private final UnixHttpClient http;

    ControlClient(Path socket) {
        this(socket, Duration.ofMinutes(5));
    }

    ControlClient(Path socket, Duration timeout) {
        http = new UnixHttpClient(socket, timeout);
    }

    String send(String method, String path, String json) throws IOException {
        HttpResponse response = answer(method, path, json);
        if (response.status() != 200) {
            throw new IOException(
                    method + " " + path + " is answered with " + response.status() + ": " + response.text());
        }
        return response.text();
    }

    /** The answer, whatever its status. */
    HttpResponse answer(String method, String path, String json) throws IOException {
        return http.exchange(
                method, path, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
    }

    String get(String path) throws IOException {
        HttpResponse response = http.get(path);
        if (response.status() != 200) {
            throw new IOException("GET " + path + " is answered with " + response.status() + ": " + response.text());
        }
        return response.text();
    }

    /** One number out of /metrics. */
    double metric(String name) throws IOException {
        return metric(get("/metrics"), name);
    }

    /** One number out of what /metrics said. */
    static double metric(String metrics, String name) throws IOException {
        for (String line : metrics.split("\n", -1)) {
            if (line.startsWith(name + " ")) {
                return Double.parseDouble(line.substring(name.length() + 1).strip());
            }
        }
        throw new IOException("/metrics has no " + name);
    }
}
