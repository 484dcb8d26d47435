package io.directorate.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.dataplane.reconcile.ReconcilerStatus;
import io.directorate.events.codec.CodecException;
import io.directorate.events.codec.CommandCodec;
import io.directorate.events.codec.ConfigurationCodec;
import io.directorate.events.codec.EventCodec;
import io.directorate.events.codec.Secrets;
import io.directorate.events.service.ClusterDelta;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.events.service.Decider;
import io.directorate.events.service.Decision;
import io.directorate.events.service.Event;
import io.directorate.events.service.Provenance;
import io.directorate.events.service.Rejection;
import io.directorate.node.cluster.LevelKeeper;
import io.directorate.node.command.CommandResult;
import io.directorate.node.director.DesiredStates;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * All that changes something: commands as such, the same as resources, a declared configuration, and the preview of either.
 *
 * <p>A change is answered when it is on the log <em>and</em> in this director's dataplane ({@code ?wait=logged} does without the second);
 * {@code converged} tells whether the dataplane took it within the time.
 */
final class CommandRoutes {
    private static final long WAIT_MILLIS = 5_000;
    private static final long WAIT_MILLIS_MAX = 60_000;

    private final NodeServices node;
    private final boolean controlSocket;

    CommandRoutes(NodeServices node, boolean controlSocket) {
        this.node = node;
        this.controlSocket = controlSocket;
    }

    void mount(Router router) {
        router.post("/api/v1/commands").handler(this::command);
        router.put("/api/v1/configuration").handler(context -> submit(context, configuration(body(context))));
        router.post("/api/v1/plan").handler(this::plan);
        router.post("/api/v1/services").handler(this::addService);
        router.put("/api/v1/services/:service")
                .handler(context -> submit(context, "edit-service", body -> {
                    fill(body, "service", context.pathParam("service"));
                    return body;
                }));
        router.delete("/api/v1/services/:service")
                .handler(context -> submitWithoutBody(context, "delete-service", key(context)));
        router.delete("/api/v1/services").handler(context -> submitWithoutBody(context, "clear-services", object()));
        router.post("/api/v1/services/:service/servers")
                .handler(context -> submit(context, "add-server", body -> ofService(context, body)));
        router.put("/api/v1/services/:service/servers/:server")
                .handler(context -> submit(context, "edit-server", body -> {
                    fill(body, "server", context.pathParam("server"));
                    return ofService(context, body);
                }));
        router.put("/api/v1/services/:service/servers/:server/weight")
                .handler(context -> submit(context, "set-weight", body -> {
                    fill(body, "server", context.pathParam("server"));
                    return ofService(context, body);
                }));
        router.delete("/api/v1/services/:service/servers/:server")
                .handler(context -> submitWithoutBody(
                        context, "delete-server", key(context).put("server", context.pathParam("server"))));
        router.put("/api/v1/groups/:group")
                .handler(context -> submit(context, "define-vip-group", body -> {
                    fill(body, "name", context.pathParam("group"));
                    return body;
                }));
        router.delete("/api/v1/groups/:group")
                .handler(context -> submitWithoutBody(
                        context, "delete-vip-group", object().put("name", context.pathParam("group"))));
        router.put("/api/v1/timeouts").handler(context -> submit(context, "set-timeouts", body -> body));
        router.patch("/api/v1/sysctls").handler(context -> submit(context, "set-sysctls", body -> body));
        router.post("/api/v1/zero").handler(context -> submit(context, "zero-counters", body -> body));
    }

    private void command(RoutingContext context) {
        ObjectNode body = body(context);
        for (String field : names(body)) {
            Parameters.check(
                    List.of("commandId", "reason", "expectedIndex", "command").contains(field),
                    field,
                    "is not known; known are commandId, reason, expectedIndex, command");
        }
        Parameters.check(body.path("command").isObject(), "command", "is missing or not an object");
        submit(context, decode(body.get("command"), "command"));
    }

    /** A service may come with its real servers: then it is a sequence of commands, all or none. */
    private void addService(RoutingContext context) {
        ObjectNode service = body(context);
        JsonNode servers = service.remove("servers");
        if (servers == null || servers.isEmpty()) {
            submit(context, typed("add-service", service));
            return;
        }
        Parameters.check(servers.isArray(), "servers", "must be a list");
        ObjectNode sequence = object();
        ArrayNode commands = sequence.putArray("commands");
        commands.addObject().put("type", "add-service").setAll(service);
        for (JsonNode server : servers) {
            ObjectNode command = commands.addObject().put("type", "add-server");
            command.set("service", service.path("service"));
            Parameters.check(server.isObject(), "servers[" + (commands.size() - 2) + "]", "must be an object");
            command.setAll((ObjectNode) server);
        }
        submit(context, typed("sequence", sequence));
    }

    private void submit(RoutingContext context, String type, Function<ObjectNode, ObjectNode> shape) {
        submit(context, typed(type, shape.apply(body(context))));
    }

    private void submitWithoutBody(RoutingContext context, String type, ObjectNode command) {
        submit(context, typed(type, command));
    }

    private static Command typed(String type, ObjectNode command) {
        ObjectNode whole = object();
        whole.put("type", type);
        whole.setAll(command);
        return decode(whole, "");
    }

    private static Command decode(JsonNode command, String prefix) {
        try {
            return CommandCodec.fromTree(command);
        } catch (CodecException e) {
            String path = prefix.isEmpty() || e.path().isEmpty() ? prefix + e.path() : prefix + "." + e.path();
            throw new ProblemException(Problem.badRequest(path, e.getMessage()));
        }
    }

    private static Command configuration(JsonNode body) {
        try {
            return ConfigurationCodec.fromTree(body);
        } catch (CodecException e) {
            throw new ProblemException(Problem.badRequest(e.path(), e.getMessage()));
        }
    }

    private CommandEnvelope envelope(RoutingContext context, Command command) {
        ObjectNode body =
                context.body().buffer() == null || !context.normalizedPath().equals("/api/v1/commands")
                        ? object()
                        : body(context);
        String header = context.request().getHeader("Idempotency-Key");
        String id = header != null
                ? header
                : body.path("commandId").asText(UUID.randomUUID().toString());
        Parameters.check(
                id.matches("[\\x21-\\x7e]{1,128}"),
                header != null ? "Idempotency-Key" : "commandId",
                "must be 1 to 128 printable characters without spaces");
        String reasonHeader = context.request().getHeader("X-Reason");
        String reason =
                reasonHeader != null ? reasonHeader : body.path("reason").asText("");
        Parameters.check(reason.length() <= 1024, "reason", "is longer than 1024 characters");
        String match = context.request().getHeader("If-Match");
        long expected = match != null
                ? Parameters.number("If-Match", match.replace("\"", ""), 0, Long.MAX_VALUE)
                : Parameters.number("expectedIndex", body.path("expectedIndex").asText("0"), 0, Long.MAX_VALUE);
        boolean any = match == null && body.path("expectedIndex").isMissingNode();
        return new CommandEnvelope(
                id,
                Actors.name(context.request(), controlSocket),
                reason,
                node.clock().millis(),
                any ? CommandEnvelope.ANY_INDEX : expected,
                command);
    }

    private void submit(RoutingContext context, Command command) {
        if (LevelKeeper.raises(command)) {
            throw new ProblemException(Problem.of(LevelKeeper.NOT_BY_HAND));
        }
        CommandEnvelope envelope = envelope(context, command);
        String wait = context.request().getParam("wait", "applied");
        Parameters.check(wait.equals("applied") || wait.equals("logged"), "wait", "must be applied or logged");
        long waitMillis = Parameters.number(context, "timeoutMillis", WAIT_MILLIS, 0, WAIT_MILLIS_MAX);
        Context loop = Vertx.currentContext();
        node.commands()
                .submit(envelope)
                .thenAccept(result -> loop.runOnContext(ignored -> {
                    if (result instanceof CommandResult.Applied applied && wait.equals("applied")) {
                        awaitConverged(context, envelope.commandId(), applied, waitMillis, loop);
                    } else {
                        answer(context, envelope.commandId(), result, false);
                    }
                }));
    }

    private void awaitConverged(
            RoutingContext context, String commandId, CommandResult.Applied applied, long waitMillis, Context loop) {
        CompletionStage<ReconcilerStatus> converged = node.reconciler()
                .awaitApplied(applied.sequence())
                .toCompletableFuture()
                .copy()
                .orTimeout(waitMillis, TimeUnit.MILLISECONDS);
        converged.whenComplete((status, failure) -> {
            boolean done = failure == null && status.converged();
            loop.runOnContext(ignored -> answer(context, commandId, applied, done));
        });
    }

    private void answer(RoutingContext context, String commandId, CommandResult result, boolean converged) {
        if (result instanceof CommandResult.Applied applied) {
            ObjectNode body = object();
            body.put("commandId", commandId);
            body.put("sequence", applied.sequence());
            body.put("events", applied.events());
            body.put("repeated", applied.repeated());
            body.put("converged", converged);
            if (!converged) {
                ArrayNode problems = body.putArray("problems");
                Problems.of(node.reconciler().status()).forEach(problems::add);
            }
            Responses.json(context, body);
        } else if (result instanceof CommandResult.Refused refused) {
            RequestGuard.send(context, Problem.of(explained(refused.rejection())));
        } else if (result instanceof CommandResult.Unavailable unavailable) {
            RequestGuard.send(context, Problem.unavailable(unavailable.rule(), unavailable.detail()));
        } else if (result instanceof CommandResult.Indeterminate unknown) {
            RequestGuard.send(context, new Problem(504, "indeterminate", "", unknown.detail()));
        }
    }

    /** Says who holds a level back that is missing, where that is known here. */
    private Rejection explained(Rejection rejection) {
        String held = node.levels().held();
        return rejection.rule() != Rejection.Rule.FEATURE_LEVEL || held.isEmpty()
                ? rejection
                : new Rejection(rejection.rule(), rejection.field(), rejection.message() + " (" + held + ")");
    }

    /** Says what a configuration or command would do, and does nothing. */
    private void plan(RoutingContext context) {
        ObjectNode body = body(context);
        Command command = body.has("command") ? decode(body.get("command"), "command") : configuration(body);
        ClusterImage image = node.projection().image();
        Decision decision = Decider.decide(
                image, envelope(context, command), node.projection().features());
        if (decision instanceof Decision.Refused refused) {
            throw new ProblemException(Problem.of(explained(refused.rejection())));
        }
        List<Event> events = ((Decision.Accepted) decision).events();
        ClusterDelta delta = new ClusterDelta(image);
        events.forEach(delta::apply);
        Provenance at = image.provenance();
        ClusterImage planned = delta.build(new Provenance(
                at.sequence() + events.size(),
                at.index(),
                at.term(),
                node.clock().millis()));
        Context loop = Vertx.currentContext();
        CompletionStage<List<String>> reading = node.reader().plan(DesiredStates.of(planned));
        reading.whenComplete((changes, failure) -> loop.runOnContext(ignored -> {
            ObjectNode answer = object();
            answer.put("sequence", at.sequence());
            ArrayNode list = answer.putArray("events");
            events.forEach(event -> list.add(
                    Secrets.mask(EventCodec.toTree(event, node.projection().features()))));
            ArrayNode lines = answer.putArray("changes");
            if (failure == null) {
                changes.forEach(lines::add);
            } else {
                answer.put("dataplane", "cannot be read: " + failure.getMessage());
            }
            Responses.json(context, answer);
        }));
    }

    private static ObjectNode body(RoutingContext context) {
        byte[] bytes = context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        if (Json.fromClient(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw new ProblemException(Problem.badRequest("", "the body must be a JSON object"));
    }

    private static ObjectNode key(RoutingContext context) {
        return object().put("service", context.pathParam("service"));
    }

    private static ObjectNode ofService(RoutingContext context, ObjectNode server) {
        ObjectNode command = object();
        command.put("service", context.pathParam("service"));
        command.setAll(server);
        return command;
    }

    private static void fill(ObjectNode body, String field, String value) {
        JsonNode given = body.get(field);
        Parameters.check(
                given == null || given.asText().equals(value),
                field,
                "is '" + (given == null ? "" : given.asText()) + "', but the path says '" + value + "'");
        body.put(field, value);
    }

    private static List<String> names(ObjectNode body) {
        return body.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
