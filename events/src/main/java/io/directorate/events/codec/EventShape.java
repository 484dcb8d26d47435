package io.directorate.events.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.DriftAction;
import io.directorate.events.service.Event;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Type names and data of events, version 1. A name or a shape here is never changed: a new version is added beside it. */
final class EventShape {
    static final List<String> TYPES = List.of(
            "service-added",
            "service-edited",
            "service-labelled",
            "service-deleted",
            "server-added",
            "server-edited",
            "server-deleted",
            "vip-group-defined",
            "vip-group-deleted",
            "timeouts-set",
            "timeouts-released",
            "sysctls-set",
            "owner-declared",
            "counters-zeroed",
            "drift-found",
            "director-reported",
            "feature-level-raised");

    private EventShape() {}

    static String write(Event event, ObjectNode out) {
        if (event instanceof Event.ServiceAdded e) {
            ServiceShape.write(e.service(), out);
            ServiceShape.writeLabels(e.labels(), out);
            if (!e.servers().isEmpty()) {
                ServiceShape.writeServers(e.servers(), out);
            }
            return "service-added";
        } else if (event instanceof Event.ServiceEdited e) {
            ServiceShape.write(e.service(), out);
            return "service-edited";
        } else if (event instanceof Event.ServiceLabelled e) {
            ServiceShape.writeKey(e.key(), out);
            ServiceShape.writeLabels(e.labels(), out);
            return "service-labelled";
        } else if (event instanceof Event.ServiceDeleted e) {
            ServiceShape.writeKey(e.key(), out);
            return "service-deleted";
        } else if (event instanceof Event.ServerAdded e) {
            ServiceShape.writeKey(e.service(), out);
            ServerShape.write(e.server(), out);
            return "server-added";
        } else if (event instanceof Event.ServerEdited e) {
            ServiceShape.writeKey(e.service(), out);
            ServerShape.write(e.server(), out);
            return "server-edited";
        } else if (event instanceof Event.ServerDeleted e) {
            ServiceShape.writeKey(e.service(), out);
            ServerShape.writeEndpoint(e.server(), out);
            return "server-deleted";
        }
        return writeTheRest(event, out);
    }

    private static String writeTheRest(Event event, ObjectNode out) {
        if (event instanceof Event.VipGroupDefined e) {
            GroupShape.write(e.group(), out);
            return "vip-group-defined";
        } else if (event instanceof Event.VipGroupDeleted e) {
            out.put("name", e.name());
            return "vip-group-deleted";
        } else if (event instanceof Event.TimeoutsSet e) {
            SettingShape.writeTimeouts(e.timeouts(), out);
            return "timeouts-set";
        } else if (event instanceof Event.TimeoutsReleased) {
            return "timeouts-released";
        } else if (event instanceof Event.SysctlsSet e) {
            SettingShape.writeMap("sysctls", e.values(), out);
            SettingShape.writeTexts("released", e.released(), out);
            return "sysctls-set";
        } else if (event instanceof Event.OwnerDeclared e) {
            SettingShape.writeDeclaration(e.owner(), e.declaration(), out);
            return "owner-declared";
        } else if (event instanceof Event.CountersZeroed e) {
            e.service().ifPresent(key -> ServiceShape.writeKey(key, out));
            return "counters-zeroed";
        } else if (event instanceof Event.DriftFound e) {
            ReportShape.writeDrift(e.director(), e.differences(), e.differenceCount(), e.action(), out);
            return "drift-found";
        } else if (event instanceof Event.DirectorReported e) {
            ReportShape.writeReport(e.director(), e.kind(), e.details(), out);
            return "director-reported";
        } else if (event instanceof Event.FeatureLevelRaised e) {
            out.put("level", e.level());
            return "feature-level-raised";
        }
        throw new IllegalStateException("no shape is written for " + event.getClass());
    }

    /** The event; null if the type is not known. */
    static @Nullable Event read(String type, Fields in) {
        return switch (type) {
            case "service-added" ->
                new Event.ServiceAdded(
                        ServiceShape.read(in), ServiceShape.readLabels(in), ServiceShape.readServers(in));
            case "service-edited" -> new Event.ServiceEdited(ServiceShape.read(in));
            case "service-labelled" -> new Event.ServiceLabelled(ServiceShape.readKey(in), ServiceShape.readLabels(in));
            case "service-deleted" -> new Event.ServiceDeleted(ServiceShape.readKey(in));
            case "server-added" -> new Event.ServerAdded(ServiceShape.readKey(in), ServerShape.read(in));
            case "server-edited" -> new Event.ServerEdited(ServiceShape.readKey(in), ServerShape.read(in));
            case "server-deleted" -> new Event.ServerDeleted(ServiceShape.readKey(in), ServerShape.readEndpoint(in));
            case "vip-group-defined" -> new Event.VipGroupDefined(GroupShape.read(in));
            case "vip-group-deleted" -> new Event.VipGroupDeleted(in.text("name", "a group's name"));
            case "timeouts-set" -> new Event.TimeoutsSet(SettingShape.readTimeouts(in));
            case "timeouts-released" -> new Event.TimeoutsReleased();
            case "sysctls-set" -> new Event.SysctlsSet(in.map("sysctls", false), new TreeSet<>(in.texts("released")));
            case "owner-declared" ->
                new Event.OwnerDeclared(in.text("owner", "an owner's name"), SettingShape.readDeclaration(in));
            case "counters-zeroed" ->
                new Event.CountersZeroed(in.has("service") ? Optional.of(ServiceShape.readKey(in)) : Optional.empty());
            case "drift-found" ->
                new Event.DriftFound(
                        ReportShape.readDirector(in),
                        in.texts("differences"),
                        in.integer("differenceCount", 0, Integer.MAX_VALUE),
                        Choice.read(in, "action", DriftAction.values()));
            case "director-reported" ->
                new Event.DirectorReported(
                        ReportShape.readDirector(in), ReportShape.readKind(in), in.map("details", false));
            case "feature-level-raised" -> new Event.FeatureLevelRaised(in.integer("level", 1, Integer.MAX_VALUE));
            default -> null;
        };
    }
}
