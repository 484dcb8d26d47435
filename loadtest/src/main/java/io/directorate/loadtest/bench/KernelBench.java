package io.directorate.loadtest.bench;

import io.directorate.node.lab.GuestOptions;
import io.directorate.node.lab.GuestSupply;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Boots a guest with a real IPVS kernel and runs {@link RulesBench} in it, for tables of several sizes. */
public final class KernelBench {
    private static final Duration LIMIT = Duration.ofMinutes(60);
    /**
     * The guest has one CPU, on which the optimizing compiler would compete with what is measured, and each page of memory touched for the first
     * time costs it 50 times as much as a real machine: so both are done with before.
     */
    private static final String DIRECTOR_OPTIONS = "-Xms640m -Xmx640m -Xmn200m -XX:+AlwaysPreTouch -XX:+UseSerialGC"
            + " -XX:-UsePerfData -XX:TieredStopAtLevel=1";

    /** What is measured if nothing else is asked for. */
    public static final List<Size> SIZES = List.of(new Size(1000, 10), new Size(10_000, 4));

    private final int rounds;
    private final List<Size> sizes;
    private final PrintStream out;

    /**
     * The size of a table.
     *
     * @param services virtual services
     * @param serversEach real servers of each
     */
    public record Size(int services, int serversEach) {
        /**
         * Reads one.
         *
         * @param text such as {@code 1000x10}
         * @return the size
         * @throws NumberFormatException if it is no such text
         */
        public static Size parse(String text) {
            int cross = text.indexOf('x');
            return new Size(
                    Integer.parseInt(text.substring(0, Math.max(cross, 0))),
                    Integer.parseInt(text.substring(cross + 1)));
        }
    }

    /**
     * Makes one.
     *
     * @param rounds of each tool at each size
     * @param sizes of the tables
     * @param out takes the report
     */
    public KernelBench(int rounds, List<Size> sizes, PrintStream out) {
        this.rounds = rounds;
        this.sizes = List.copyOf(sizes);
        this.out = out;
    }

    /** Runs it; what the guest prints goes to the report as it comes. */
    public void run() {
        GuestSupply supply = GuestSupply.bring(Set.of("keepalived", "curl"), System.err::println);
        GuestOptions options = GuestOptions.defaults().withMemory(3072).withTimeLimit(LIMIT);
        try (UmlGuest guest = supply.boot(options)) {
            for (Size size : sizes) {
                guest.run(ShellCommand.script(script(size.services(), size.serversEach()))
                                .withTimeLimit(LIMIT)
                                .withOutput(out::println)
                                .withErrors(System.err::println))
                        .check("the benchmark of " + size.services() + " services");
            }
        }
    }

    private String script(int services, int serversEach) {
        String java = ProcessHandle.current().info().command().orElse("java");
        return """
                export DIRECTORATE_JAVA_OPTS='%s'
                exec %s -Xmx512m -XX:+UseSerialGC -XX:-UsePerfData -XX:TieredStopAtLevel=1 -Ddirectorate.root='%s' -cp '%s' \\
                    io.directorate.loadtest.Main rules %d %d %d
                """.formatted(
                        System.getenv().getOrDefault("LOADTEST_DIRECTOR_OPTS", DIRECTOR_OPTIONS),
                        java,
                        System.getProperty("directorate.root", ""),
                        System.getProperty("java.class.path"),
                        services,
                        serversEach,
                        rounds);
    }
}
