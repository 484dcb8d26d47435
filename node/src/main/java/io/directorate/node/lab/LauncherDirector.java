package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellQuote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/**
 * A director started with the {@code directorate} command of this installation, its data in the guest's {@code /run}.
 *
 * @param launcher the command's path, on host and guest alike
 * @param startTimeLimit how long it may take until it takes commands
 */
public record LauncherDirector(Path launcher, Duration startTimeLimit) implements DirectorProcess {
    private static final String FOLDER = "/run/directorate-lab/director";
    private static final int SHOWN_LINES = 30;
    private static final Duration APPLY_TIME_LIMIT = Duration.ofMinutes(5);

    /** Small heap, plain collector, quick compiler: one processor and slow system calls. */
    private static final String GUEST_JVM =
            "-Xms64m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData";

    private static final String CONFIGURATION = """
            director: director1
            dataDir: %s/data
            api: {enabled: false}
            log: {minFree: 1MiB, requestTimeout: 60s}
            interfaces: {outside: %s, inside: %s}
            """.formatted(FOLDER, LabPlan.FRONT, LabPlan.BACK);

    /**
     * Finds the command beside the build or package that this class was loaded from.
     *
     * @return its path; empty when this class is not part of an installation
     */
    public static Optional<Path> launcherOfThisInstallation() {
        var source = LauncherDirector.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        for (Path at = Path.of(source.getLocation().getPath()); at != null; at = at.getParent()) {
            Path launcher = at.resolve("bin/directorate");
            if (Files.isExecutable(launcher)) {
                return Optional.of(launcher);
            }
        }
        return Optional.empty();
    }

    @Override
    public ShellProcess start(LabTopology lab, Consumer<String> log) {
        ConcurrentLinkedDeque<String> lastLines = new ConcurrentLinkedDeque<>();
        Consumer<String> lines = line -> {
            log.accept(line);
            lastLines.add(line);
            if (lastLines.size() > SHOWN_LINES) {
                lastLines.poll();
            }
        };
        String file = FOLDER + "/directorate.yaml";
        ShellCommand run = ShellCommand.script("mkdir -p " + FOLDER + "\ncat >" + file + "\nexec "
                        + ShellQuote.join(launcher.toString(), "run", "-c", file))
                .withInput(CONFIGURATION)
                .withEnvironment("DIRECTORATE_JAVA_OPTS", GUEST_JVM)
                .withTimeLimit(Duration.ofDays(365))
                .withOutput(lines)
                .withErrors(lines);
        ShellProcess director = lab.director().start(run);
        if (awaitReady(lab, director)) {
            return director;
        }
        String state = director.isRunning()
                ? "takes no commands after " + startTimeLimit.toSeconds() + " s"
                : "ended with status " + director.await().exitStatus();
        director.close();
        throw new ShellException("The director (" + launcher + " run) " + state + ".\n--- its last lines\n"
                + String.join("\n", lastLines));
    }

    private boolean awaitReady(LabTopology lab, ShellProcess director) {
        // The socket's name holds the namespace's inode. The waiting is done inside, where each look is cheap.
        ShellCommand wait = ShellCommand.script("""
                        socket=${DIRECTORATE_RUNTIME_DIR:-/run/directorate}/netns-$(stat -L -c %i /proc/self/ns/net).sock
                        until [ -S "$socket" ]; do sleep 0.2; done
                        until curl -s -m 20 --unix-socket "$socket" http://localhost/health | grep -q '"status":"ok"'; do
                          sleep 0.2
                        done
                        """).withTimeLimit(startTimeLimit.plusSeconds(30));
        long deadline = System.nanoTime() + startTimeLimit.toNanos();
        try (ShellProcess waiting = lab.director().start(wait)) {
            while (System.nanoTime() < deadline && director.isRunning()) {
                if (waiting.awaitEnd(Duration.ofMillis(200))) {
                    return waiting.await().exitStatus() == 0;
                }
            }
            return false;
        }
    }

    @Override
    public void apply(LabTopology lab, List<SampleService> services) {
        String file = FOLDER + "/services.yaml";
        String apply = ShellQuote.join(launcher.toString(), "apply", "--timeout", "120", "-f", file);
        // It waits for the dataplane for some seconds, which a slow guest may exceed. The same file again changes
        // nothing and
        // waits on.
        lab.director()
                .run(ShellCommand.script("cat >" + file + "\n" + apply + " 2>" + FOLDER + "/first || " + apply
                                + " || { cat " + FOLDER + "/first >&2; exit 1; }")
                        .withInput(SampleDeclaration.yaml(lab.plan(), services))
                        .withTimeLimit(APPLY_TIME_LIMIT))
                .check(launcher + " apply -f " + file);
    }
}
