package io.directorate.loadtest.bench;

import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Loads, dumps and edits a table through a running director, and through {@code ipvsadm} and keepalived, in the same kernel and the same run.
 *
 * <p>Each measurement has a network namespace of its own, as a machine that has just started: the kernel keeps deleted real servers for minutes
 * and walks all of them for each one that is added ({@code ip_vs_trash_get_dest} in {@code net/netfilter/ipvs/ip_vs_ctl.c}), so that whoever comes
 * second in a namespace pays for the first. A director is measured twice: just started, and after {@link #WARM_UPS} smaller tables. Rounds alternate.
 */
public final class RulesBench {
    /** Tables that a director has loaded before it counts as one that has been running. */
    static final int WARM_UPS = 500;

    private static final int WARM_UP_SERVICES = 20;
    private static final int WARM_UP_NETWORK = 199;
    private static final int WEIGHT_CHANGES = 500;
    private static final String CONFIGURATION = "/api/v1/configuration?timeoutMillis=60000";
    private static final String READS = "directorate_reconcile_reads_total";
    private static final String READ_SECONDS = "directorate_reconcile_read_seconds_total";
    private static final String NOTHING = "{\"services\":[]}";

    private final RuleSet rules;
    private final int rounds;
    private final PrintStream out;
    private final Path folder;
    private final List<Long> first = new ArrayList<>();
    private final List<Long> ours = new ArrayList<>();
    private final List<Long> dump = new ArrayList<>();
    private final List<Long> restore = new ArrayList<>();
    private final List<Long> start = new ArrayList<>();
    private final List<Long> save = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param services in the table
     * @param serversEach real servers of each
     * @param rounds of each tool, 1 or more
     * @param out takes the report
     * @throws IOException if no temporary folder can be made
     */
    public RulesBench(int services, int serversEach, int rounds, PrintStream out) throws IOException {
        this.rules = RuleSet.of(services, serversEach);
        this.rounds = rounds;
        this.out = out;
        this.folder = Files.createTempDirectory("rules-bench");
    }

    /**
     * Runs all rounds and prints the report.
     *
     * @throws IOException if a tool or a director fails
     * @throws InterruptedException if interrupted
     */
    public void run() throws IOException, InterruptedException {
        Path saved = Files.writeString(folder.resolve("rules"), rules.ipvsadmSave());
        Path keepalived = Files.writeString(folder.resolve("keepalived.conf"), rules.keepalivedConfiguration());
        for (int round = 0; round < rounds; round++) {
            boolean last = round == rounds - 1;
            Namespace.use(namespace -> restore.add(time(() -> namespace.shell("ipvsadm -R < " + saved))));
            Namespace.use(namespace -> start.add(new KeepalivedStart(folder, namespace, rules).nanos(keepalived)));
            Namespace.use(namespace -> director(namespace, 0, director -> first.add(load(director))));
            Namespace.use(namespace -> director(namespace, WARM_UPS, director -> {
                ours.add(load(director));
                expectTable(namespace);
                save.add(time(() -> namespace.shell("ipvsadm -Sn > " + folder.resolve("saved"))));
                dump.add(dumpAndDiff(director));
                if (last) {
                    report();
                    weights(director);
                }
            }));
        }
    }

    private void director(Namespace namespace, int warmUps, Measurement measurement)
            throws IOException, InterruptedException {
        try (LocalDirector local = LocalDirector.start(namespace.words())) {
            ControlClient director = new ControlClient(local.socket());
            String small = new RuleSet(WARM_UP_SERVICES, rules.serversEach(), WARM_UP_NETWORK).declaration();
            for (int i = 0; i < warmUps; i++) {
                director.send("PUT", CONFIGURATION, small);
                director.send("PUT", CONFIGURATION, NOTHING);
            }
            measurement.take(director);
        }
    }

    private long load(ControlClient director) throws IOException {
        String declaration = rules.declaration();
        return time(() -> director.send("PUT", CONFIGURATION, declaration));
    }

    private void expectTable(Namespace namespace) throws IOException, InterruptedException {
        int lines = Integer.parseInt(namespace.shell("ipvsadm -Sn | wc -l").strip());
        if (lines != rules.rules()) {
            throw new IOException("the table has " + lines + " rules, not " + rules.rules());
        }
    }

    /** A full comparison, as the reconciler makes it each interval: timed by its own counters. */
    private static long dumpAndDiff(ControlClient director) throws IOException {
        // Both numbers out of one answer: a comparison may end between two.
        String before = director.get("/metrics");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < deadline) {
            // Each look at the metrics reads the whole table, on the one CPU there may be.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            String now = director.get("/metrics");
            double reads = ControlClient.metric(now, READS) - ControlClient.metric(before, READS);
            if (reads >= 1) {
                double seconds = ControlClient.metric(now, READ_SECONDS) - ControlClient.metric(before, READ_SECONDS);
                return (long) (seconds / reads * 1e9);
            }
        }
        throw new IOException("the director did not compare its table within 2 minutes");
    }

    /** One changed weight in a full table: messages to the kernel, and the time from request to table. */
    private void weights(ControlClient director) throws IOException {
        double before = director.metric("directorate_reconcile_changes_total");
        long[] nanos = new long[WEIGHT_CHANGES];
        for (int i = 0; i < WEIGHT_CHANGES; i++) {
            String path = "/api/v1/services/tcp:" + rules.vip(i % rules.services()) + ":80/servers/10.1.0."
                    + (i % rules.services() & 255) + ":8080/weight";
            String body = "{\"weight\":" + (i + 2) + "}";
            nanos[i] = time(() -> director.send("PUT", path, body));
        }
        double messages = director.metric("directorate_reconcile_changes_total") - before;
        Samples samples = Samples.of(nanos);
        out.printf(
                Locale.ROOT,
                "%nOne changed weight among %d services: %.2f netlink messages each; request to table changed p50 %s, p99 %s (n=%d)%n",
                rules.services(),
                messages / WEIGHT_CHANGES,
                Samples.text(samples.medianNanos()),
                Samples.text(samples.percentileNanos(99)),
                WEIGHT_CHANGES);
    }

    private void report() {
        out.printf(
                Locale.ROOT,
                "%n## %d services x %d real servers (%d rules)%n%n",
                rules.services(),
                rules.serversEach(),
                rules.rules());
        out.println("| what | Directorate | peer | peer's time / ours |");
        out.println("|---|---|---|---|");
        row("request to last acknowledgement in a running director, against `ipvsadm -R`", ours, restore);
        row("the same, against keepalived from start to full table", ours, start);
        row("the very first request to a director just started, against `ipvsadm -R`", first, restore);
        row("the same, against keepalived from start to full table", first, start);
        row("full dump and diff, against `ipvsadm -Sn`", dump, save);
    }

    private void row(String what, List<Long> mine, List<Long> peer) {
        Samples us = Samples.of(mine.stream().mapToLong(Long::longValue).toArray());
        Samples them = Samples.of(peer.stream().mapToLong(Long::longValue).toArray());
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.1fx |%n",
                what,
                us,
                them,
                (double) them.medianNanos() / us.medianNanos());
    }

    private static long time(Step step) throws IOException {
        long begin = System.nanoTime();
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return System.nanoTime() - begin;
    }

    @FunctionalInterface
    private interface Measurement {
        void take(ControlClient director) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }
}
