package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code directorate apply -f FILE}: makes all that an owner declares equal to a file. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = {
            "Makes all that an owner declares equal to a file: what is new is added, what differs is changed, what the owner"
                    + " declared before and the file leaves out is deleted. All or nothing; what others own stays.",
            "Waits until this director's dataplane has it."
        })
final class ApplyCommand implements Callable<Integer> {
    @Mixin
    private DirectorClient client;

    @Mixin
    private DeclarationFile file;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
    private @Nullable String reason;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Command id: the same id again changes nothing and returns the first result.")
    private @Nullable String id;

    @Option(
            names = "--expect",
            paramLabel = "SEQUENCE",
            description = "Refuse the change unless the newest event is this one.")
    private @Nullable Long expected;

    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    ApplyCommand() {}

    @Override
    public Integer call() {
        Map<String, String> headers = new HashMap<>();
        if (reason != null) {
            headers.put("X-Reason", reason);
        }
        if (id != null) {
            headers.put("Idempotency-Key", id);
        }
        if (expected != null) {
            headers.put("If-Match", "\"" + expected + "\"");
        }
        JsonNode answer = file.located(() -> client.send(
                "PUT", "/api/v1/configuration?timeoutMillis=" + client.waitMillis(), headers, file.declaration()));
        PrintWriter out = spec.commandLine().getOut();
        int events = answer.path("events").asInt();
        String what = answer.path("repeated").asBoolean()
                ? "was applied before"
                : events == 0 ? "nothing to change" : events + (events == 1 ? " event" : " events") + " logged";
        out.println(file.name() + ": " + what + ", sequence "
                + answer.path("sequence").asLong());
        if (!answer.path("converged").asBoolean()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("directorate apply: the log has the change, but this director's dataplane does not yet:");
            answer.path("problems").forEach(problem -> err.println("  " + problem.asText()));
            return 1;
        }
        return 0;
    }
}
