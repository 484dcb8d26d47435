package io.directorate.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A director in a process of its own on this machine, in a folder that goes with it. */
public final class LocalDirector implements AutoCloseable {
    private static final long START_SECONDS = 120;

    private final Path folder;
    private final Process process;
    private final Path socket;

    private LocalDirector(Path folder, Process process, Path socket) {
        this.folder = folder;
        this.process = process;
        this.socket = socket;
    }

    /**
     * Starts one in this network namespace and waits until it takes changes.
     *
     * @return the director
     * @throws IOException if it does not start
     * @throws InterruptedException if interrupted
     */
    public static LocalDirector start() throws IOException, InterruptedException {
        return start(List.of());
    }

    /**
     * Starts one and waits until it takes changes.
     *
     * @param before words before its command line, such as {@code ip netns exec NAME}
     * @return the director
     * @throws IOException if it does not start
     * @throws InterruptedException if interrupted
     */
    public static LocalDirector start(List<String> before) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("loadtest-director");
        Path config = Files.writeString(
                folder.resolve("directorate.yaml"),
                "director: bench\ndataDir: " + folder + "/data\nruntimeDir: " + folder
                        + "/run\napi: {enabled: false}\nlog: {minFree: 1MiB, requestTimeout: 120s}\ndataplane: {interval: 10s}\n");
        Path log = folder.resolve("log.txt");
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(Project.launcher().toString(), "run", "-c", config.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            Path socket = find(folder.resolve("run"));
            if (socket != null && isReady(socket)) {
                return new LocalDirector(folder, process, socket);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        process.destroyForcibly().waitFor();
        throw new IOException("the director did not start: " + Files.readString(log));
    }

    private static boolean isReady(Path socket) {
        try {
            return new ControlClient(socket).get("/api/v1/directors").contains("\"ready\":true");
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable Path find(Path runtime) throws IOException {
        if (!Files.isDirectory(runtime)) {
            return null;
        }
        try (Stream<Path> files = Files.list(runtime)) {
            return files.filter(file -> file.toString().endsWith(".sock"))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * Returns its control socket.
     *
     * @return the path
     */
    public Path socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
