package io.directorate.loadtest.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.loadtest.report.Figures;
import io.directorate.loadtest.report.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Changes a second of three directors, sent to the leader and sent to another, beside a director alone.
 *
 * <p>The three take turns in each repetition, so that a machine that gets busier meanwhile is as bad for all. A repetition in which the lead went
 * to another director is made again.
 */
final class ClusterCommits {
    private static final int[] OUTSTANDING = {1, 16, 64};
    private static final int WARM_UP = 500;
    /** Repetitions that may be made again, in all. */
    private static final int MOST_AGAIN = 5;

    private final LocalCluster cluster;
    private final ClusterOptions options;
    private final Figures figures;
    private final Map<Target, List<List<CommitLoad.Result>>> results = new EnumMap<>(Target.class);

    private enum Target {
        ALONE("a director alone"),
        LEADER("the leader of three"),
        FOLLOWER("a follower of three, which forwards");

        private final String words;

        Target(String words) {
            this.words = words;
        }
    }

    ClusterCommits(LocalCluster cluster, ClusterOptions options, Figures figures) {
        this.cluster = cluster;
        this.options = options;
        this.figures = figures;
        for (Target target : Target.values()) {
            results.put(target, List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        }
    }

    void run() throws IOException, InterruptedException {
        for (Target target : Target.values()) {
            CommitLoad.run(client(target, cluster.leader()), 16, WARM_UP);
        }
        int again = 0;
        for (int done = 0; done < options.repeats(); ) {
            if (repeat()) {
                done++;
            } else if (++again > MOST_AGAIN) {
                throw new IOException("the lead went to another director in " + again
                        + " repetitions without a fault; is the machine too busy?");
            }
        }
        report(again);
    }

    private ControlClient client(Target target, BenchDirector leader) {
        return switch (target) {
            case ALONE -> cluster.alone().client();
            case LEADER -> leader.client();
            case FOLLOWER -> cluster.others(leader).get(0).client();
        };
    }

    /** Measures each once; false, and nothing is kept, if the leader was not one and the same. */
    private boolean repeat() throws IOException, InterruptedException {
        BenchDirector leader = cluster.leader();
        Map<Target, List<CommitLoad.Result>> found = new EnumMap<>(Target.class);
        for (Target target : Target.values()) {
            List<CommitLoad.Result> own = new ArrayList<>();
            for (int outstanding : OUTSTANDING) {
                own.add(CommitLoad.run(client(target, leader), outstanding, options.commits()));
            }
            found.put(target, own);
        }
        if (cluster.leader() != leader) {
            return false;
        }
        found.forEach((target, own) -> {
            for (int i = 0; i < OUTSTANDING.length; i++) {
                results.getOrDefault(target, List.of()).get(i).add(own.get(i));
            }
        });
        return true;
    }

    private void report(int again) {
        ArrayNode rows = figures.table(
                "commits",
                "Changes of one weight, acknowledged on disk (?wait=logged), " + options.repeats() + " x "
                        + options.commits() + " each" + (again == 0 ? "" : "; made again: " + again),
                List.of("sent to", "outstanding", "changes/s (median)", "p50", "p99", "rate / alone", "p50 / alone"));
        for (Target target : Target.values()) {
            for (int i = 0; i < OUTSTANDING.length; i++) {
                row(rows, target, i);
            }
        }
    }

    private void row(ArrayNode rows, Target target, int i) {
        double rate = rate(target, i);
        Samples samples = samples(target, i);
        double rateRatio = rate / rate(Target.ALONE, i);
        double timeRatio =
                (double) samples.medianNanos() / samples(Target.ALONE, i).medianNanos();
        ObjectNode row = rows.addObject()
                .put("sentTo", target.name().toLowerCase(Locale.ROOT))
                .put("outstanding", OUTSTANDING[i])
                .put("perSecond", rate)
                .put("rateToAlone", rateRatio)
                .put("p50ToAlone", timeRatio);
        Figures.put(row, samples);
        figures.row(List.of(
                target.words,
                Integer.toString(OUTSTANDING[i]),
                String.format(Locale.ROOT, "%.0f", rate),
                Samples.text(samples.medianNanos()),
                Samples.text(samples.percentileNanos(99)),
                String.format(Locale.ROOT, "%.2f", rateRatio),
                String.format(Locale.ROOT, "%.2f", timeRatio)));
    }

    private List<CommitLoad.Result> of(Target target, int i) {
        return results.getOrDefault(target, List.of()).get(i);
    }

    private double rate(Target target, int i) {
        return Figures.median(
                of(target, i).stream().map(CommitLoad.Result::perSecond).toList());
    }

    private Samples samples(Target target, int i) {
        return Samples.joined(
                of(target, i).stream().map(CommitLoad.Result::samples).toList());
    }
}
