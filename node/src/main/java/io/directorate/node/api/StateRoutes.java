package io.directorate.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.events.codec.ImageCodec;
import io.directorate.events.codec.Secrets;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.ServiceEntry;
import io.directorate.node.cluster.LevelDecision;
import io.directorate.node.cluster.MemberLevel;
import io.directorate.node.projection.History;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** All that is read: services, groups, the state now and in the past, the table and its counters, this director. */
final class StateRoutes {
    private final Vertx vertx;
    private final NodeServices node;

    StateRoutes(Vertx vertx, NodeServices node) {
        this.vertx = vertx;
        this.node = node;
    }

    void mount(Router router) {
        router.get("/api/v1/services").handler(this::services);
        router.get("/api/v1/services/:service").handler(this::service);
        router.get("/api/v1/groups").handler(context -> section(context, "groups"));
        router.get("/api/v1/groups/:group").handler(this::group);
        router.get("/api/v1/timeouts").handler(context -> section(context, "timeouts"));
        router.get("/api/v1/sysctls").handler(context -> section(context, "sysctls"));
        router.get("/api/v1/state").handler(this::state);
        router.get("/api/v1/table").handler(this::table);
        router.get("/api/v1/directors").handler(this::directors);
    }

    private void services(RoutingContext context) {
        ClusterImage image = node.projection().image();
        ObjectNode body = at(image);
        ArrayNode list = body.putArray("services");
        image.serviceEntries().forEach(entry -> list.add(ImageCodec.toTree(entry)));
        Responses.json(context, body);
    }

    private void service(RoutingContext context) {
        ServiceKey key;
        try {
            key = ServiceKey.parse(context.pathParam("service"));
        } catch (InvalidValueException e) {
            throw new ProblemException(Problem.badRequest("service", e.getMessage()));
        }
        ServiceEntry entry = node.projection()
                .image()
                .service(key)
                .orElseThrow(() -> new ProblemException(Problem.notFound("there is no service " + key)));
        Responses.json(context, ImageCodec.toTree(entry));
    }

    private void group(RoutingContext context) {
        String name = context.pathParam("group");
        VipGroup group = node.projection().image().groups().get(name);
        if (group == null) {
            throw new ProblemException(Problem.notFound("there is no VIP group " + name));
        }
        Responses.json(context, Secrets.mask(ImageCodec.toTree(group)));
    }

    private void section(RoutingContext context, String name) {
        ObjectNode body = at(node.projection().image());
        body.set(name, image().path(name));
        Responses.json(context, body);
    }

    private ObjectNode image() {
        return Secrets.mask(ImageCodec.toTree(node.projection().image()));
    }

    /** The state now, or as it was after an event that the journal still holds. */
    private void state(RoutingContext context) {
        ClusterImage now = node.projection().image();
        long head = now.provenance().sequence();
        long sequence = Parameters.number(context, "at", head, 0, Long.MAX_VALUE);
        Parameters.check(sequence <= head, "at", "is " + sequence + ", the newest event is " + head);
        if (sequence == head) {
            Responses.json(context, Secrets.mask(ImageCodec.toTree(now)));
            return;
        }
        vertx.executeBlocking(
                        () -> History.imageAt(
                                node.journal(), sequence, node.projection().features()),
                        false)
                .onSuccess(image -> Responses.json(context, Secrets.mask(ImageCodec.toTree(image))))
                .onFailure(failure -> {
                    if (failure instanceof History.GoneException gone) {
                        RequestGuard.send(
                                context, new Problem(410, "history-cut", "at", String.valueOf(gone.getMessage())));
                    } else {
                        context.fail(failure);
                    }
                });
    }

    /** What the dataplane holds, read now, with counters and without reserved objects. */
    private void table(RoutingContext context) {
        Context loop = Vertx.currentContext();
        CompletionStage<IpvsSnapshot> reading = node.reader().snapshot();
        reading.whenComplete((snapshot, failure) -> loop.runOnContext(ignored -> {
            if (failure != null) {
                RequestGuard.send(
                        context, Problem.unavailable("dataplane-unavailable", String.valueOf(failure.getMessage())));
            } else {
                Responses.json(context, TableJson.of(snapshot));
            }
        }));
    }

    /** This director, and what the others say when asked now. */
    private void directors(RoutingContext context) {
        ObjectNode body = at(node.projection().image());
        ArrayNode list = body.putArray("directors").add(DirectorJson.of(node));
        if (node.cluster().isEmpty()) {
            level(body, list);
            Responses.json(context, body);
            return;
        }
        Context loop = Vertx.currentContext();
        node.cluster()
                .get()
                .directors()
                .others()
                .thenAccept(others -> loop.runOnContext(ignored -> {
                    others.forEach(list::add);
                    level(body, list);
                    Responses.json(context, body);
                }));
    }

    private void level(ObjectNode body, ArrayNode directors) {
        List<MemberLevel> members = new ArrayList<>();
        directors.forEach(director -> members.add(MemberLevel.of((ObjectNode) director)));
        int level = node.projection().image().featureLevel();
        body.put("featureLevel", level);
        String held = LevelDecision.of(level, members).held();
        if (!held.isEmpty()) {
            body.put("featureLevelHeld", held);
        }
    }

    private static ObjectNode at(ClusterImage image) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("sequence", image.provenance().sequence());
        return body;
    }
}
