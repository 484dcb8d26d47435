package io.directorate.loadtest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.directorate.node.client.ControlSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A director in a process and a folder of its own, that can be killed, stopped, continued and started again. Started and ended by one thread at a
 * time, asked by any.
 */
final class BenchDirector implements AutoCloseable {
    /** Flags for the directors' JVMs, in place of those that the launcher gives. */
    static final String OPTIONS_VARIABLE = "LOADTEST_DIRECTOR_OPTS";

    private static final Duration PATIENT = Duration.ofSeconds(60);
    /** Of clients that rather ask another director than wait for long. */
    private static final Duration IMPATIENT = Duration.ofSeconds(3);

    private static final long END_SECONDS = 30;
    private static final int SHOWN_CHARACTERS = 4_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final String name;
    private final ControlClient client;
    private final ControlClient impatient;
    private @Nullable Process process;
    private boolean closed;

    /** Writes the configuration; starts nothing yet. */
    BenchDirector(Path folder, String name, String configuration) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.name = name;
        Files.writeString(folder.resolve("directorate.yaml"), configuration);
        Path socket = ControlSocket.path(
                Map.of(ControlSocket.DIRECTORY_VARIABLE, folder.resolve("run").toString()));
        client = new ControlClient(socket, PATIENT);
        impatient = new ControlClient(socket, IMPATIENT);
    }

    String name() {
        return name;
    }

    ControlClient client() {
        return client;
    }

    ControlClient impatientClient() {
        return impatient;
    }

    /** Starts it and returns at once. */
    synchronized void start() throws IOException {
        if (closed || process != null) {
            throw new IOException("director " + name + (closed ? " is closed" : " runs already"));
        }
        ProcessBuilder builder = new ProcessBuilder(
                Project.launcher().toString(),
                "run",
                "-c",
                folder.resolve("directorate.yaml").toString());
        String options = System.getenv().getOrDefault(OPTIONS_VARIABLE, "");
        if (!options.isBlank()) {
            builder.environment().put("DIRECTORATE_JAVA_OPTS", options);
        }
        process = builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return folder.resolve("log.txt");
    }

    /** Ends it as a crash does, and returns when it is gone. */
    synchronized void kill() throws IOException {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd("SIGKILL");
        }
    }

    /** Tells it to stop, as a service manager does, and returns when it is gone. */
    synchronized void stop() throws IOException {
        if (process != null) {
            process.destroy();
            awaitEnd("SIGTERM");
        }
    }

    private void awaitEnd(String signal) throws IOException {
        Process ending = running();
        try {
            if (!ending.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("director " + name + " does not end within " + END_SECONDS + " s of " + signal);
            }
            process = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Sends a signal by its name, such as {@code STOP}. */
    void signal(String signal) throws IOException {
        Commands.run(List.of("kill", "-" + signal, Long.toString(pid())));
    }

    synchronized long pid() throws IOException {
        return running().pid();
    }

    private Process running() throws IOException {
        if (process == null) {
            throw new IOException("director " + name + " does not run");
        }
        return process;
    }

    synchronized boolean runs() {
        return process != null;
    }

    /** Fails if it has ended by itself. */
    synchronized void check() throws IOException {
        if (process != null && !process.isAlive()) {
            throw new IOException("director " + name + " has ended with status " + process.exitValue() + ": " + said());
        }
    }

    /** What it wrote last. */
    String said() {
        try {
            String text = Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
            return text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS));
        } catch (IOException e) {
            return "its output cannot be read: " + e;
        }
    }

    JsonNode json(String path) throws IOException {
        return MAPPER.readTree(client.get(path));
    }

    /** Its own part of {@code get directors}, also while its dataplane is not as it should be. */
    JsonNode health() throws IOException {
        return MAPPER.readTree(impatient.answer("GET", "/health", "").text());
    }

    /** Whether it answers and takes changes. */
    boolean isReady() {
        try {
            return health().path("log").path("ready").asBoolean();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it takes changes, and has all up to an event in its dataplane. */
    boolean hasCaughtUp(long sequence) {
        try {
            JsonNode health = health();
            JsonNode dataplane = health.path("dataplane");
            return health.path("log").path("ready").asBoolean()
                    && dataplane.path("converged").asBoolean()
                    && dataplane.path("appliedSequence").asLong() >= sequence;
        } catch (IOException e) {
            return false;
        }
    }

    ProcessMemory memory() throws IOException {
        return ProcessMemory.of(pid());
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        kill();
    }
}
