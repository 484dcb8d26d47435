package io.directorate.node.director;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.client.ControlSocket;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.client.UnixHttpClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A director in a process of its own, with a folder of its own, that can be killed and started again. Killed and started by one thread. */
final class ChildDirector implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(3);
    private static final long READY_SECONDS = 120;
    private static final long END_SECONDS = 30;
    private static final int PAGE = 500;
    /** As in bin/directorate. */
    private static final List<String> HAZELCAST_FLAGS = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private static final int SHOWN_CHARACTERS = 6_000;

    private final Path folder;
    private final Place place;
    private final UnixHttpClient client;
    private final UnixHttpClient impatient;
    private List<String> build = List.of();
    private @Nullable Process process;

    /**
     * Writes the configuration; starts nothing yet.
     *
     * @param folder for all its files
     * @param snapshotEntries a snapshot is made after so many log entries
     */
    ChildDirector(Path folder, int snapshotEntries) throws IOException {
        this(folder, "a", snapshotEntries, "");
    }

    /**
     * Where a director runs.
     *
     * @param enter words of a command that runs the words after it there
     * @param namespace the network namespace there, as a file
     */
    record Place(List<String> enter, Path namespace) {
        static final Place HERE = new Place(List.of(), Path.of("/proc/self/ns/net"));

        Path socket(Path runtimeDir) throws IOException {
            Path here = ControlSocket.path(Map.of(ControlSocket.DIRECTORY_VARIABLE, runtimeDir.toString()));
            return here.resolveSibling("netns-" + Files.getAttribute(namespace, "unix:ino") + ".sock");
        }
    }

    /**
     * Writes the configuration; starts nothing yet.
     *
     * @param folder for all its files
     * @param name of the director
     * @param snapshotEntries a snapshot is made after so many log entries
     * @param more lines of the configuration
     */
    ChildDirector(Path folder, String name, int snapshotEntries, String more) throws IOException {
        this(folder, name, snapshotEntries, more, Place.HERE);
    }

    /** As above, elsewhere on this host. */
    ChildDirector(Path folder, String name, int snapshotEntries, String more, Place place) throws IOException {
        this.folder = folder;
        this.place = place;
        Path runtimeDir = folder.resolve("run");
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("directorate.yaml"), """
                director: %s
                dataDir: %s
                runtimeDir: %s
                api: {enabled: false}
                log: {minFree: 1MiB, snapshotEntries: %d}
                %s
                """.formatted(name, dataDir(), runtimeDir, snapshotEntries, more));
        Path socket = place.socket(runtimeDir);
        this.client = new UnixHttpClient(socket, REQUEST_TIMEOUT);
        this.impatient = new UnixHttpClient(socket, SHORT_TIMEOUT);
    }

    Path dataDir() {
        return folder.resolve("data");
    }

    /** For requests by any thread, whether or not the director runs. */
    UnixHttpClient client() {
        return client;
    }

    /** For requests of those who would rather ask another director than wait for long. */
    UnixHttpClient impatientClient() {
        return impatient;
    }

    /** Installs a build of {@link TrialFeatures} that supports so much; used from the next start on. */
    void installTrial(int supportedFeatureLevel) {
        build = List.of(String.valueOf(supportedFeatureLevel));
    }

    /** Installs the build under test. */
    void installUsual() {
        build = List.of();
    }

    /** Starts it and returns at once. */
    void start() throws IOException {
        String surefire = System.getProperty("surefire.test.class.path", "");
        List<String> words = new ArrayList<>(place.enter());
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto"));
        words.addAll(HAZELCAST_FLAGS);
        if (Runtime.version().feature() >= 22) {
            words.add("--enable-native-access=ALL-UNNAMED");
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        words.add("-cp");
        // Surefire's own class path is one jar that only names the others.
        words.add(surefire.isBlank() ? System.getProperty("java.class.path") : surefire);
        words.add(DirectorOnFakeKernel.class.getName());
        words.add(folder.resolve("directorate.yaml").toString());
        words.add(folder.resolve("vs").toString());
        words.addAll(build);
        File log = folder.resolve("director.log").toFile();
        process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** Waits until its log takes changes. */
    void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!ready()) {
            check(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Fails if the director has ended by itself or the time is over. */
    void check(long deadlineNanos) throws IOException {
        if (process == null || !process.isAlive()) {
            throw new AssertionError("the director is not running; it wrote: " + log());
        }
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new AssertionError("the time is over; the director wrote: " + log());
        }
    }

    private boolean ready() throws IOException {
        try {
            return get("/health").path("log").path("ready").asBoolean();
        } catch (IOException e) {
            return false;
        }
    }

    /** Why its log takes no changes; empty if it does, or if nobody answers yet. */
    String reason() {
        try {
            return get("/health").path("log").path("reason").asText();
        } catch (IOException e) {
            return "";
        }
    }

    /** The process, to be stopped and continued. */
    long pid() {
        if (process == null) {
            throw new IllegalStateException("the director is not running");
        }
        return process.pid();
    }

    boolean runs() {
        return process != null && process.isAlive();
    }

    /** Waits until it has ended by itself. */
    void awaitEnd() throws InterruptedException, IOException {
        if (process == null || !process.waitFor(READY_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the director has not ended; it wrote: " + log());
        }
    }

    /** Kills it as a crash does, and returns when it is gone. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("kill -9 does not end process " + process.pid());
            }
            process = null;
        }
    }

    /** Tells it to stop, as a service manager does, and returns when it is gone. */
    void stop() throws InterruptedException {
        if (process != null) {
            // Not by the process itself, which would close its standard input, too: that is the end of its parent.
            process.toHandle().destroy();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("SIGTERM does not end process " + process.pid());
            }
            process = null;
        }
    }

    /** Reads what must be there. */
    JsonNode get(String path) throws IOException {
        HttpResponse response = client.get(path);
        return DirectorFixture.MAPPER.readTree(response.body());
    }

    /** Reads the whole history, page by page. */
    List<JsonNode> events() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        long from = 1;
        boolean more = true;
        while (more) {
            JsonNode page = get("/api/v1/events?limit=" + PAGE + "&from=" + from);
            page.path("events").forEach(all::add);
            more = page.path("more").asBoolean();
            from = all.isEmpty() ? 1 : all.get(all.size() - 1).path("id").asLong() + 1;
        }
        return all;
    }

    /** What it wrote in its last lives. */
    String log() throws IOException {
        Path file = folder.resolve("director.log");
        String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        return text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
