package io.directorate.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogState;
import io.directorate.node.cluster.ClusterException;
import io.directorate.node.cluster.ClusterFace;
import io.directorate.node.cluster.MemberLevel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in the cluster, founding and joining one, letting a member go, and a copy of the journal to keep. */
final class ClusterRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRoutes.class);

    private final Vertx vertx;
    private final NodeServices node;
    private final Path backups;
    private final AtomicBoolean backingUp;

    /** What the routers of all listeners share: where a copy is made, and whether one is. */
    record Backups(Path folder, AtomicBoolean underWay) {}

    ClusterRoutes(Vertx vertx, NodeServices node, Backups shared) {
        this.vertx = vertx;
        this.node = node;
        this.backups = shared.folder();
        this.backingUp = shared.underWay();
    }

    void mount(Router router) {
        router.get("/api/v1/cluster").handler(this::show);
        router.post("/api/v1/cluster/init")
                .handler(context ->
                        told(context, cluster -> cluster.membership().get().found()));
        router.post("/api/v1/cluster/join")
                .handler(context ->
                        told(context, cluster -> cluster.membership().get().joinAnew()));
        router.delete("/api/v1/cluster/members/:member").handler(this::remove);
        router.get("/api/v1/cluster/backup").handler(this::backup);
    }

    private void show(RoutingContext context) {
        NodeServices.LogView view = node.logState().get();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("ready", view.ready());
        if (!view.reason().isEmpty()) {
            body.put("reason", view.reason());
        }
        Optional<LogState> state = view.state();
        state.flatMap(LogState::groupId).ifPresent(group -> body.put("group", group.toString()));
        state.flatMap(LogState::memberId).ifPresent(member -> body.put("member", member.toString()));
        state.flatMap(LogState::leaderId).ifPresent(leader -> body.put("leader", leader.toString()));
        body.put("featureLevel", node.projection().image().featureLevel());
        if (!node.levels().held().isEmpty()) {
            body.put("featureLevelHeld", node.levels().held());
        }
        ArrayNode members = body.putArray("members");
        for (LogMember member : state.map(LogState::members).orElse(List.of())) {
            members.add(json(member, state.orElseThrow()));
        }
        node.cluster().flatMap(cluster -> cluster.bus().get()).ifPresent(bus -> {
            ObjectNode carrying = body.putObject("bus");
            bus.members().forEach(carrying.putArray("members")::add);
            bus.problems().forEach(carrying.putArray("problems")::add);
        });
        Responses.json(context, body);
    }

    private ObjectNode json(LogMember member, LogState state) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        boolean self = state.memberId().equals(Optional.of(member.memberId()));
        Optional<String> name = self
                ? Optional.of(node.director())
                : node.cluster().flatMap(cluster -> cluster.directors().name(member.memberId()));
        name.ifPresent(director -> body.put("director", director));
        body.put("member", member.memberId().toString());
        body.put("endpoint", member.endpoint().toString());
        body.put("voter", member.voter());
        supports(member.memberId(), self).ifPresent(level -> body.put(MemberLevel.FIELD, level));
        body.put("leader", state.leaderId().equals(Optional.of(member.memberId())));
        member.lagEntries().ifPresent(lag -> body.put("lagEntries", lag));
        member.silentFor().ifPresent(silent -> body.put("silentMillis", silent.toMillis()));
        return body;
    }

    private OptionalInt supports(UUID member, boolean self) {
        return self
                ? OptionalInt.of(node.projection().features().supported())
                : node.cluster()
                        .map(cluster -> cluster.directors().supports(member))
                        .orElse(OptionalInt.empty());
    }

    private ClusterFace cluster() {
        return node.cluster()
                .orElseThrow(() -> new ProblemException(new Problem(
                        409,
                        "no-cluster",
                        "",
                        "this director stands alone: its configuration has no section 'cluster' (docs/cluster.md)")));
    }

    private void told(RoutingContext context, Function<ClusterFace, CompletionStage<String>> act) {
        answer(context, act.apply(cluster()), said -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("done", said);
            Responses.json(context, body);
        });
    }

    private void remove(RoutingContext context) {
        ClusterFace cluster = cluster();
        String asked = context.pathParam("member");
        List<LogMember> found = node.logState().get().state().map(LogState::members).orElse(List.of()).stream()
                .filter(member -> isNamed(member, asked))
                .toList();
        if (found.size() != 1) {
            throw new ProblemException(
                    Problem.notFound((found.isEmpty() ? "no member is named " : "several members are named ") + asked
                            + "; name one by its member id or address, as GET /api/v1/cluster shows them"));
        }
        UUID member = found.get(0).memberId();
        answer(context, cluster.remove(member), done -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("removed", found.get(0).toString());
            Responses.json(context, body);
        });
    }

    private boolean isNamed(LogMember member, String asked) {
        boolean self = node.logState().get().state().flatMap(LogState::memberId).equals(Optional.of(member.memberId()));
        Optional<String> name =
                self ? Optional.of(node.director()) : cluster().directors().name(member.memberId());
        return member.memberId().toString().equals(asked)
                || member.endpoint().toString().equals(asked)
                || member.endpoint().host().equals(asked)
                || name.equals(Optional.of(asked));
    }

    private static <T> void answer(RoutingContext context, CompletionStage<T> stage, Consumer<T> then) {
        Context loop = Vertx.currentContext();
        stage.whenComplete((done, failure) -> loop.runOnContext(ignored -> {
            if (failure == null) {
                then.accept(done);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            int status = cause instanceof ClusterException ? 409 : 503;
            RequestGuard.send(context, new Problem(status, "cluster", "", String.valueOf(cause.getMessage())));
        }));
    }

    /** Sends a copy of the journal, which is all that a cluster is made anew of; one at a time, since each takes as much disk. */
    private void backup(RoutingContext context) {
        if (!backingUp.compareAndSet(false, true)) {
            throw new ProblemException(
                    Problem.unavailable("busy", "another backup is being made; try again when it is done"));
        }
        Path copy = backups.resolve("journal.db");
        vertx.executeBlocking(() -> copyTo(copy), false)
                .onFailure(failure -> {
                    done(copy);
                    RequestGuard.send(
                            context,
                            Problem.unavailable(
                                    "backup-failed",
                                    "the journal could not be copied: " + failure.getMessage()
                                            + "; it takes as much free disk as the journal is long"));
                })
                .onSuccess(bytes -> context.response()
                        .putHeader("Content-Type", "application/vnd.sqlite3")
                        .sendFile(copy.toString())
                        .onComplete(sent -> done(copy)));
    }

    private Path copyTo(Path copy) throws IOException {
        Files.createDirectories(backups);
        Files.deleteIfExists(copy);
        node.journal().snapshotTo(copy);
        return copy;
    }

    private void done(Path copy) {
        vertx.executeBlocking(() -> Files.deleteIfExists(copy), false).onComplete(deleted -> {
            if (deleted.failed()) {
                LOG.warn("The copy {} could not be removed; the next start does", copy, deleted.cause());
            }
            backingUp.set(false);
        });
    }
}
