package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
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
        return toTree(event, FeatureSet.THIS_BUILD);
    }

    /**
     * Writes an event as a tree, as a certain build does.
     *
     * @param event any
     * @param features of the build
     * @return the envelope
     */
    public static ObjectNode toTree(Event event, FeatureSet features) {
        ObjectNode data = JsonText.NODES.objectNode();
        ObjectNode envelope = JsonText.NODES.objectNode();
        envelope.put("type", EventShape.write(event, data));
        envelope.put("version", VERSION);
        envelope.put("level", features.levelOf(event));
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
        return decode(json, FeatureSet.THIS_BUILD);
    }

    /**
     * Reads an event as a certain build does.
     *
     * @param json the envelope, UTF-8
     * @param features of the build
     * @return the event
     * @throws UnknownEventException if the type, version or level is not known to the build, or if the event raises the cluster above what the build
     *     supports
     * @throws CodecException if it is not well formed
     */
    public static Event decode(byte[] json, FeatureSet features) {
        return fromTree(JsonText.readTree(json), "", features);
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
        return fromTree(envelope, "", FeatureSet.THIS_BUILD);
    }

    static Event fromTree(JsonNode envelope, String path, FeatureSet features) {
        Fields fields = Fields.of(envelope, path);
        String type = fields.text("type", "an event's type such as service-added");
        long version = fields.number("version", 1, Integer.MAX_VALUE);
        long level = fields.number("level", 1, Integer.MAX_VALUE);
        if (!EventShape.TYPES.contains(type)) {
            throw new UnknownEventException(
                    path, "this build knows no event of type '" + Words.bounded(type) + "'; it needs a newer one");
        }
        if (version != VERSION || level > features.supported()) {
            throw unknown(path, type, version, level, features.supported());
        }
        Fields data = fields.object("data", "an object");
        Event event = EventShape.read(type, data);
        if (event == null) {
            throw new IllegalStateException("no shape is read for " + type);
        }
        data.end();
        fields.end();
        if (features.levelOf(event) != level) {
            throw unknown(path, type, version, level, features.levelOf(event));
        }
        if (event instanceof Event.FeatureLevelRaised raised && raised.level() > features.supported()) {
            throw new UnknownEventException(
                    path,
                    "the cluster is raised to feature level " + raised.level() + ", and this build supports "
                            + features.supported() + "; it needs a newer one");
        }
        return event;
    }

    private static UnknownEventException unknown(String path, String type, long version, long level, int known) {
        return new UnknownEventException(
                path,
                "this build knows version " + VERSION + " at feature level " + known + " of event " + type
                        + ", not version " + version + " at level " + level + "; it needs a newer one");
    }
}
