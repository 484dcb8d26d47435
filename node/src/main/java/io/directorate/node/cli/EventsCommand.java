package io.directorate.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code directorate events}: the history, and what happens now. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Prints the history: who changed what, when and why. With --follow it goes on until interrupted.")
final class EventsCommand implements Callable<Integer> {
    @Mixin
    private DirectorClient client;

    @Mixin
    private Output output;

    @Option(names = "--follow", description = "Go on with what happens from now, after --from or the newest event.")
    private boolean follow;

    @Option(names = "--from", paramLabel = "SEQUENCE", description = "Begin with this event.")
    private @Nullable Long from;

    @Option(names = "--to", paramLabel = "SEQUENCE", description = "End with this event.")
    private @Nullable Long to;

    @Option(names = "--since", paramLabel = "TIME", description = "Such as 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Such as 2026-01-31T13:00:00Z.")
    private @Nullable String until;

    @Option(names = "--actor", paramLabel = "ACTOR", description = "Only what this one did, such as user:root.")
    private @Nullable String actor;

    @Option(
            names = "--subject",
            paramLabel = "SUBJECT",
            description =
                    "Only about this: tcp:192.0.2.1:80, server:10.0.0.1, group:web, director:a; * at the end for any.")
    private @Nullable String subject;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only of this type, such as service-added.")
    private @Nullable String type;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "The newest N that fit, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Spec
    private CommandSpec spec;

    // picocli sets the annotated fields by reflection.
    @SuppressWarnings("NullAway.Init")
    EventsCommand() {}

    @Override
    public Integer call() {
        if (follow) {
            follow();
        } else {
            boolean newest = from == null;
            JsonNode answer = client.get("/api/v1/events?limit=" + limit + (newest ? "&order=desc" : "") + filters());
            List<JsonNode> events = new ArrayList<>();
            answer.path("events").forEach(events::add);
            if (newest) {
                java.util.Collections.reverse(events);
            }
            PrintWriter out = spec.commandLine().getOut();
            if (output.isTable()) {
                events.forEach(event -> out.println(line(event)));
            } else {
                output.print(out, DirectorClient.MAPPER.createArrayNode().addAll(events), node -> List.of());
            }
            out.flush();
        }
        return 0;
    }

    private void follow() {
        long start =
                from == null ? client.get("/api/v1/directors").path("sequence").asLong() + 1 : from;
        PrintWriter out = spec.commandLine().getOut();
        String path = "/api/v1/events?from=" + Math.max(1, start) + filters().replaceFirst("&from=[0-9]+", "");
        client.stream(path, Map.of("Accept", "application/x-ndjson"), line -> {
            if (!line.isBlank()) {
                out.println(output.isTable() ? line(parse(line)) : line);
                out.flush();
            }
        });
    }

    private static JsonNode parse(String line) {
        try {
            return DirectorClient.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandFailedException("the director sent what is not JSON: " + line);
        }
    }

    private String filters() {
        StringBuilder query = new StringBuilder();
        add(query, "from", from);
        add(query, "to", to);
        add(query, "since", since);
        add(query, "until", until);
        add(query, "actor", actor);
        add(query, "subject", subject);
        add(query, "type", type);
        return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable Object value) {
        if (value != null) {
            query.append('&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }

    private static String line(JsonNode event) {
        String reason = event.path("reason").asText("");
        return event.path("id").asText() + "  " + event.path("time").asText() + "  "
                + event.path("actor").asText() + "  "
                + event.path("type").asText().replaceFirst("^io\\.directorate\\.", "") + "  "
                + event.path("data") + (reason.isEmpty() ? "" : "  (" + reason + ")");
    }
}
