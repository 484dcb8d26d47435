package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code directorate state [--at SEQUENCE]}: everything the log amounts to, now or then. */
@Command(
        name = "state",
        mixinStandardHelpOptions = true,
        description = "Prints everything that the log amounts to, now or as it was after an event.")
final class StateCommand implements Callable<Integer> {
    @Mixin
    private DirectorClient client;

    @Mixin
    private Output output;

    @Option(names = "--at", paramLabel = "SEQUENCE", description = "After this event, instead of the newest.")
    private @Nullable Long at;

    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    StateCommand() {}

    @Override
    public Integer call() {
        JsonNode state = client.get("/api/v1/state" + (at == null ? "" : "?at=" + at));
        output.print(spec.commandLine().getOut(), state, Tables::state);
        return 0;
    }
}
