package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.events.model.InvalidValueException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object as they are read: each error names the path, the rule and the value given, and {@link #end} refuses those
 * that nobody asked for.
 */
final class Fields {
    private final JsonNode object;
    private final String path;
    /** Names asked for, some of them twice: so few that a list is quicker than a set. */
    private final List<String> known = new ArrayList<>();

    private Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw new CodecException(path, "expected an object with named fields, not " + Words.shown(node));
        }
        return new Fields(node, path);
    }

    String path() {
        return path;
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        known.add(name);
        return object.has(name);
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        return object.get(name);
    }

    private JsonNode require(String name, String expected) {
        JsonNode value = find(name);
        if (value == null) {
            throw new CodecException(path(name), name + " is missing, must be " + expected);
        }
        return value;
    }

    private CodecException wrong(String name, JsonNode value, String expected) {
        return new CodecException(path(name), name + " is " + Words.shown(value) + ", must be " + expected);
    }

    String text(String name, String expected) {
        JsonNode value = require(name, expected);
        if (!value.isTextual()) {
            throw wrong(name, value, expected + (value.isNumber() ? ", in quotes" : ""));
        }
        return value.textValue();
    }

    Optional<String> optionalText(String name, String expected) {
        return has(name) ? Optional.of(text(name, expected)) : Optional.empty();
    }

    /** A text with a form of its own; what its parser says stands at this field. */
    <T> T parsed(String name, String expected, Function<String, T> parser) {
        return at(name, () -> parser.apply(text(name, expected)));
    }

    long number(String name, long lowest, long highest) {
        JsonNode value = find(name);
        if (value == null || !value.isIntegralNumber()) {
            String expected = "a number from " + lowest + " to " + highest;
            throw wrong(name, require(name, expected), expected);
        }
        if (!value.canConvertToLong() || value.longValue() < lowest || value.longValue() > highest) {
            throw new CodecException(
                    path(name), name + " is " + Words.shown(value) + ", must be " + lowest + " to " + highest);
        }
        return value.longValue();
    }

    int integer(String name, int lowest, int highest) {
        return (int) number(name, lowest, highest);
    }

    int integer(String name, int lowest, int highest, int otherwise) {
        return has(name) ? integer(name, lowest, highest) : otherwise;
    }

    boolean bool(String name, boolean otherwise) {
        JsonNode value = find(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(name, value, "true or false");
        }
        return value.booleanValue();
    }

    /** A number or a text, as text: for what YAML takes for a number. */
    String scalar(String name, String expected) {
        JsonNode value = require(name, expected);
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw wrong(name, value, expected);
        }
        return value.asText();
    }

    Fields object(String name, String expected) {
        return of(require(name, expected), path(name));
    }

    /** A list; empty if it is not there. */
    <T> List<T> list(String name, BiFunction<JsonNode, String, T> element) {
        List<T> result = new ArrayList<>();
        if (has(name)) {
            JsonNode array = array(name);
            for (int i = 0; i < array.size(); i++) {
                result.add(element.apply(array.get(i), path(name) + "[" + i + "]"));
            }
        }
        return result;
    }

    JsonNode array(String name) {
        JsonNode value = require(name, "a list");
        if (!value.isArray()) {
            throw wrong(name, value, value.isNull() ? "a list; write [] for none" : "a list");
        }
        return value;
    }

    List<String> texts(String name) {
        return list(name, (node, at) -> {
            if (!node.isTextual()) {
                throw new CodecException(at, "expected a text, not " + Words.shown(node));
            }
            return node.textValue();
        });
    }

    /** Names to values; empty if it is not there. Numbers are taken as their text if asked for. */
    SortedMap<String, String> map(String name, boolean numbersToo) {
        SortedMap<String, String> result = new TreeMap<>();
        if (has(name)) {
            Fields fields = object(name, "names with values");
            for (Map.Entry<String, JsonNode> field : fields.object.properties()) {
                String key = field.getKey();
                result.put(key, numbersToo ? fields.scalar(key, "a text or a number") : fields.text(key, "a text"));
            }
        }
        return result;
    }

    SortedMap<String, Integer> integers(String name, int lowest, int highest) {
        SortedMap<String, Integer> result = new TreeMap<>();
        if (has(name)) {
            Fields fields = object(name, "names with numbers");
            for (Map.Entry<String, JsonNode> field : fields.object.properties()) {
                result.put(field.getKey(), fields.integer(field.getKey(), lowest, highest));
            }
        }
        return result;
    }

    /** Something that may find a value not well formed. */
    interface Making<T> {
        T make();
    }

    /** Makes a value of the fields read; what it finds wrong stands at the field that it names. */
    <T> T make(Making<T> making) {
        try {
            return making.make();
        } catch (InvalidValueException e) {
            throw new CodecException(path(e.field()), e.getMessage());
        }
    }

    private <T> T at(String name, Making<T> making) {
        try {
            return making.make();
        } catch (InvalidValueException e) {
            throw new CodecException(path(name), e.getMessage());
        }
    }

    /** Refuses fields that nobody asked for. */
    void end() {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw new CodecException(
                        path(Words.bounded(field.getKey())), Words.unknown(field.getKey(), new LinkedHashSet<>(known)));
            }
        }
    }
}
