package io.directorate.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.codec.Secrets;
import io.directorate.events.journal.JournalRow;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Journal rows as CloudEvents 1.0 (structured JSON), so that auditors' tools take them as they are.
 *
 * <p>{@code id} is the sequence, {@code subject} the first subject; who asked, why and the hash chain are extension attributes.
 */
final class CloudEvents {
    static final String TYPE_PREFIX = "io.directorate.";

    private CloudEvents() {}

    static ObjectNode of(JournalRow row) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("specversion", "1.0");
        node.put("id", Long.toString(row.sequence()));
        node.put("source", "/directorate/events");
        node.put("type", TYPE_PREFIX + row.type());
        if (!row.subjects().isEmpty()) {
            node.put("subject", row.subjects().get(0));
        }
        node.put("time", Instant.ofEpochMilli(row.timeMillis()).toString());
        node.put("datacontenttype", "application/json");
        node.put("actor", row.actor());
        node.put("reason", row.reason());
        node.put("commandid", row.commandId());
        node.put("logindex", row.index());
        node.put("logterm", row.term());
        node.put("hash", HexFormat.of().formatHex(row.hash()));
        node.put("previoushash", HexFormat.of().formatHex(row.previousHash()));
        JsonNode body = Json.parse(row.body());
        node.set("data", Secrets.mask(body.path("data")));
        return node;
    }
}
