package io.directorate.loadtest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Three directors of one cluster on addresses of the loopback network, and one that stands alone, each in a process of its own, with certificates
 * of {@code directorate pki}. Their tables are in memory ({@code dataplane: {kind: none}}), and are read back like a kernel's.
 *
 * <p>All of it ends with this object, also when the process is told to stop; used by one thread.
 */
final class LocalCluster implements AutoCloseable {
    /** How many vote. */
    static final int DIRECTORS = 3;

    /** For all to be ready after a start. */
    static final Duration START_LIMIT = Duration.ofMinutes(5);

    /** For all to be equal again after a fault. */
    static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);

    private static final int PORTS = 3;
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_ATTEMPTS = 100;

    private final Path folder;
    private final List<BenchDirector> directors = new ArrayList<>();
    private final BenchDirector alone;
    private final Thread hook = new Thread(this::end, "end-directors");
    private boolean ended;

    private LocalCluster(Path folder, Optional<Path> extra) throws IOException {
        this.folder = folder;
        List<String> endpoints = new ArrayList<>();
        for (int number = 1; number <= DIRECTORS; number++) {
            endpoints.add(address(number) + ":" + freePorts(address(number)));
        }
        String more = extra.isPresent() ? Files.readString(extra.get()) : "";
        for (int number = 1; number <= DIRECTORS; number++) {
            String name = "director-" + number;
            Path own = folder.resolve(name);
            directors.add(new BenchDirector(own, name, configuration(own, number, endpoints, more)));
        }
        Path own = folder.resolve("alone");
        alone = new BenchDirector(own, "alone", common(own, "alone"));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Makes folders, certificates and configurations; starts nothing yet.
     *
     * @param extra more lines for the end of each configuration of the cluster, which is inside {@code cluster:}
     */
    static LocalCluster prepare(Optional<Path> extra) throws IOException {
        Path folder = Files.createTempDirectory("loadtest-cluster");
        try {
            LocalCluster cluster = new LocalCluster(folder, extra);
            try {
                cluster.issueIdentities();
            } catch (IOException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        } catch (IOException e) {
            remove(folder);
            throw e;
        }
    }

    private static String address(int number) {
        return "127.0.0." + number;
    }

    /** The first of some free ports in a row: a director takes that of its log and the next ones. */
    private static int freePorts(String address) throws IOException {
        InetAddress on = InetAddress.getByName(address);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try (ServerSocket first = new ServerSocket(0, 1, on)) {
                int port = first.getLocalPort();
                int free = 1;
                while (free < PORTS && port + free <= HIGHEST_PORT && isFree(on, port + free)) {
                    free++;
                }
                if (free == PORTS) {
                    return port;
                }
            }
        }
        throw new IOException(
                "no " + PORTS + " free ports in a row were found on " + address + " in " + MOST_ATTEMPTS + " attempts");
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static String common(Path own, String name) {
        return """
                director: %s
                dataDir: %s/data
                runtimeDir: %s/run
                api: {enabled: false}
                log: {minFree: 1MiB}
                dataplane: {kind: none}
                """.formatted(name, own, own);
    }

    /** The section {@code cluster} comes last, so that more lines may belong to it. */
    private String configuration(Path own, int number, List<String> endpoints, String more) {
        return common(own, "director-" + number)
                + """
                cluster:
                  listen: "%s"
                  seeds: ["%s"]
                  identity: %s
                """.formatted(endpoints.get(number - 1), String.join("\", \"", endpoints), identity(number))
                + more.replace("%NAME%", "director-" + number).replace("%ADDRESS%", address(number));
    }

    private Path identity(int number) {
        return folder.resolve("pki/directors/director-" + number + "/current");
    }

    private void issueIdentities() throws IOException {
        String launcher = Project.launcher().toString();
        String pki = folder.resolve("pki").toString();
        Commands.run(List.of(launcher, "pki", "init", "--dir", pki, "--cluster", "loadtest"));
        for (int number = 1; number <= DIRECTORS; number++) {
            String name = "director-" + number;
            Commands.run(
                    List.of(launcher, "pki", "issue", "--dir", pki, "--director", name, "--address", address(number)));
            if (!Files.isDirectory(identity(number))) {
                throw new IOException("directorate pki issue left no " + identity(number));
            }
        }
    }

    List<BenchDirector> directors() {
        return List.copyOf(directors);
    }

    BenchDirector alone() {
        return alone;
    }

    List<BenchDirector> others(BenchDirector one) {
        return directors.stream().filter(other -> other != one).toList();
    }

    void startAll() throws IOException {
        for (BenchDirector director : directors) {
            director.start();
        }
    }

    void stopAll() throws IOException {
        for (BenchDirector director : directors) {
            director.stop();
        }
    }

    /** Makes the first one found the cluster, as soon as it answers. */
    void found() throws IOException {
        BenchDirector first = directors.get(0);
        Await.until(first.name() + " answers", START_LIMIT, () -> {
            first.check();
            try {
                first.health();
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        first.client().send("POST", "/api/v1/cluster/init", "{}");
    }

    /**
     * Waits until all three vote and take changes.
     *
     * @return when that was seen
     */
    long awaitReady() throws IOException {
        return Await.until("all three vote and take changes", START_LIMIT, () -> {
            for (BenchDirector director : directors) {
                director.check();
                if (!director.isReady() || voters(director) != DIRECTORS) {
                    return false;
                }
            }
            return true;
        });
    }

    private static int voters(BenchDirector director) {
        int voters = 0;
        try {
            for (JsonNode member : director.json("/api/v1/cluster").path("members")) {
                voters += member.path("voter").asBoolean() ? 1 : 0;
            }
        } catch (IOException e) {
            return 0;
        }
        return voters;
    }

    /** Waits until all three have each event that any of them has in their dataplanes; returns the newest. */
    long awaitEqual() throws IOException {
        awaitReady();
        long newest = 0;
        for (BenchDirector director : directors) {
            newest = Math.max(
                    newest, director.health().path("image").path("sequence").asLong());
        }
        long sequence = newest;
        Await.until(
                "all three have event " + sequence,
                RECOVERY_LIMIT,
                () -> directors.stream().allMatch(director -> director.hasCaughtUp(sequence)));
        return newest;
    }

    /** The one that leads; waits for it. */
    BenchDirector leader() throws IOException {
        List<BenchDirector> found = new ArrayList<>();
        Await.until("one of the directors leads", RECOVERY_LIMIT, () -> {
            found.clear();
            directors.stream().filter(LocalCluster::leads).forEach(found::add);
            return found.size() == 1;
        });
        return found.get(0);
    }

    /** Whether a director itself says that it leads and takes changes. */
    static boolean leads(BenchDirector director) {
        try {
            JsonNode log = director.health().path("log");
            return log.path("ready").asBoolean() && log.path("role").asText().equals("leader");
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends all directors by force, and removes all their files. */
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is being ended: the hook does the work, once.
        }
        end();
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        List<BenchDirector> all = new ArrayList<>(directors);
        all.add(alone);
        for (BenchDirector director : all) {
            try {
                director.close();
            } catch (IOException e) {
                System.err.println("loadtest: " + e.getMessage());
            }
        }
        try {
            remove(folder);
        } catch (IOException e) {
            System.err.println("loadtest: " + folder + " cannot be removed: " + e);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
