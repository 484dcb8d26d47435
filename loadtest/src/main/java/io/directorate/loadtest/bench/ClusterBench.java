package io.directorate.loadtest.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.loadtest.report.Figures;
import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Three directors as one, measured from outside in one run: start, memory, changes a second beside a director alone, request to table, and the loss
 * of the leader.
 *
 * <p>All runs on one machine, clients too: with few CPUs the rates are lower, and the times longer, than of three machines.
 */
public final class ClusterBench {
    private static final double MEBIBYTE = 1 << 20;
    /** Aim of issue "A cluster of directors that agree". */
    private static final double MEMORY_LIMIT_MEBIBYTES = 300;

    private final ClusterOptions options;
    private final Figures figures;

    /**
     * Makes one.
     *
     * @param options what is asked for
     * @param out takes the tables
     */
    public ClusterBench(ClusterOptions options, PrintStream out) {
        this.options = options;
        this.figures = new Figures(out);
    }

    /**
     * Runs it; directors and their files are gone afterwards, whatever happens.
     *
     * @throws IOException if a director fails, or something takes longer than it may
     * @throws InterruptedException if interrupted
     */
    public void run() throws IOException, InterruptedException {
        if (options.json().isPresent()) {
            checkWritable(options.json().get());
        }
        machine("before");
        try (LocalCluster cluster = LocalCluster.prepare(options.extra())) {
            starts(cluster);
            cluster.alone().start();
            Await.until("the director alone takes changes", LocalCluster.START_LIMIT, () -> {
                cluster.alone().check();
                return cluster.alone().isReady();
            });
            cluster.alone().client().send("PUT", "/api/v1/configuration?wait=logged", CommitLoad.declaration());
            Await.pause(TimeUnit.SECONDS.toNanos(options.idleSeconds()));
            List<ProcessMemory> idle = memories(cluster);
            new ClusterCommits(cluster, options, figures).run();
            memory(cluster, idle);
            cluster.alone().stop();
            tables(cluster);
            for (OutageBench.Fault fault : OutageBench.Fault.values()) {
                outages(cluster, fault);
            }
        }
        machine("after");
        figures.write(options.json().orElse(null));
    }

    /** Before minutes of work, not after. */
    private static void checkWritable(Path json) throws IOException {
        Path parent = json.getParent();
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new IOException("--json " + json + ": its folder is not there or cannot be written to");
        }
    }

    private void machine(String when) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int processors = Runtime.getRuntime().availableProcessors();
        figures.root()
                .withObject("/machine")
                .put("processors", processors)
                .put("java", Runtime.version().toString())
                .put(when, Instant.now().toString())
                .put("load" + when.substring(0, 1).toUpperCase(Locale.ROOT) + when.substring(1), load);
        figures.say(String.format(
                Locale.ROOT,
                "Machine %s: %d CPUs, load average %.2f, Java %s, %s",
                when,
                processors,
                load,
                Runtime.version(),
                Instant.now()));
    }

    private void starts(LocalCluster cluster) throws IOException, InterruptedException {
        StartBench bench = new StartBench(cluster);
        StartBench.Started founded = bench.found();
        List<StartBench.Started> cold = new ArrayList<>();
        for (int i = 0; i < options.starts(); i++) {
            cluster.awaitEqual();
            cold.add(bench.cold());
        }
        ArrayNode rows = figures.table(
                "starts",
                "Start of three directors, from exec of three JVMs",
                List.of("start", "first acknowledged change", "all three vote and take changes"));
        start(rows, "founding, without a history, with `cluster init` and joining", List.of(founded));
        start(rows, "with a history, after a stop of all", cold);
    }

    private void start(ArrayNode rows, String what, List<StartBench.Started> starts) {
        Samples first = samples(
                starts.stream().map(StartBench.Started::firstChangeNanos).toList());
        Samples ready =
                samples(starts.stream().map(StartBench.Started::allReadyNanos).toList());
        ObjectNode row = rows.addObject().put("start", what);
        Figures.put(row.putObject("firstChange"), first);
        Figures.put(row.putObject("allReady"), ready);
        figures.row(List.of(what, first.toString(), ready.toString()));
    }

    private static List<BenchDirector> all(LocalCluster cluster) {
        List<BenchDirector> all = new ArrayList<>(cluster.directors());
        all.add(cluster.alone());
        return all;
    }

    private static List<ProcessMemory> memories(LocalCluster cluster) throws IOException {
        List<ProcessMemory> memories = new ArrayList<>();
        for (BenchDirector director : all(cluster)) {
            memories.add(director.memory());
        }
        return memories;
    }

    private void memory(LocalCluster cluster, List<ProcessMemory> idle) throws IOException {
        BenchDirector leader = cluster.leader();
        List<ProcessMemory> loaded = memories(cluster);
        ArrayNode rows = figures.table(
                "memory",
                "Resident memory (VmRSS), JVM flags " + idle.get(0).flags(),
                List.of("director", "idle after start", "after the commits", "at most so far", "most / 300 MB"));
        for (int i = 0; i < idle.size(); i++) {
            BenchDirector director = all(cluster).get(i);
            String role = director == cluster.alone() ? "alone" : director == leader ? "leader" : "follower";
            ObjectNode row = rows.addObject()
                    .put("director", director.name())
                    .put("role", role)
                    .put("flags", idle.get(i).flags())
                    .put("idleBytes", idle.get(i).residentBytes())
                    .put("loadedBytes", loaded.get(i).residentBytes())
                    .put("peakBytes", loaded.get(i).peakBytes());
            double peak = row.path("peakBytes").asLong() / MEBIBYTE;
            figures.row(List.of(
                    director.name() + ", " + role,
                    megabytes(idle.get(i).residentBytes()),
                    megabytes(loaded.get(i).residentBytes()),
                    megabytes(loaded.get(i).peakBytes()),
                    Figures.against(peak, MEMORY_LIMIT_MEBIBYTES)));
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f MB", bytes / MEBIBYTE);
    }

    private void tables(LocalCluster cluster) throws IOException, InterruptedException {
        TableLatency.Result result = new TableLatency(cluster, options.changes()).run();
        ArrayNode rows = figures.table(
                "requestToTable",
                "Request until a changed weight is in the tables, read back (one reading takes "
                        + Samples.text(result.readingNanos()) + ")",
                List.of("sent to", "in whose table", "p50", "p99", "most", "p50 / the leader's own"));
        Samples base = result.toLeader().own();
        tableRow(rows, "leader", "its own", result.toLeader().own(), base);
        tableRow(rows, "leader", "all three", result.toLeader().all(), base);
        tableRow(rows, "follower", "its own", result.toFollower().own(), base);
        tableRow(rows, "follower", "all three", result.toFollower().all(), base);
    }

    private void tableRow(ArrayNode rows, String sentTo, String table, Samples samples, Samples base) {
        Figures.put(rows.addObject().put("sentTo", sentTo).put("table", table), samples);
        figures.row(List.of(
                sentTo,
                table,
                Samples.text(samples.medianNanos()),
                Samples.text(samples.percentileNanos(99)),
                Samples.text(samples.percentileNanos(100)),
                ratio(samples.medianNanos(), base.medianNanos())));
    }

    private static String ratio(long value, long base) {
        return String.format(Locale.ROOT, "%.2f", (double) value / base);
    }

    private void outages(LocalCluster cluster, OutageBench.Fault fault) throws IOException, InterruptedException {
        OutageBench bench = new OutageBench(cluster);
        List<OutageBench.Round> rounds = new ArrayList<>();
        for (int i = 0; i < options.rounds(); i++) {
            rounds.add(bench.round(fault));
        }
        Duration aim = fault.aim();
        ArrayNode rows = figures.table(
                "leaderLost" + fault.signal(),
                "Leader lost by SIG" + fault.signal()
                        + " while 4 clients change weights through the other two (aim: below "
                        + Samples.text(aim.toNanos()) + " without an acknowledged change)",
                List.of(
                        "round",
                        "longest silence",
                        "/ aim",
                        "fault to the change that ended it",
                        "fault to another leader",
                        fault == OutageBench.Fault.KILL ? "restart until caught up" : "SIGCONT until caught up",
                        "refused or unanswered"));
        for (int i = 0; i < rounds.size(); i++) {
            round(rows, Integer.toString(i + 1), rounds.get(i), aim);
        }
        List<Long> silent =
                rounds.stream().map(round -> round.outage().silentNanos()).toList();
        figures.row(List.of(
                "median",
                Samples.text(samples(silent).medianNanos()),
                Figures.against(samples(silent).medianNanos(), aim),
                Samples.text(samples(rounds.stream()
                                .map(round -> round.outage().nextNanos())
                                .toList())
                        .medianNanos()),
                Samples.text(samples(rounds.stream()
                                .map(OutageBench.Round::electedNanos)
                                .toList())
                        .medianNanos()),
                Samples.text(samples(rounds.stream()
                                .map(OutageBench.Round::backNanos)
                                .toList())
                        .medianNanos()),
                ""));
    }

    private void round(ArrayNode rows, String name, OutageBench.Round round, Duration aim) {
        long silent = round.outage().silentNanos();
        rows.addObject()
                .put("silentMillis", silent / 1e6)
                .put("aimMillis", aim.toMillis())
                .put("nextChangeMillis", round.outage().nextNanos() / 1e6)
                .put("electedMillis", round.electedNanos() / 1e6)
                .put("caughtUpMillis", round.backNanos() / 1e6)
                .put("inVain", round.inVain());
        figures.row(List.of(
                name,
                Samples.text(silent),
                Figures.against(silent, aim),
                Samples.text(round.outage().nextNanos()),
                Samples.text(round.electedNanos()),
                Samples.text(round.backNanos()),
                Integer.toString(round.inVain())));
    }

    private static Samples samples(List<Long> nanos) {
        return Samples.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }
}
