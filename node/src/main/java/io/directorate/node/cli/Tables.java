package io.directorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Answers of the API as rows for people; the first row is the heading. */
final class Tables {
    private Tables() {}

    static List<List<String>> services(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SERVICE", "SCHEDULER", "SERVER", "METHOD", "WEIGHT", "GROUP", "OWNER"));
        answer.path("services").forEach(service -> addService(rows, service));
        return rows;
    }

    static List<List<String>> service(JsonNode service) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SERVICE", "SCHEDULER", "SERVER", "METHOD", "WEIGHT", "GROUP", "OWNER"));
        addService(rows, service);
        return rows;
    }

    private static void addService(List<List<String>> rows, JsonNode service) {
        rows.add(List.of(
                text(service, "service"),
                scheduler(service),
                "",
                "",
                "",
                text(service, "group"),
                text(service, "owner")));
        service.path("servers")
                .forEach(server -> rows.add(List.of(
                        "", "", text(server, "server"), text(server, "method"), text(server, "weight"), "", "")));
    }

    private static String scheduler(JsonNode service) {
        StringBuilder text = new StringBuilder(text(service, "scheduler"));
        service.path("schedulerFlags").forEach(flag -> text.append(' ').append(flag.asText()));
        JsonNode persistence = service.path("persistence");
        if (persistence.isObject()) {
            text.append(" persistent ")
                    .append(text(persistence, "timeoutSeconds"))
                    .append('s');
        }
        return text.append(service.path("onePacket").asBoolean() ? " one-packet" : "")
                .toString();
    }

    static List<List<String>> groups(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("GROUP", "MODE", "VIPS", "INNER GATEWAYS", "LOCAL ADDRESSES"));
        answer.path("groups").forEach(group -> addGroup(rows, group));
        return rows;
    }

    static List<List<String>> group(JsonNode group) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("GROUP", "MODE", "VIPS", "INNER GATEWAYS", "LOCAL ADDRESSES"));
        addGroup(rows, group);
        return rows;
    }

    private static void addGroup(List<List<String>> rows, JsonNode group) {
        rows.add(List.of(
                text(group, "name"),
                text(group, "mode"),
                addresses(group.path("vips")),
                addresses(group.path("innerGateways")),
                addresses(group.path("localAddresses"))));
    }

    private static String addresses(JsonNode list) {
        return String.join(
                " ",
                StreamSupport.stream(list.spliterator(), false)
                        .map(a -> a.isTextual() ? a.asText() : text(a, "address") + "@" + text(a, "role"))
                        .toList());
    }

    static List<List<String>> settings(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "VALUE"));
        for (Map.Entry<String, JsonNode> section : answer.properties()) {
            for (Map.Entry<String, JsonNode> setting : section.getValue().properties()) {
                rows.add(List.of(setting.getKey(), setting.getValue().asText()));
            }
        }
        return rows;
    }

    static List<List<String>> table(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SERVICE", "SERVER", "ACTIVE", "INACTIVE", "CONNECTIONS", "IN BYTES", "OUT BYTES"));
        answer.path("services").forEach(service -> {
            JsonNode sum = service.path("counters");
            rows.add(List.of(
                    text(service, "service") + " " + text(service, "description"),
                    "",
                    "",
                    "",
                    text(sum, "connections"),
                    text(sum, "inBytes"),
                    text(sum, "outBytes")));
            service.path("servers").forEach(server -> {
                JsonNode counters = server.path("counters");
                rows.add(List.of(
                        "",
                        text(server, "description"),
                        text(server, "activeConnections"),
                        text(server, "inactiveConnections"),
                        text(counters, "connections"),
                        text(counters, "inBytes"),
                        text(counters, "outBytes")));
            });
        });
        return rows;
    }

    static List<List<String>> directors(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DIRECTOR", "SEQUENCE", "LOG", "DATAPLANE", "TABLE HASH", "DRIFT", "SUPPORTS"));
        answer.path("directors").forEach(director -> {
            if (director.has("silent")) {
                rows.add(List.of(
                        text(director, "director") + " at " + text(director, "endpoint"),
                        "",
                        "",
                        "does not answer: " + text(director, "silent"),
                        "",
                        "",
                        ""));
                return;
            }
            JsonNode dataplane = director.path("dataplane");
            JsonNode log = director.path("log");
            String hash = text(dataplane, "tableHash");
            rows.add(List.of(
                    text(director, "director"),
                    text(director.path("image"), "sequence"),
                    log.path("ready").asBoolean() ? text(log, "role") : text(log, "reason"),
                    dataplane.path("converged").asBoolean() ? "converged" : "not converged",
                    hash.substring(0, Math.min(12, hash.length())),
                    text(dataplane, "driftFound"),
                    "level " + text(director, "supportsFeatureLevel")));
            dataplane.path("problems").forEach(problem -> rows.add(List.of("", "", "", problem.asText())));
        });
        addLevel(rows, answer);
        return rows;
    }

    /** The cluster's feature level, and who holds it back. */
    private static void addLevel(List<List<String>> rows, JsonNode answer) {
        String held = text(answer, "featureLevelHeld");
        rows.add(List.of(
                "feature level " + text(answer, "featureLevel") + (held.isEmpty() ? "" : ", not raised yet: " + held)));
    }

    static List<List<String>> members(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DIRECTOR", "ADDRESS", "PART", "BEHIND", "SILENT", "SUPPORTS", "MEMBER"));
        answer.path("members").forEach(member -> {
            String part = member.path("leader").asBoolean()
                    ? "leader"
                    : member.path("voter").asBoolean() ? "voter" : "listener";
            rows.add(List.of(
                    text(member, "director"),
                    text(member, "endpoint"),
                    part,
                    text(member, "lagEntries"),
                    member.has("silentMillis") ? text(member, "silentMillis") + " ms" : "",
                    member.has("supportsFeatureLevel") ? "level " + text(member, "supportsFeatureLevel") : "",
                    text(member, "member")));
        });
        addLevel(rows, answer);
        if (answer.has("reason")) {
            rows.add(List.of(text(answer, "reason")));
        }
        return rows;
    }

    static List<List<String>> state(JsonNode state) {
        List<List<String>> rows = new ArrayList<>(services(state));
        if (!state.path("groups").isEmpty()) {
            rows.add(List.of());
            rows.addAll(groups(state));
        }
        for (String section : List.of("timeouts", "sysctls")) {
            state.path(section)
                    .properties()
                    .forEach(setting -> rows.add(List.of(
                            section, setting.getKey(), setting.getValue().asText())));
        }
        return rows;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }
}
