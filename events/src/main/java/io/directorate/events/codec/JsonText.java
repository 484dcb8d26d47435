package io.directorate.events.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * JSON bytes and trees, without the data binder and its start-up time.
 *
 * <p>Strict and bounded: no duplicate names, no half surrogate pairs, nothing behind the value, bounded depth and lengths.
 */
final class JsonText {
    /** How deep values may be nested. */
    static final int MAX_DEPTH = 32;

    /** The longest text value, in characters. */
    static final int MAX_TEXT_LENGTH = 65_536;

    /** The longest name of a field, in characters. */
    static final int MAX_NAME_LENGTH = 1_024;

    /** The longest number, in digits. */
    static final int MAX_NUMBER_LENGTH = 32;

    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    private JsonText() {}

    /** Something that reads with a parser. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** Something that writes with a generator. */
    @FunctionalInterface
    interface Writing {
        void write(JsonGenerator generator) throws IOException;
    }

    /** Reads exactly one value; whatever Jackson finds wrong becomes a {@link CodecException} with the place. */
    static <T> T read(byte[] json, Reading<T> reading) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new CodecException("", "there is nothing to read", 0);
            }
            T value = reading.read(parser);
            if (parser.nextToken() != null) {
                throw new CodecException("", "more text follows the value", offset(parser));
            }
            return value;
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null
                    ? CodecException.NO_OFFSET
                    : e.getLocation().getByteOffset();
            throw new CodecException("", "not well-formed JSON: " + e.getOriginalMessage(), at);
        } catch (IOException e) {
            // Malformed UTF-8 and UTF-32 come as this; there is no device behind the bytes.
            throw new CodecException("", "not well-formed JSON: " + e.getMessage());
        }
    }

    static JsonNode readTree(byte[] json) {
        return read(json, JsonText::tree);
    }

    static byte[] write(JsonNode tree) {
        return write(generator -> tree(tree, generator));
    }

    static byte[] write(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            writing.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("the value has no JSON form", e);
        }
        return out.toByteArray();
    }

    /** How many bytes a generator of {@link #write(Writing)} has written so far. */
    static int written(JsonGenerator generator) {
        return ((ByteArrayOutputStream) generator.getOutputTarget()).size() + generator.getOutputBuffered();
    }

    static long offset(JsonParser parser) {
        return parser.currentTokenLocation().getByteOffset();
    }

    /** The value at which the parser stands. */
    static JsonNode tree(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(text(parser));
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NODES.numberNode(parser.getBigIntegerValue())
                        : NODES.numberNode(parser.getLongValue());
            // No field takes fractions; a double never overflows into an error, a decimal with a huge exponent does.
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new CodecException("", "a value is missing", offset(parser));
        };
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = text(parser);
            parser.nextToken();
            object.set(name, tree(parser));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(tree(parser));
        }
        return array;
    }

    private static String text(JsonParser parser) throws IOException {
        String text = parser.getText();
        if (hasHalfPair(text)) {
            throw new CodecException("", "a text holds half a surrogate pair", offset(parser));
        }
        return text;
    }

    private static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    static void tree(JsonNode node, JsonGenerator generator) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    generator.writeFieldName(field.getKey());
                    tree(field.getValue(), generator);
                }
                generator.writeEndObject();
            }
            case ARRAY -> {
                generator.writeStartArray();
                for (JsonNode element : node) {
                    tree(element, generator);
                }
                generator.writeEndArray();
            }
            case STRING -> generator.writeString(node.textValue());
            case NUMBER -> generator.writeNumber(node.longValue());
            case BOOLEAN -> generator.writeBoolean(node.booleanValue());
            case NULL -> generator.writeNull();
            default -> throw new IllegalStateException("no JSON form for a node of type " + node.getNodeType());
        }
    }
}
