package io.directorate.loadtest.bench;

import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

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
        director.send("PUT", "/api/v1/configuration?wait=logged", CommitLoad.declaration());
        CommitLoad.run(director, 16, WARM_UP);
        out.println("\n## Commits (one weight each, acknowledged on disk in log and journal, ?wait=logged)\n");
        out.println("| outstanding | commits/s | p50 | p99 |");
        out.println("|---|---|---|---|");
        for (int outstanding : new int[] {1, 16, 64}) {
            CommitLoad.Result result = CommitLoad.run(director, outstanding, commits);
            Samples samples = result.samples();
            out.printf(
                    Locale.ROOT,
                    "| %d | %.0f | %s | %s |%n",
                    outstanding,
                    result.perSecond(),
                    Samples.text(samples.percentileNanos(50)),
                    Samples.text(samples.percentileNanos(99)));
        }
    }
}
