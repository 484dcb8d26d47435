package io.directorate.node.director;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.pki.TestIdentities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Directors of one cluster, each a process of its own on a fake kernel: on addresses of the loopback network, or
 * in namespaces. Used by one thread. */
final class ChildCluster implements AutoCloseable {
    private static final long AWAIT_SECONDS = 90;
    /** In a namespace that nobody else uses. */
    private static final int PORT = 7946;

    private final Path folder;
    private final TestIdentities identities;
    private final Optional<DirectorNetwork> network;
    private final int snapshotEntries;
    private final Map<String, ChildDirector> directors = new LinkedHashMap<>();
    private final Map<String, String> endpoints = new LinkedHashMap<>();
    private final Map<String, Path> issued = new LinkedHashMap<>();

    ChildCluster(Path folder, int snapshotEntries) throws Exception {
        this(folder, snapshotEntries, Optional.empty());
    }

    /** As above, in namespaces of this host that have the directors' names. */
    ChildCluster(Path folder, int snapshotEntries, DirectorNetwork network) throws Exception {
        this(folder, snapshotEntries, Optional.of(network));
    }

    private ChildCluster(Path folder, int snapshotEntries, Optional<DirectorNetwork> network) throws Exception {
        this.folder = folder;
        this.snapshotEntries = snapshotEntries;
        this.network = network;
        this.identities = new TestIdentities(folder.resolve("pki"), "test");
    }

    /** Names directors whose addresses all know; nothing is started. */
    ChildCluster with(String... names) throws Exception {
        for (String name : names) {
            endpoints.put(name, newEndpoint(name));
        }
        for (String name : names) {
            add(name, "auto");
        }
        return this;
    }

    /** Adds a director that knows all others. */
    ChildDirector add(String name, String vote) throws Exception {
        return add(name, vote, "");
    }

    /** Adds a director that knows all others, with more lines of configuration. */
    ChildDirector add(String name, String vote, String more) throws Exception {
        String endpoint = endpoints.get(name);
        if (endpoint == null) {
            endpoint = newEndpoint(name);
            endpoints.put(name, endpoint);
        }
        Path identity = identities.issue(name, LogEndpoint.parse(endpoint).host());
        issued.put(name, identity);
        String seeds = endpoints.values().stream().map(seed -> '"' + seed + '"').collect(Collectors.joining(", "));
        ChildDirector director = new ChildDirector(
                folder.resolve(name),
                name,
                snapshotEntries,
                """
                cluster:
                  listen: "%s"
                  seeds: [%s]
                  identity: %s
                  vote: %s
                %s
                """.formatted(endpoint, seeds, identity, vote, more),
                network.map(all -> all.place(name)).orElse(ChildDirector.Place.HERE));
        directors.put(name, director);
        return director;
    }

    /** In namespaces every third listens on IPv6. */
    private String newEndpoint(String name) throws IOException {
        int number = endpoints.size() + 1;
        if (network.isEmpty()) {
            return "127.0.0." + (number + 10) + ":" + freePort();
        }
        DirectorNetwork all = network.get();
        return new LogEndpoint(number % 3 == 0 ? all.address6(name) : all.address(name), PORT).toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    ChildDirector get(String name) {
        ChildDirector director = directors.get(name);
        if (director == null) {
            throw new IllegalArgumentException("no director " + name);
        }
        return director;
    }

    List<ChildDirector> all() {
        return List.copyOf(directors.values());
    }

    /** The folder of a director's identity. */
    Path identity(String name) {
        return Objects.requireNonNull(issued.get(name));
    }

    String endpoint(String name) {
        return String.valueOf(endpoints.get(name));
    }

    /** Starts all, founds the cluster with the first, and waits until the others are in it. */
    void found() throws Exception {
        foundWithout("");
    }

    /** As above, but leaves one to itself. */
    void foundWithout(String absent) throws Exception {
        for (Map.Entry<String, ChildDirector> one : directors.entrySet()) {
            if (!one.getKey().equals(absent)) {
                one.getValue().start();
            }
        }
        String first = directors.keySet().iterator().next();
        awaitAnswers(get(first));
        HttpResponse founded = get(first)
                .client()
                .post("/api/v1/cluster/init", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        if (!founded.isSuccess()) {
            throw new AssertionError("not founded: " + founded.text());
        }
        awaitMembers(absent.isEmpty() ? directors.size() : directors.size() - 1);
    }

    private void awaitAnswers(ChildDirector director) throws IOException {
        long deadline = deadline();
        while (true) {
            try {
                director.get("/health");
                return;
            } catch (IOException e) {
                director.check(deadline);
                pause();
            }
        }
    }

    /** Waits until all running directors take changes, and all see so many members. */
    void awaitMembers(int members) throws IOException {
        for (ChildDirector director : all()) {
            if (director.runs()) {
                director.awaitReady();
            }
        }
        await(
                "all see " + members + " members",
                () -> all().stream()
                        .filter(ChildDirector::runs)
                        .allMatch(d -> members(d).size() == members));
    }

    /** What can be looked at again and again. */
    interface Condition {
        boolean holds() throws IOException;
    }

    void await(String what, Condition condition) throws IOException {
        long deadline = deadline();
        while (!holds(condition)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + AWAIT_SECONDS + " s: " + what + "; " + describe());
            }
            pause();
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        directors.forEach((name, director) -> {
            try {
                text.append('\n').append(name).append(": ");
                text.append(director.runs() ? director.get("/api/v1/cluster") : "does not run");
                text.append('\n').append(director.log());
            } catch (IOException e) {
                text.append(e);
            }
        });
        return text.toString();
    }

    private static List<JsonNode> members(ChildDirector director) {
        try {
            List<JsonNode> members = new ArrayList<>();
            director.get("/api/v1/cluster").path("members").forEach(members::add);
            return members;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The name of the director that leads, as the running ones see it. */
    Optional<String> leader() throws IOException {
        for (Map.Entry<String, ChildDirector> one : directors.entrySet()) {
            if (one.getValue().runs()) {
                JsonNode cluster;
                try {
                    cluster = one.getValue().get("/api/v1/cluster");
                } catch (IOException e) {
                    continue;
                }
                if (cluster.path("ready").asBoolean()
                        && cluster.path("leader")
                                .asText("?")
                                .equals(cluster.path("member").asText())) {
                    return Optional.of(one.getKey());
                }
            }
        }
        return Optional.empty();
    }

    String awaitLeader() throws IOException {
        await("somebody leads", () -> leader().isPresent());
        return leader().orElseThrow();
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }

    @Override
    public void close() throws InterruptedException {
        for (ChildDirector director : all()) {
            director.close();
        }
    }
}
