package io.directorate.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogState;
import io.directorate.dataplane.reconcile.ReconcilerStatus;
import io.directorate.events.service.ClusterImage;
import io.directorate.node.cluster.MemberLevel;
import java.util.Locale;

/** How this director is: its image, its log, its dataplane. */
public final class DirectorJson {
    private DirectorJson() {}

    /**
     * Describes this director.
     *
     * @param node its parts
     * @return as {@code get directors} and the other directors see it
     */
    public static ObjectNode of(NodeServices node) {
        ClusterImage image = node.projection().image();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("director", node.director());
        body.put("version", version());
        body.put(MemberLevel.FIELD, node.projection().features().supported());
        node.projection().stopped().ifPresent(why -> body.put("applyStopped", why));
        node.logState().get().state().ifPresent(state -> member(body, state));
        ObjectNode picture = body.putObject("image");
        picture.put("sequence", image.provenance().sequence());
        picture.put("index", image.provenance().index());
        picture.put("services", image.serviceCount());
        picture.put("featureLevel", image.featureLevel());
        log(body.putObject("log"), node.logState().get());
        dataplane(body.putObject("dataplane"), node.reconciler().status());
        return body;
    }

    private static String version() {
        String version = DirectorJson.class.getPackage().getImplementationVersion();
        return version == null ? "development build" : version;
    }

    private static void member(ObjectNode body, LogState state) {
        state.memberId().ifPresent(id -> {
            body.put("member", id.toString());
            state.members().stream()
                    .filter(member -> member.memberId().equals(id))
                    .findFirst()
                    .ifPresent(self ->
                            body.put("endpoint", self.endpoint().toString()).put("voter", self.voter()));
        });
    }

    private static void log(ObjectNode body, NodeServices.LogView log) {
        body.put("ready", log.ready());
        if (!log.reason().isEmpty()) {
            body.put("reason", log.reason());
        }
        log.state().ifPresent(state -> {
            body.put("role", state.role().name().toLowerCase(Locale.ROOT));
            body.put("term", state.term());
            body.put("commitIndex", state.commitIndex());
            body.put("storeBytes", state.storeBytes());
            body.put("freeBytes", state.freeBytes());
            state.tailCut().ifPresent(cut -> body.put("tailCut", cut.toString()));
        });
    }

    private static void dataplane(ObjectNode body, ReconcilerStatus status) {
        body.put("state", status.state().name().toLowerCase(Locale.ROOT));
        body.put("converged", status.converged());
        body.put("appliedSequence", status.appliedSequence());
        body.put("tableHash", status.tableHash());
        body.put("driftFound", status.counters().driftDifferences());
        body.put("driftLeft", status.driftCount());
        body.put("foreignServices", status.foreignCount());
        ArrayNode problems = body.putArray("problems");
        Problems.of(status).forEach(problems::add);
    }
}
