package io.directorate.node.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * A YAML (or JSON) file as a tree that remembers on which line each value stands.
 *
 * <p>Refused: more than one document, the same key twice, anchors and aliases, nesting deeper than {@value #MAX_DEPTH}, files over
 * {@value #MAX_BYTES} bytes.
 */
public final class YamlDocument {
    /** The largest file. */
    public static final int MAX_BYTES = 32 << 20;

    /** The deepest nesting. */
    public static final int MAX_DEPTH = 50;

    private final String name;
    private final JsonNode root;
    private final Map<String, Integer> lines;

    private YamlDocument(String name, JsonNode root, Map<String, Integer> lines) {
        this.name = name;
        this.root = root;
        this.lines = lines;
    }

    /**
     * Reads a file.
     *
     * @param file to read
     * @return the document
     * @throws ConfigException naming file and line
     */
    public static YamlDocument read(Path file) throws ConfigException {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ConfigException(file + ": is " + size + " bytes, at most " + MAX_BYTES);
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": there is no such file");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads bytes.
     *
     * @param name what to call them in errors
     * @param bytes UTF-8
     * @return the document
     * @throws ConfigException naming the line
     */
    public static YamlDocument parse(String name, byte[] bytes) throws ConfigException {
        if (bytes.length > MAX_BYTES) {
            throw new ConfigException(name + ": is " + bytes.length + " bytes, at most " + MAX_BYTES);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigException(name + ": is not UTF-8 text");
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        YAMLFactory factory = YAMLFactory.builder()
                .loaderOptions(options)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        Map<String, Integer> lines = new HashMap<>();
        try (YAMLParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new ConfigException(name + ": is empty");
            }
            JsonNode root = value(name, parser, "", lines);
            if (parser.nextToken() != null) {
                throw new ConfigException(name + ":" + line(parser) + ": only one document is allowed");
            }
            return new YamlDocument(name, root, lines);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            String firstLine = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            throw new ConfigException(name + place + ": is not valid YAML: " + firstLine);
        } catch (IOException | RuntimeException e) {
            // SnakeYAML reports some malformed input by unchecked exceptions of its own.
            String firstLine =
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ConfigException(name + ": is not valid YAML: " + firstLine);
        }
    }

    private static JsonNode value(String name, YAMLParser parser, String path, Map<String, Integer> lines)
            throws IOException, ConfigException {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw new ConfigException(name + ":" + line(parser) + ": anchors and aliases are not allowed");
        }
        lines.put(path, line(parser));
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        JsonToken token = parser.currentToken();
        switch (token) {
            case START_OBJECT -> {
                ObjectNode object = nodes.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    int line = line(parser);
                    parser.nextToken();
                    String child = path.isEmpty() ? field : path + "." + field;
                    object.set(field, value(name, parser, child, lines));
                    lines.put(child, line);
                }
                return object;
            }
            case START_ARRAY -> {
                ArrayNode array = nodes.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(name, parser, path + "[" + array.size() + "]", lines));
                }
                return array;
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return nodes.booleanNode(token == JsonToken.VALUE_TRUE);
            }
            case VALUE_NULL -> {
                return nodes.nullNode();
            }
            case VALUE_NUMBER_INT -> {
                return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? nodes.numberNode(parser.getBigIntegerValue())
                        : nodes.numberNode(parser.getLongValue());
            }
            case VALUE_NUMBER_FLOAT -> {
                return nodes.numberNode(parser.getDoubleValue());
            }
            default -> {
                return nodes.textNode(parser.getText());
            }
        }
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    /**
     * Returns the whole tree.
     *
     * @return an object, an array or a single value
     */
    public JsonNode root() {
        return root;
    }

    /**
     * Says where a value stands.
     *
     * @param path such as {@code services[2].servers[0].weight}; where it is not there, the nearest part above it
     * @return such as {@code web.yaml:17: services[2].servers[0].weight}
     */
    public String place(String path) {
        String nearest = path;
        while (!nearest.isEmpty() && !lines.containsKey(nearest)) {
            int cut = Math.max(nearest.lastIndexOf('.'), nearest.lastIndexOf('['));
            nearest = cut < 0 ? "" : nearest.substring(0, cut);
        }
        return name + ":" + lines.getOrDefault(nearest, 1) + (path.isEmpty() ? "" : ": " + path);
    }
}
