package io.directorate.loadtest.bench;

import io.directorate.node.lab.GuestOptions;
import io.directorate.node.lab.GuestSupply;
import io.directorate.node.lab.UmlGuest;
import io.directorate.node.lab.shell.ShellCommand;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;

/** Boots a guest with a real IPVS kernel, starts a director in it, and runs {@link RulesBench} beside it at two sizes. */
public final class KernelBench {
    private static final Duration LIMIT = Duration.ofMinutes(60);
    private static final int[][] SIZES = {{1000, 10}, {10_000, 4}};

    private final int rounds;
    private final PrintStream out;

    /**
     * Makes one.
     *
     * @param rounds of each tool at each size
     * @param out takes the report
     */
    public KernelBench(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    /** Runs it; what the guest prints goes to the report as it comes. */
    public void run() {
        GuestSupply supply = GuestSupply.bring(Set.of("keepalived", "curl"), System.err::println);
        GuestOptions options = GuestOptions.defaults().withMemory(3072).withTimeLimit(LIMIT);
        try (UmlGuest guest = supply.boot(options)) {
            for (int[] size : SIZES) {
                guest.run(ShellCommand.script(script(size[0], size[1]))
                                .withTimeLimit(LIMIT)
                                .withOutput(out::println)
                                .withErrors(System.err::println))
                        .check("the benchmark of " + size[0] + " services");
            }
        }
    }

    private String script(int services, int serversEach) {
        String java = ProcessHandle.current().info().command().orElse("java");
        return """
                folder=/run/bench-%d; mkdir -p $folder
                cat > $folder/directorate.yaml <<END
                director: bench
                dataDir: $folder/data
                runtimeDir: $folder/run
                api: {enabled: false}
                log: {minFree: 1MiB, requestTimeout: 120s}
                dataplane: {interval: 10s}
                END
                export DIRECTORATE_JAVA_OPTS='-Xmx512m -Xmn96m -XX:+UseSerialGC -XX:-UsePerfData'
                %s run -c $folder/directorate.yaml 2> $folder/log & director=$!
                for i in $(seq 1 1200); do
                    socket=$(ls $folder/run/netns-*.sock 2>/dev/null) && curl -s --unix-socket $socket http://127.0.0.1/health \
                        | grep -q '"status":"ok"' && break
                    kill -0 $director || { cat $folder/log; exit 1; }
                    sleep 0.2
                done
                %s -Xmx512m -XX:+UseSerialGC -XX:-UsePerfData -cp '%s' io.directorate.loadtest.Main rules $socket %d %d %d
                status=$?
                kill $director; wait $director
                ipvsadm -C
                rm -rf $folder
                exit $status
                """.formatted(
                        services,
                        Project.launcher(),
                        java,
                        System.getProperty("java.class.path"),
                        services,
                        serversEach,
                        rounds);
    }
}
