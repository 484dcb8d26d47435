package io.directorate.loadtest.bench;

import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Changes a second into the log of a running director, and how long each takes, at 1, 16 and 64 outstanding. */
public final class CommitBench {
    private static final int WARM_UP = 500;

    private final ControlClient director;
    private final int commits;
    private final PrintStream out;

    /**
     * Makes one.
     *
     * @param socket control socket of the director
     * @param commits of each round
     * @param out takes the report
     */
    public CommitBench(Path socket, int commits, PrintStream out) {
        this.director = new ControlClient(socket);
        this.commits = commits;
        this.out = out;
    }

    /**
     * Runs and prints the report.
     *
     * @throws IOException if the director fails
     * @throws InterruptedException if interrupted
     */
    public void run() throws IOException, InterruptedException {
        director.send(
                "PUT", "/api/v1/configuration?wait=logged", RuleSet.of(10, 1).declaration());
        round(16, WARM_UP);
        out.println("\n## Commits (one weight each, acknowledged on disk in log and journal, ?wait=logged)\n");
        out.println("| outstanding | commits/s | p50 | p99 |");
        out.println("|---|---|---|---|");
        for (int outstanding : new int[] {1, 16, 64}) {
            long begin = System.nanoTime();
            Samples samples = round(outstanding, commits);
            double seconds = (System.nanoTime() - begin) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "| %d | %.0f | %s | %s |%n",
                    outstanding,
                    commits / seconds,
                    Samples.text(samples.percentileNanos(50)),
                    Samples.text(samples.percentileNanos(99)));
        }
    }

    private Samples round(int outstanding, int count) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(outstanding);
        AtomicInteger next = new AtomicInteger();
        long[] nanos = new long[count];
        try {
            Future<?>[] workers = new Future<?>[outstanding];
            for (int w = 0; w < outstanding; w++) {
                workers[w] = threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        long begin = System.nanoTime();
                        director.send(
                                "PUT",
                                "/api/v1/services/tcp:10.200.0." + i % 10 + ":80/servers/10.1.0." + i % 10
                                        + ":8080/weight?wait=logged",
                                "{\"weight\":" + (1 + (begin & 0xfffff)) + "}");
                        nanos[i] = System.nanoTime() - begin;
                    }
                    return null;
                });
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a commit failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
        return Samples.of(nanos);
    }
}
