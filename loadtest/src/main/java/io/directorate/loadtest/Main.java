package io.directorate.loadtest;

import io.directorate.loadtest.bench.ClusterBench;
import io.directorate.loadtest.bench.ClusterOptions;
import io.directorate.loadtest.bench.CommitBench;
import io.directorate.loadtest.bench.KernelBench;
import io.directorate.loadtest.bench.LocalDirector;
import io.directorate.loadtest.bench.RulesBench;
import java.io.IOException;
import java.util.List;

/** Where the load tests begin: {@code loadtest/bin/loadtest WHAT}. */
public final class Main {
    private static final String USAGE = """
            Usage: loadtest WHAT
              kernel [ROUNDS [SERVICESxSERVERS ...]]    tables into a real kernel, beside ipvsadm and keepalived (boots a guest);
                                                        3 rounds of 1000x10 and 10000x4 if nothing is said
              commits [COUNT]                           changes into the log of a director started for it
              cluster [OPTIONS]                         three directors as one: rates, loss of the leader, start, memory (cluster --help)
              rules SERVICES SERVERS ROUNDS             the same in this machine's kernel, in network namespaces made for it
            """;

    private Main() {}

    /**
     * Runs a load test.
     *
     * @param arguments what, and its numbers
     * @throws Exception if it fails
     */
    public static void main(String[] arguments) throws Exception {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws IOException, InterruptedException {
        String what = arguments.isEmpty() ? "" : arguments.get(0);
        try {
            switch (what) {
                case "kernel" -> new KernelBench(number(arguments, 1, 3), sizes(arguments), System.out).run();
                case "commits" -> {
                    try (LocalDirector director = LocalDirector.start()) {
                        new CommitBench(director.socket(), number(arguments, 1, 5000), System.out).run();
                    }
                }
                case "cluster" -> {
                    return cluster(arguments.subList(1, arguments.size()));
                }
                case "rules" ->
                    new RulesBench(
                                    number(arguments, 1, 0),
                                    number(arguments, 2, 0),
                                    number(arguments, 3, 0),
                                    System.out)
                            .run();
                default -> {
                    System.err.print(USAGE);
                    return 2;
                }
            }
            return 0;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            System.err.print("loadtest: a number is missing or is none\n" + USAGE);
            return 2;
        }
    }

    private static int cluster(List<String> words) throws IOException, InterruptedException {
        if (words.contains("--help")) {
            System.out.print(ClusterOptions.HELP);
            return 0;
        }
        ClusterOptions options;
        try {
            options = ClusterOptions.parse(words);
        } catch (IllegalArgumentException e) {
            System.err.print("loadtest: " + e.getMessage() + "\n" + ClusterOptions.HELP);
            return 2;
        }
        new ClusterBench(options, System.out).run();
        return 0;
    }

    private static List<KernelBench.Size> sizes(List<String> arguments) {
        return arguments.size() <= 2
                ? KernelBench.SIZES
                : arguments.stream().skip(2).map(KernelBench.Size::parse).toList();
    }

    private static int number(List<String> arguments, int index, int otherwise) {
        return index >= arguments.size() && otherwise > 0 ? otherwise : Integer.parseInt(arguments.get(index));
    }
}
