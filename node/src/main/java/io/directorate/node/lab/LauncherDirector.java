package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellException;
import io.directorate.node.lab.shell.ShellProcess;
import io.directorate.node.lab.shell.ShellQuote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A director started with the {@code directorate} command of this installation, its data in the guest's {@code /run}.
 *
 * @param launcher the command's path, on host and guest alike
 * @param configuration text of its configuration file, from the path of its data folder
 * @param startTimeLimit how long it may take until its control socket is there
 */
public record LauncherDirector(Path launcher, Function<String, String> configuration, Duration startTimeLimit)
        implements DirectorProcess {
    private static final String FOLDER = "/run/directorate-lab/director";
    private static final int SHOWN_LINES = 30;

    /** Small heap, plain collector, quick compiler: one processor and slow system calls. */
    private static final String GUEST_JVM = "-Xms64m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

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
        ShellCommand run = ShellCommand.script("mkdir -p " + FOLDER + "/data\ncat >" + file + "\nexec "
                        + ShellQuote.join(launcher.toString(), "run", "-c", file))
                .withInput(configuration.apply(FOLDER + "/data"))
                .withEnvironment("JDK_JAVA_OPTIONS", GUEST_JVM)
                .withTimeLimit(Duration.ofDays(1))
                .withOutput(lines)
                .withErrors(lines);
        ShellProcess director = lab.director().start(run);
        if (awaitControlSocket(lab, director)) {
            return director;
        }
        String state = director.isRunning()
                ? "has no control socket after " + startTimeLimit.toSeconds() + " s"
                : "ended with status " + director.await().exitStatus();
        director.close();
        throw new ShellException("The director (" + launcher + " run) " + state + ".\n--- its last lines\n"
                + String.join("\n", lastLines));
    }

    private boolean awaitControlSocket(LabTopology lab, ShellProcess director) {
        // The socket's name holds the namespace's inode; one process waits for it, not one for each look.
        ShellCommand wait = ShellCommand.script("""
                        folder=${DIRECTORATE_RUNTIME_DIR:-/run/directorate}
                        until [ -S "$folder/netns-$(stat -L -c %i /proc/self/ns/net).sock" ]; do sleep 0.2; done
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
        String rules = services.stream().map(SampleService::rules).collect(Collectors.joining());
        lab.director()
                .run(ShellCommand.of(launcher.toString(), "ipvsadm", "--restore")
                        .withInput(rules))
                .check(launcher + " ipvsadm --restore");
    }
}
