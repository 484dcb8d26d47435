package io.directorate.node.lab;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code directorate lab}: a whole load-balanced network on this machine, to look at and to try things on. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Boots a User-Mode-Linux guest with a real IPVS kernel and makes a network in it: a client, a director and three real servers.",
            "A director runs with a sample configuration (NAT, DR, TUN and FULLNAT services, IPv4 and IPv6); a client sends HTTP requests and counts who answers."
        },
        footer = {
            "",
            "Debian's user-mode-linux package is unpacked into a cache folder (DIRECTORATE_CACHE, default ~/.cache/directorate).",
            "Exit status: that of the command; without one 0 when each real server had its share, 1 when not, 2 for wrong usage.",
            "",
            "Examples:",
            "  directorate lab --once",
            "  directorate lab --in director1 -- ipvsadm -Ln",
            "  directorate lab -- curl -s http://10.10.0.100/"
        })
public final class LabCommand implements Callable<Integer> {
    private static final Duration DIRECTOR_START_LIMIT = Duration.ofMinutes(3);
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private final PrintStream out;
    private final PrintStream err;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--dataplane",
            paramLabel = "KIND",
            defaultValue = "kernel",
            description = "What forwards: kernel (IPVS in a guest). Default: ${DEFAULT-VALUE}.")
    private String dataplane = "kernel";

    @Option(names = "--once", description = "Send one round of traffic and end.")
    private boolean once;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "Send traffic for so long and end: 90s, 5m, 1h. Default: until interrupted.")
    private @Nullable String duration;

    @Option(
            names = "--in",
            paramLabel = "NODE",
            defaultValue = LabPlan.CLIENT,
            description =
                    "Where the command runs: client, router, director1, server1, server2, server3. Default: ${DEFAULT-VALUE}.")
    private String node = LabPlan.CLIENT;

    @Option(names = "--no-director", description = "Make the network only: no director, no services. Needs a command.")
    private boolean noDirector;

    @Option(
            names = "--memory",
            paramLabel = "MB",
            defaultValue = "1024",
            description = "Memory of the guest. Default: ${DEFAULT-VALUE}.")
    private int memoryMegabytes = 1024;

    @Parameters(
            paramLabel = "COMMAND",
            description = "After --: a command to run in the guest instead of traffic, with its arguments.")
    private List<String> command = new ArrayList<>();

    /** Made by picocli: writes to the process's own outputs. */
    public LabCommand() {
        this(System.out, System.err);
    }

    /**
     * For tests.
     *
     * @param out takes results
     * @param err takes progress and errors
     */
    LabCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        KernelLabOptions options = options();
        Path launcher = LauncherDirector.launcherOfThisInstallation().orElse(Path.of("directorate"));
        KernelLab lab = new KernelLab(
                () -> GuestSupply.bring(GuestSupply.TRAFFIC_PACKAGES, line -> err.println("lab: " + line)),
                new LauncherDirector(launcher, DIRECTOR_START_LIMIT));
        return lab.run(options, out, err);
    }

    KernelLabOptions options() {
        if (!dataplane.equals("kernel")) {
            throw wrong("--dataplane: '" + dataplane + "' is not known here; the one kind is kernel");
        }
        if (once && duration != null) {
            throw wrong("--once and --for exclude each other");
        }
        if (noDirector && command.isEmpty()) {
            throw wrong("--no-director needs a command: there is nothing to send traffic to");
        }
        if (memoryMegabytes < 256 || memoryMegabytes > 65_536) {
            throw wrong("--memory: " + memoryMegabytes + " is not from 256 to 65536 MB");
        }
        LabPlan plan = LabPlan.standard();
        if (!plan.nodes().contains(node)) {
            throw wrong("--in: there is no node '" + node + "'; the nodes are " + String.join(", ", plan.nodes()));
        }
        Optional<Duration> rounds = once
                ? Optional.of(Duration.ZERO)
                : Optional.ofNullable(duration).map(this::parseDuration);
        KernelLabOptions options = KernelLabOptions.once()
                .withMemory(memoryMegabytes)
                .withRounds(rounds)
                .withCommand(node, command);
        return noDirector ? options.withoutDirector() : options;
    }

    private Duration parseDuration(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        try {
            Duration parsed = matcher.matches()
                    ? Duration.parse(iso(Long.parseLong(matcher.group(1)), matcher.group(2)))
                    : Duration.parse(text);
            if (parsed.isNegative() || parsed.isZero()) {
                throw wrong("--for: '" + text + "' is not longer than nothing");
            }
            return parsed;
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong("--for: '" + text + "' is not a duration such as 90s, 5m or 1h");
        }
    }

    private static String iso(long number, String unit) {
        return switch (unit) {
            case "ms" -> "PT" + number / 1000 + "." + String.format(Locale.ROOT, "%03d", number % 1000) + "S";
            case "s" -> "PT" + number + "S";
            case "m" -> "PT" + number + "M";
            default -> "PT" + number + "H";
        };
    }

    private ParameterException wrong(String message) {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(known.commandLine(), message);
    }
}
