package io.directorate.loadtest.bench;

import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
 * <p>A director must run in this network namespace. What others left in the table is deleted between rounds. Rounds alternate.
 */
public final class RulesBench {
    private static final long KEEPALIVED_SECONDS = 180;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ControlClient director;
    private final RuleSet rules;
    private final int rounds;
    private final PrintStream out;
    private final Path folder;

    /**
     * Makes one.
     *
     * @param socket control socket of the director
     * @param services in the table
     * @param serversEach real servers of each
     * @param rounds of each tool, 1 or more
     * @param out takes the report
     * @throws IOException if no temporary folder can be made
     */
    public RulesBench(Path socket, int services, int serversEach, int rounds, PrintStream out) throws IOException {
        this.director = new ControlClient(socket);
        this.rules = new RuleSet(services, serversEach);
        this.rounds = rounds;
        this.out = out;
        this.folder = Files.createTempDirectory("rules-bench");
    }

    /**
     * Runs all rounds and prints the report.
     *
     * @throws IOException if a tool or the director fails
     * @throws InterruptedException if interrupted
     */
    public void run() throws IOException, InterruptedException {
        Path saved = Files.writeString(folder.resolve("rules"), rules.ipvsadmSave());
        Path keepalived = Files.writeString(folder.resolve("keepalived.conf"), rules.keepalivedConfiguration());
        String declaration = rules.declaration();
        clear();
        director.send("PUT", "/api/v1/configuration?timeoutMillis=60000", declaration);
        List<Long> ours = new ArrayList<>();
        List<Long> restore = new ArrayList<>();
        List<Long> start = new ArrayList<>();
        List<Long> dump = new ArrayList<>();
        List<Long> save = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            clear();
            restore.add(time(() -> tool("ipvsadm -R < " + saved)));
            tool("ipvsadm -C");
            start.add(keepalived(keepalived));
            tool("ipvsadm -C");
            ours.add(time(() -> director.send("PUT", "/api/v1/configuration?timeoutMillis=60000", declaration)));
            expectTable();
            save.add(time(() -> tool("ipvsadm -Sn > " + folder.resolve("saved"))));
            dump.add(dumpAndDiff());
        }
        out.printf(
                Locale.ROOT,
                "%n## %d services x %d real servers (%d rules)%n%n",
                rules.services(),
                rules.serversEach(),
                rules.rules());
        out.println("| what | Directorate | peer | peer's time / ours |");
        out.println("|---|---|---|---|");
        row("request to last acknowledgement, against `ipvsadm -R`", ours, restore);
        row("the same, against keepalived from start to full table", ours, start);
        row("full dump and diff, against `ipvsadm -Sn`", dump, save);
        weights();
        clear();
    }

    private void clear() throws IOException, InterruptedException {
        director.send("PUT", "/api/v1/configuration?timeoutMillis=60000", "{\"services\":[]}");
        tool("ipvsadm -C");
    }

    private void expectTable() throws IOException, InterruptedException {
        int lines = Integer.parseInt(output("ipvsadm -Sn | wc -l").strip());
        if (lines != rules.rules()) {
            throw new IOException("the table has " + lines + " rules, not " + rules.rules());
        }
    }

    /** A full comparison, as the reconciler makes it each interval: timed by its own counters. */
    private long dumpAndDiff() throws IOException {
        double readsBefore = director.metric("directorate_reconcile_reads_total");
        double secondsBefore = director.metric("directorate_reconcile_read_seconds_total");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < deadline) {
            director.get("/health");
            double reads = director.metric("directorate_reconcile_reads_total") - readsBefore;
            if (reads >= 1) {
                double seconds = director.metric("directorate_reconcile_read_seconds_total") - secondsBefore;
                return (long) (seconds / reads * 1e9);
            }
        }
        throw new IOException("the director did not compare its table within 2 minutes");
    }

    private long keepalived(Path configuration) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                        "keepalived",
                        "-n",
                        "-C",
                        "-f",
                        configuration.toString(),
                        "-p",
                        folder + "/pid",
                        "-c",
                        folder + "/cpid")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keepalived.log").toFile())
                .start();
        try {
            long deadline = begin + TimeUnit.SECONDS.toNanos(KEEPALIVED_SECONDS);
            while (System.nanoTime() < deadline) {
                if (serversInTable() >= rules.services() * rules.serversEach()) {
                    return System.nanoTime() - begin;
                }
                // The guest has one CPU: asking all the time would slow what is asked about.
                LockSupport.parkNanos(POLL_NANOS);
            }
            throw new IOException("keepalived did not load the table within " + KEEPALIVED_SECONDS + " s: "
                    + Files.readString(folder.resolve("keepalived.log")));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Cheaper than any tool; the file's head has one line that looks like a real server. */
    private static int serversInTable() throws IOException {
        int count = -1;
        for (String line : Files.readAllLines(Path.of("/proc/net/ip_vs"))) {
            count += line.startsWith("  ->") ? 1 : 0;
        }
        return count;
    }

    /** One changed weight in a full table: messages to the kernel, and the time from request to table. */
    private void weights() throws IOException {
        int changes = 200;
        double before = director.metric("directorate_reconcile_changes_total");
        long[] nanos = new long[changes];
        for (int i = 0; i < changes; i++) {
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
                messages / changes,
                Samples.text(samples.medianNanos()),
                Samples.text(samples.percentileNanos(99)),
                changes);
    }

    private void row(String what, List<Long> ours, List<Long> peer) {
        Samples mine = Samples.of(ours.stream().mapToLong(Long::longValue).toArray());
        Samples theirs = Samples.of(peer.stream().mapToLong(Long::longValue).toArray());
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.1fx |%n",
                what,
                mine,
                theirs,
                (double) theirs.medianNanos() / mine.medianNanos());
    }

    private static void tool(String script) throws IOException, InterruptedException {
        output(script);
    }

    private static String output(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(script + " failed: " + text);
        }
        return text;
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
    private interface Step {
        void run() throws IOException, InterruptedException;
    }
}
