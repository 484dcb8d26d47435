package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Masks secrets in trees that people and tools see. What is written to the log and to backups is not masked. */
public final class Secrets {
    /** What stands in place of a secret; no codec takes it for one. */
    public static final String MASK = "********";

    static final String PASSWORD = "password";

    private Secrets() {}

    /**
     * Replaces every {@code password} by {@link #MASK}.
     *
     * @param tree of an event, a command, an image or a part of one; changed in place
     * @param <T> kind of tree
     * @return the same tree
     */
    public static <T extends JsonNode> T mask(T tree) {
        if (tree instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (field.getKey().equals(PASSWORD) && field.getValue().isTextual()) {
                    field.setValue(JsonText.NODES.textNode(MASK));
                } else {
                    mask(field.getValue());
                }
            }
        } else if (tree.isArray()) {
            tree.forEach(Secrets::mask);
        }
        return tree;
    }
}
