package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code directorate wait --converged}: returns when all directors have the newest event in their dataplanes. */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = {
            "Waits until every member of the cluster has the newest event, that of --sequence at least, in its dataplane,",
            "and all tables, read back, are the same. Says what is missing if it waits in vain."
        })
final class WaitCommand implements Callable<Integer> {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    @Mixin
    private DirectorClient client;

    @Option(names = "--converged", required = true, description = "What to wait for.")
    private boolean converged;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            defaultValue = "0",
            description = "An event that all must have; by default the newest that this director knows.")
    private long sequence;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private int withinSeconds;

    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    WaitCommand() {}

    @Override
    public Integer call() {
        if (!converged) {
            throw new ParameterException(spec.commandLine(), "say what to wait for: --converged");
        }
        if (withinSeconds < 0 || sequence < 0) {
            throw new ParameterException(spec.commandLine(), "--within and --sequence must not be negative");
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(withinSeconds);
        List<String> missing = missing(client.get("/api/v1/directors"), sequence);
        while (!missing.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandFailedException(
                        "not converged within " + withinSeconds + " s: " + String.join("; ", missing));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            missing = missing(client.get("/api/v1/directors"), sequence);
        }
        spec.commandLine().getOut().println("converged");
        return 0;
    }

    /** What keeps the directors from being equal, in words. */
    static List<String> missing(JsonNode answer, long sequence) {
        long newest = sequence;
        for (JsonNode director : answer.path("directors")) {
            newest = Math.max(newest, director.path("image").path("sequence").asLong());
        }
        List<String> missing = new ArrayList<>();
        Set<String> hashes = new HashSet<>();
        for (JsonNode director : answer.path("directors")) {
            String name = director.path("director").asText();
            JsonNode dataplane = director.path("dataplane");
            if (director.has("silent")) {
                missing.add(name + " at " + director.path("endpoint").asText() + " does not answer");
            } else if (dataplane.path("appliedSequence").asLong() < newest) {
                missing.add(name + " is at event "
                        + dataplane.path("appliedSequence").asText() + " of " + newest);
            } else if (!dataplane.path("converged").asBoolean()) {
                missing.add(name + "'s dataplane is not as it shall be");
            } else {
                hashes.add(dataplane.path("tableHash").asText());
            }
        }
        if (missing.isEmpty() && hashes.size() > 1) {
            missing.add("the tables differ: " + String.join(", ", hashes));
        }
        return missing;
    }
}
