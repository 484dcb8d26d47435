package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureLevel;
import java.util.List;

/**
 * Events as JSON: {@code {"type":"service-added","version":1,"level":1,"data":{…}}}.
 *
 * <p>{@code version} is that of the type's shape, {@code level} the feature level from which a cluster may log it. Equal events give equal bytes.
 * Reading is strict: what this build does not know is an {@link UnknownEventException}, since an event skipped would make this node's image
 * differ from the others'. All methods are pure and may be called from any thread.
 */
public final class EventCodec {
    /** Version of every shape so far. */
    public static final int VERSION = 1;

    private EventCodec() {}

    /**
     * Returns the type's name.
     *
     * @param event any
     * @return such as {@code service-added}
     */
    public static String type(Event event) {
        return EventShape.write(event, JsonText.NODES.objectNode());
    }

    /**
     * Returns the names of all types.
     *
     * @return those that this build knows; unmodifiable
     */
    public static List<String> types() {
        return EventShape.TYPES;
    }

    /**
     * Writes an event as a tree.
     *
     * @param event any
     * @return the envelope
     */
    public static ObjectNode toTree(Event event) {
        ObjectNode data = JsonText.NODES.objectNode();
        ObjectNode envelope = JsonText.NODES.objectNode();
        envelope.put("type", EventShape.write(event, data));
        envelope.put("version", VERSION);
        envelope.put("level", FeatureLevel.FIRST);
        envelope.set("data", data);
        return envelope;
    }

    /**
     * Writes an event.
     *
     * @param event any
     * @return the envelope, UTF-8
     */
    public static byte[] encode(Event event) {
        return JsonText.write(toTree(event));
    }

    /**
     * Reads an event.
     *
     * @param json the envelope, UTF-8
     * @return the event
     * @throws UnknownEventException if the type, version or level is not known to this build
     * @throws CodecException if it is not well formed
     */
    public static Event decode(byte[] json) {
        return fromTree(JsonText.readTree(json));
    }

    /**
     * Reads an event from a tree.
     *
     * @param envelope as {@link #toTree} makes it
     * @return the event
     * @throws UnknownEventException if the type, version or level is not known to this build
     * @throws CodecException if it is not well formed
     */
    public static Event fromTree(JsonNode envelope) {
        return fromTree(envelope, "");
    }

    static Event fromTree(JsonNode envelope, String path) {
        Fields fields = Fields.of(envelope, path);
        String type = fields.text("type", "an event's type such as service-added");
        long version = fields.number("version", 1, Integer.MAX_VALUE);
        long level = fields.number("level", 1, Integer.MAX_VALUE);
        if (!EventShape.TYPES.contains(type)) {
            throw new UnknownEventException(
                    path, "this build knows no event of type '" + Words.bounded(type) + "'; it needs a newer one");
        }
        if (version != VERSION || level != FeatureLevel.FIRST) {
            throw new UnknownEventException(
                    path,
                    "this build knows version " + VERSION + " at feature level " + FeatureLevel.FIRST + " of event "
                            + type + ", not version " + version + " at level " + level + "; it needs a newer one");
        }
        Fields data = fields.object("data", "an object");
        Event event = EventShape.read(type, data);
        if (event == null) {
            throw new IllegalStateException("no shape is read for " + type);
        }
        data.end();
        fields.end();
        return event;
    }
}
