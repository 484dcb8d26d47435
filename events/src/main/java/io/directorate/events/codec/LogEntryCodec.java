package io.directorate.events.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Log entries as bytes: JSON in UTF-8, and gzip (RFC 1952) of it where that is longer than {@link #COMPRESS_FROM_BYTES}.
 *
 * <p>{@code {"format":1,"base":41,"commands":[{"id":…,"actor":…,"reason":…,"timeMillis":…,"digest":…,"events":[…]}]}}. Events are read
 * one by one, so that a large entry needs little more memory than its events. All methods are pure and may be called from any thread.
 */
public final class LogEntryCodec {
    /** The most bytes of an entry. */
    public static final int MAX_BYTES = 8 << 20;

    /** The most bytes of an entry's JSON. */
    public static final int MAX_JSON_BYTES = 64 << 20;

    /** From how many bytes of JSON on an entry is compressed. */
    public static final int COMPRESS_FROM_BYTES = 64 << 10;

    private static final int GZIP_FIRST_BYTE = 0x1f;

    private LogEntryCodec() {}

    /**
     * Writes an entry.
     *
     * @param entry any
     * @return at most {@link #MAX_BYTES}
     * @throws CodecException if it would be longer; nothing may be logged then
     */
    public static byte[] encode(LogEntry entry) {
        return encodeWithEvents(entry).bytes();
    }

    /**
     * Writes an entry, and gives the bytes of each event with it.
     *
     * @param entry any
     * @return at most {@link #MAX_BYTES}
     * @throws CodecException if it would be longer; nothing may be logged then
     */
    public static EncodedEntry encodeWithEvents(LogEntry entry) {
        return encodeWithEvents(entry, FeatureSet.THIS_BUILD);
    }

    /**
     * Writes an entry as a certain build does, and gives the bytes of each event with it.
     *
     * @param entry any
     * @param features of the build
     * @return at most {@link #MAX_BYTES}
     * @throws CodecException if it would be longer; nothing may be logged then
     */
    public static EncodedEntry encodeWithEvents(LogEntry entry, FeatureSet features) {
        List<Slice> slices = new ArrayList<>(entry.eventCount());
        byte[] json = JsonText.write(generator -> write(entry, generator, new Sliced(slices, features)));
        byte[] bytes = json.length < COMPRESS_FROM_BYTES ? json : compress(json);
        if (json.length > MAX_JSON_BYTES || bytes.length > MAX_BYTES) {
            throw new CodecException(
                    "",
                    "the entry has " + json.length + " bytes, " + bytes.length + " when compressed; at most "
                            + MAX_JSON_BYTES + " and " + MAX_BYTES + " are allowed; change less at once");
        }
        return new EncodedEntry(entry, bytes, cut(json, slices));
    }

    /** Where an event's JSON stands in the entry's; a comma may stand before it. */
    private record Slice(Event event, String type, int from, int to) {}

    /** The events met so far, and the build that reads or writes them. */
    private record Sliced(List<Slice> slices, FeatureSet features) {
        void add(Event event, String type, int from, int to) {
            slices.add(new Slice(event, type, from, to));
        }
    }

    private static List<EncodedEvent> cut(byte[] json, List<Slice> slices) {
        List<EncodedEvent> events = new ArrayList<>(slices.size());
        for (Slice slice : slices) {
            int from = json[slice.from] == ',' ? slice.from + 1 : slice.from;
            events.add(new EncodedEvent(slice.event, slice.type, Arrays.copyOfRange(json, from, slice.to)));
        }
        return events;
    }

    private static void write(LogEntry entry, JsonGenerator generator, Sliced slices) throws IOException {
        generator.writeStartObject();
        generator.writeNumberField("format", entry.formatVersion());
        generator.writeNumberField("base", entry.baseSequence());
        generator.writeArrayFieldStart("commands");
        for (DecidedCommand command : entry.commands()) {
            generator.writeStartObject();
            generator.writeStringField("id", command.commandId());
            generator.writeStringField("actor", command.actor());
            generator.writeStringField("reason", command.reason());
            generator.writeNumberField("timeMillis", command.timeMillis());
            generator.writeStringField("digest", command.commandDigest());
            generator.writeArrayFieldStart("events");
            for (Event event : command.events()) {
                int from = JsonText.written(generator);
                JsonNode tree = EventCodec.toTree(event, slices.features);
                JsonText.tree(tree, generator);
                slices.add(event, tree.path("type").textValue(), from, JsonText.written(generator));
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private static byte[] compress(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 8);
        try (GZIPOutputStream gzip = new QuickGzip(out)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    /** Events are much alike: the quickest level makes them hardly longer than the usual one, in a third of the time. */
    private static final class QuickGzip extends GZIPOutputStream {
        QuickGzip(OutputStream out) throws IOException {
            super(out, 32 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /**
     * Reads an entry.
     *
     * @param bytes as {@link #encode} wrote them
     * @return the entry
     * @throws UnknownEventException if the format or an event is not known to this build
     * @throws CodecException if the bytes are not an entry, with the offset of the byte where that was noticed
     */
    public static LogEntry decode(byte[] bytes) {
        return decodeWithEvents(bytes).entry();
    }

    /**
     * Reads an entry, and gives the bytes of each event with it.
     *
     * @param bytes as {@link #encode} wrote them
     * @return the entry
     * @throws UnknownEventException if the format or an event is not known to this build
     * @throws CodecException if the bytes are not an entry, with the offset of the byte where that was noticed
     */
    public static EncodedEntry decodeWithEvents(byte[] bytes) {
        return decodeWithEvents(bytes, FeatureSet.THIS_BUILD);
    }

    /**
     * Reads an entry as a certain build does, and gives the bytes of each event with it.
     *
     * @param bytes as {@link #encode} wrote them
     * @param features of the build
     * @return the entry
     * @throws UnknownEventException if the format or an event is not known to the build, or one raises the cluster above what it supports
     * @throws CodecException if the bytes are not an entry, with the offset of the byte where that was noticed
     */
    public static EncodedEntry decodeWithEvents(byte[] bytes, FeatureSet features) {
        if (bytes.length > MAX_BYTES) {
            throw new CodecException("", bytes.length + " bytes are not an entry, which has at most " + MAX_BYTES);
        }
        boolean compressed = bytes.length > 0 && bytes[0] == GZIP_FIRST_BYTE;
        byte[] json = compressed ? expand(bytes) : bytes;
        List<Slice> slices = new ArrayList<>();
        LogEntry entry = JsonText.read(json, parser -> read(parser, new Sliced(slices, features)));
        return new EncodedEntry(entry, bytes, cut(json, slices));
    }

    private static byte[] expand(byte[] bytes) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] json = gzip.readNBytes(MAX_JSON_BYTES + 1);
            if (json.length > MAX_JSON_BYTES) {
                throw new CodecException("", "the entry expands to more than " + MAX_JSON_BYTES + " bytes");
            }
            return json;
        } catch (IOException e) {
            throw new CodecException("", "the compressed entry is damaged: " + e.getMessage(), 0);
        }
    }

    private static LogEntry read(JsonParser parser, Sliced slices) throws IOException {
        ObjectNode head = JsonText.NODES.objectNode();
        List<DecidedCommand> commands = new ArrayList<>();
        fields(parser, "", head, "commands", () -> {
            checkFormat(head);
            elements(parser, "commands", path -> commands.add(command(parser, path, slices)));
        });
        checkFormat(head);
        Fields in = Fields.of(head, "");
        int format = in.integer("format", 1, Integer.MAX_VALUE);
        long base = in.number("base", 0, Long.MAX_VALUE);
        in.array("commands");
        in.end();
        return new LogEntry(format, base, commands);
    }

    private static void checkFormat(JsonNode head) {
        Fields in = Fields.of(head, "");
        long format = in.number("format", 1, Integer.MAX_VALUE);
        if (format != LogEntry.FORMAT_VERSION) {
            throw new UnknownEventException(
                    "format",
                    "the entry is of format " + format + ", and this build reads " + LogEntry.FORMAT_VERSION
                            + "; it needs a newer one");
        }
    }

    private static DecidedCommand command(JsonParser parser, String path, Sliced slices) throws IOException {
        ObjectNode head = JsonText.NODES.objectNode();
        List<Event> events = new ArrayList<>();
        fields(
                parser,
                path,
                head,
                "events",
                () -> elements(parser, path + ".events", at -> {
                    int from = Math.toIntExact(JsonText.offset(parser));
                    JsonNode tree = JsonText.tree(parser);
                    int to = Math.toIntExact(parser.currentLocation().getByteOffset());
                    Event event = EventCodec.fromTree(tree, at, slices.features);
                    events.add(event);
                    slices.add(event, tree.path("type").textValue(), from, to);
                }));
        Fields in = Fields.of(head, path);
        String id = in.text("id", "a command's id");
        String actor = in.text("actor", "who asked");
        String reason = in.text("reason", "why, or an empty text");
        long timeMillis = in.number("timeMillis", Long.MIN_VALUE, Long.MAX_VALUE);
        String digest = in.text("digest", "64 hexadecimal digits");
        in.array("events");
        in.end();
        return in.make(() -> new DecidedCommand(id, actor, reason, timeMillis, digest, events));
    }

    /** Something that is read where the parser stands. */
    private interface Part {
        void read() throws IOException;
    }

    /** An element of a list, read where the parser stands. */
    private interface Element {
        void read(String path) throws IOException;
    }

    /** Reads an object's fields into a tree, but for one list, which is read by itself and leaves an empty one in the tree. */
    private static void fields(JsonParser parser, String path, ObjectNode head, String list, Part part)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new CodecException(path, "expected an object with named fields", JsonText.offset(parser));
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(list)) {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    throw new CodecException(path, list + " must be a list", JsonText.offset(parser));
                }
                part.read();
                head.putArray(list);
            } else {
                head.set(name, JsonText.tree(parser));
            }
        }
    }

    private static void elements(JsonParser parser, String path, Element element) throws IOException {
        int index = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read(path + "[" + index++ + "]");
        }
    }
}
