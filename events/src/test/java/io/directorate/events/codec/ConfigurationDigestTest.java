package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.directorate.events.service.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The digest that tells a declared configuration sent again from another one. */
class ConfigurationDigestTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Command base = SampleValues.configuration();

    private ObjectNode tree() throws IOException {
        return (ObjectNode) MAPPER.readTree(CommandCodec.encode(base));
    }

    /** Every change of one value, and every list without one of its entries. */
    private static void changes(JsonNode node, Consumer<String> changed, JsonNode root) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode before = object.get(name);
                for (JsonNode other : others(before)) {
                    object.set(name, other);
                    changed.accept(root.toString());
                }
                object.set(name, before);
                changes(before, changed, root);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                for (JsonNode other : others(before)) {
                    array.set(i, other);
                    changed.accept(root.toString());
                }
                array.remove(i);
                changed.accept(root.toString());
                array.insert(i, before);
                changes(before, changed, root);
            }
        }
    }

    private static List<JsonNode> others(JsonNode value) {
        if (value.isInt()) {
            return List.of(IntNode.valueOf(value.asInt() + 1), IntNode.valueOf(0));
        }
        if (value.isBoolean()) {
            return List.of(BooleanNode.valueOf(!value.asBoolean()));
        }
        if (value.isTextual()) {
            String text = value.asText();
            return List.of(
                    TextNode.valueOf(text + "1"),
                    TextNode.valueOf(text.replace('1', '2')),
                    TextNode.valueOf(text.replace("tcp", "udp")));
        }
        return List.of();
    }

    @Test
    void isAnotherOneForEveryOtherConfiguration() throws Exception {
        Set<Command> seen = new HashSet<>(Set.of(base));
        Set<String> digests = new HashSet<>(Set.of(CommandCodec.digest(base)));
        ObjectNode root = tree();
        changes(
                root,
                json -> {
                    Command other;
                    try {
                        other = CommandCodec.decode(json.getBytes(StandardCharsets.UTF_8));
                    } catch (RuntimeException refused) {
                        return;
                    }
                    if (seen.add(other)) {
                        assertThat(digests.add(CommandCodec.digest(other)))
                                .as(json)
                                .isTrue();
                    }
                },
                root);
        // Most changes give a valid configuration; were they refused, nothing would have been looked at.
        assertThat(seen).hasSizeGreaterThan(50);
    }

    @Test
    void isTheSameForTheSameConfiguration() throws Exception {
        Command again =
                CommandCodec.decode(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree()));
        assertThat(CommandCodec.digest(again))
                .isEqualTo(CommandCodec.digest(base))
                .hasSize(64);
    }
}
