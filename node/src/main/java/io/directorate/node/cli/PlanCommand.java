package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code directorate plan -f FILE}: says what {@code apply} would do. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Says what 'apply' would log, and change in this director's dataplane. Changes nothing.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private DirectorClient client;

    @Mixin
    private DeclarationFile file;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    PlanCommand() {}

    @Override
    public Integer call() {
        JsonNode answer = file.located(() -> client.send("POST", "/api/v1/plan", Map.of(), file.declaration()));
        output.print(spec.commandLine().getOut(), answer, PlanCommand::lines);
        return 0;
    }

    private static List<List<String>> lines(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        JsonNode events = answer.path("events");
        rows.add(List.of(events.size() + " events would follow event "
                + answer.path("sequence").asLong()));
        events.forEach(event -> rows.add(List.of(
                "  " + event.path("type").asText() + " " + event.path("data").toString())));
        if (answer.has("dataplane")) {
            rows.add(List.of("the dataplane " + answer.path("dataplane").asText()));
        } else {
            rows.add(List.of(answer.path("changes").size() + " changes to this director's dataplane"));
            answer.path("changes").forEach(change -> rows.add(List.of("  " + change.asText())));
        }
        return rows;
    }
}
