package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The kernel lab: boots a guest, makes its network, runs a director in it, and sends traffic through or runs a command.
 * Used by one thread.
 */
public final class KernelLab {
    /** Exit status when something did not work or not every real server had its share. */
    public static final int FAILED = 1;

    private static final Duration ENDLESS = Duration.ofDays(365);
    private static final int ROUNDS_PER_SERVICE = 5;

    private final Supplier<GuestSupply> supply;
    private final DirectorProcess director;

    /**
     * Makes a lab.
     *
     * @param supply brings the guest's kernel and programs
     * @param director what runs in the director's namespace
     */
    public KernelLab(Supplier<GuestSupply> supply, DirectorProcess director) {
        this.supply = supply;
        this.director = director;
    }

    /**
     * Runs it to its end.
     *
     * @param out takes what was seen, or the command's output
     * @param err takes progress, and the command's standard error
     * @return the command's exit status; without a command 0 if each service served by its shares, else {@link #FAILED}
     */
    public int run(KernelLabOptions options, PrintStream out, PrintStream err) {
        try {
            return runAll(options, out, err);
        } catch (LabUnavailableException | ShellException e) {
            err.println("directorate lab: " + e.getMessage());
            return FAILED;
        }
    }

    private int runAll(KernelLabOptions options, PrintStream out, PrintStream err) {
        Consumer<String> progress = line -> err.println("lab: " + line);
        LabPlan plan = LabPlan.standard().withVips(SampleService.vips(), true);
        if (!plan.nodes().contains(options.node())) {
            throw new ShellException("There is no node '" + options.node() + "' in the lab; the nodes are "
                    + String.join(", ", plan.nodes()) + ".");
        }
        GuestSupply brought = supply.get();
        GuestOptions guestOptions = GuestOptions.defaults()
                .withMemory(options.memoryMegabytes())
                .withTimeLimit(ENDLESS)
                .withDirectory(options.directory());
        progress.accept("booting a guest with Linux " + brought.kernel().release());
        try (UmlGuest guest = brought.boot(guestOptions)) {
            progress.accept("making the network: " + String.join(", ", plan.nodes()));
            LabTopology lab = LabTopology.build(guest, plan);
            if (!options.withDirector()) {
                return finish(options, lab, out, err);
            }
            progress.accept("starting the director");
            try (ShellProcess running = director.start(lab, line -> err.println("director: " + line))) {
                director.apply(lab, SampleService.all(plan));
                int status = finish(options, lab, out, err);
                if (!running.isRunning()) {
                    err.println("lab: the director ended by itself with status "
                            + running.await().exitStatus());
                    return status == 0 ? FAILED : status;
                }
                return status;
            }
        }
    }

    private int finish(KernelLabOptions options, LabTopology lab, PrintStream out, PrintStream err) {
        if (!options.command().isEmpty()) {
            ShellCommand command = ShellCommand.of(options.command().toArray(String[]::new))
                    .withTimeLimit(ENDLESS)
                    .withOutput(out::println)
                    .withErrors(err::println);
            ShellResult result = lab.in(options.node()).run(command);
            return result.exitStatus();
        }
        if (!options.withDirector()) {
            throw new ShellException("Without a director there is nothing to send traffic to; name a command.");
        }
        return traffic(options, lab, out);
    }

    private int traffic(KernelLabOptions options, LabTopology lab, PrintStream out) {
        long start = System.nanoTime();
        List<SampleService> services = SampleService.all(lab.plan());
        boolean good = true;
        int round = 0;
        do {
            round++;
            out.println("round " + round);
            printLine(out, "SERVICE", "METHOD", "SHARES", "CLIENT SEEN", "FAILED");
            for (SampleService service : services) {
                TrafficReport seen = lab.http(service.vip(), service.port(), ROUNDS_PER_SERVICE * service.round());
                good &= byShares(service, seen);
                printLine(
                        out,
                        service.endpoint(),
                        service.method().text(),
                        shares(service, seen),
                        String.join(" ", seen.seenClients()),
                        seen.failures() == 0 ? "0" : seen.failures() + ": " + seen.firstFailure());
            }
        } while (goesOn(options, start));
        out.println("the kernel's table");
        out.print(lab.director().run("ipvsadm", "-Ln").check("ipvsadm -Ln").output());
        out.println(good ? "every real server had its share" : "NOT every real server had its share");
        out.flush();
        return good ? 0 : FAILED;
    }

    private static boolean goesOn(KernelLabOptions options, long startNanos) {
        return options.rounds()
                .map(least -> System.nanoTime() - startNanos < least.toNanos())
                .orElse(true);
    }

    /** Weighted round robin from one client is exact over whole rounds. */
    static boolean byShares(SampleService service, TrafficReport seen) {
        return seen.failures() == 0
                && service.servers().stream()
                        .allMatch(server ->
                                seen.answeredBy(server.name()) * service.round() == server.weight() * seen.requests());
    }

    private static String shares(SampleService service, TrafficReport seen) {
        StringBuilder text = new StringBuilder();
        for (SampleService.Server server : service.servers()) {
            text.append(text.isEmpty() ? "" : "  ")
                    .append(server.name())
                    .append(' ')
                    .append(seen.answeredBy(server.name()));
        }
        return text.toString();
    }

    private static void printLine(PrintStream out, Object... cells) {
        out.println(String.format(Locale.ROOT, "%-22s %-7s %-36s %-12s %s", cells));
    }
}
