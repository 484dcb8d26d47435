package io.directorate.node.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Edits of one thing each, out of a seed, that fit the services that are there. */
final class RandomEdits {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] SCHEDULERS = {"rr", "wrr", "lc", "wlc", "sed", "nq"};

    private RandomEdits() {}

    static ObjectNode next(Random random, JsonNode services) {
        List<JsonNode> plain = new ArrayList<>();
        for (JsonNode service : services) {
            String scheduler = service.path("scheduler").asText();
            boolean ordered = List.of("sh", "mh", "dh").contains(scheduler);
            if (!ordered
                    && service.path("service").asText().startsWith("tcp:10.")
                    && !service.path("service").asText().endsWith(":0")) {
                plain.add(service);
            }
        }
        if (plain.isEmpty() || random.nextInt(6) == 0) {
            return command("add-service")
                    .put("service", "tcp:10.10.0.100:" + (10_000 + random.nextInt(40_000)))
                    .put("scheduler", SCHEDULERS[random.nextInt(SCHEDULERS.length)]);
        }
        JsonNode service = plain.get(random.nextInt(plain.size()));
        String key = service.path("service").asText();
        int servers = service.path("servers").size();
        int what = servers == 0 ? 0 : random.nextInt(4);
        JsonNode server =
                servers == 0 ? MAPPER.nullNode() : service.path("servers").get(random.nextInt(servers));
        return switch (what) {
            case 0 ->
                command("add-server")
                        .put("service", key)
                        .put("server", "10.20." + (1 + random.nextInt(200)) + "." + (1 + random.nextInt(200)) + ":8080")
                        .put("method", "nat")
                        .put("weight", random.nextInt(100));
            case 1 ->
                command("set-weight")
                        .put("service", key)
                        .put("server", server.path("server").asText())
                        .put("weight", 1000 + random.nextInt(1000));
            case 2 ->
                command("delete-server")
                        .put("service", key)
                        .put("server", server.path("server").asText());
            default ->
                command("edit-service")
                        .put("service", key)
                        .put("scheduler", SCHEDULERS[random.nextInt(SCHEDULERS.length)]);
        };
    }

    private static ObjectNode command(String type) {
        return MAPPER.createObjectNode().put("type", type);
    }
}
