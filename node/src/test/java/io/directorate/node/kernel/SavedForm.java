package io.directorate.node.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;

/**
 * What {@code ipvsadm -Sn} prints for services as the API shows them, sorted; it leaves thresholds out, as the C program does.
 * Written apart from the code under test.
 */
final class SavedForm {
    private SavedForm() {}

    static List<String> of(JsonNode services) {
        TreeSet<String> lines = new TreeSet<>();
        for (JsonNode service : services) {
            String name = name(service.path("service").asText());
            StringBuilder line = new StringBuilder(
                    "-A " + name + " -s " + service.path("scheduler").asText("wlc"));
            JsonNode persistence = service.path("persistence");
            if (persistence.isObject()) {
                line.append(" -p ").append(persistence.path("timeoutSeconds").asInt());
                String mask = persistence.path("netmask").asText("");
                if (!mask.isEmpty() && !mask.equals("255.255.255.255") && !mask.equals("128")) {
                    line.append(" -M ").append(mask);
                }
            }
            String engine = service.path("persistenceEngine").asText("");
            line.append(engine.isEmpty() ? "" : " --pe " + engine);
            line.append(service.path("onePacket").asBoolean() ? " -o" : "");
            StringBuilder flags = new StringBuilder();
            service.path("schedulerFlags")
                    .forEach(flag ->
                            flags.append(flags.length() == 0 ? " -b " : ",").append(flag.asText()));
            lines.add(line.append(flags).toString());
            service.path("servers").forEach(server -> lines.add(server(name, server)));
        }
        return List.copyOf(lines);
    }

    private static String name(String key) {
        int colon = key.indexOf(':');
        String rest = key.substring(colon + 1);
        return switch (key.substring(0, colon)) {
            case "tcp" -> "-t " + rest;
            case "udp" -> "-u " + rest;
            case "sctp" -> "--sctp-service " + rest;
            case "fwmark" -> "-f " + rest;
            default -> "-f " + rest + " -6";
        };
    }

    private static String server(String name, JsonNode server) {
        StringBuilder line =
                new StringBuilder("-a " + name + " -r " + server.path("server").asText());
        String method = server.path("method").asText("");
        line.append(method.equals("dr") ? " -g" : method.equals("tun") ? " -i" : " -m");
        line.append(" -w ").append(server.path("weight").asInt(1));
        JsonNode tunnel = server.path("tunnel");
        String type = tunnel.path("type").asText("ipip");
        if (method.equals("tun") && type.equals("ipip")) {
            line.append(" --tun-type ipip");
        } else if (method.equals("tun")) {
            line.append(" --tun-type ").append(type);
            line.append(
                    type.equals("gue") ? " --tun-port " + tunnel.path("port").asInt() : "");
            String checksum = tunnel.path("checksum").asText("none");
            line.append(
                    checksum.equals("full")
                            ? " --tun-csum"
                            : checksum.equals("remote") ? " --tun-remcsum" : " --tun-nocsum");
        }
        return line.toString();
    }
}
