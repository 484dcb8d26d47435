package io.directorate.events.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.Declaration;
import io.directorate.events.service.FeatureLevel;
import io.directorate.events.service.FeatureSet;
import io.directorate.events.service.Provenance;
import io.directorate.events.service.ServiceEntry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Images as JSON, for {@code state}, the API, anchors of the journal and backups. An image carries its own hash, which is checked on reading.
 *
 * <p>All methods are pure and may be called from any thread.
 */
public final class ImageCodec {
    private ImageCodec() {}

    /**
     * Writes an image as a tree.
     *
     * @param image any
     * @return the tree, secrets included; {@link Secrets#mask} it for people
     */
    public static ObjectNode toTree(ClusterImage image) {
        ObjectNode out = head(image);
        ArrayNode services = out.putArray("services");
        image.serviceEntries().forEach(entry -> services.add(ServiceShape.write(entry)));
        return out;
    }

    /**
     * Writes a service with its labels and real servers as a tree.
     *
     * @param entry any
     * @return the tree, in the same form as within an image and in a declared file
     */
    public static ObjectNode toTree(ServiceEntry entry) {
        return ServiceShape.write(entry);
    }

    /**
     * Writes a VIP group as a tree.
     *
     * @param group any
     * @return the tree, in the same form as within an image and in a declared file, secrets included
     */
    public static ObjectNode toTree(VipGroup group) {
        ObjectNode out = JsonText.NODES.objectNode();
        GroupShape.write(group, out);
        return out;
    }

    /**
     * Writes an image, one service after the other.
     *
     * @param image any
     * @return UTF-8, secrets included
     */
    public static byte[] encode(ClusterImage image) {
        return JsonText.write(generator -> write(image, generator));
    }

    private static void write(ClusterImage image, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<String, JsonNode> field : head(image).properties()) {
            generator.writeFieldName(field.getKey());
            JsonText.tree(field.getValue(), generator);
        }
        generator.writeArrayFieldStart("services");
        for (ServiceEntry entry : image.serviceEntries()) {
            JsonText.tree(ServiceShape.write(entry), generator);
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private static ObjectNode head(ClusterImage image) {
        ObjectNode out = JsonText.NODES.objectNode();
        Provenance provenance = image.provenance();
        out.put("sequence", provenance.sequence());
        out.put("index", provenance.index());
        out.put("term", provenance.term());
        out.put("timeMillis", provenance.timeMillis());
        out.put("sha256", image.sha256());
        out.put("featureLevel", image.featureLevel());
        image.timeouts().ifPresent(timeouts -> SettingShape.writeTimeouts(timeouts, out));
        SettingShape.writeMap("sysctls", image.sysctls(), out);
        ArrayNode declarations = out.putArray("declarations");
        image.declarations()
                .forEach((owner, declared) -> SettingShape.writeDeclaration(owner, declared, declarations.addObject()));
        ArrayNode groups = out.putArray("groups");
        image.groups().values().forEach(group -> GroupShape.write(group, groups.addObject()));
        return out;
    }

    /**
     * Reads an image.
     *
     * @param json UTF-8
     * @return the image
     * @throws UnknownEventException if its feature level is above that of this build
     * @throws CodecException if it is not well formed, or not what its hash says
     */
    public static ClusterImage decode(byte[] json) {
        return decode(json, FeatureSet.THIS_BUILD);
    }

    /**
     * Reads an image as a certain build does.
     *
     * @param json UTF-8
     * @param features of the build
     * @return the image
     * @throws UnknownEventException if its feature level is above that of the build
     * @throws CodecException if it is not well formed, or not what its hash says
     */
    public static ClusterImage decode(byte[] json, FeatureSet features) {
        return fromTree(JsonText.readTree(json), features);
    }

    /**
     * Reads an image from a tree.
     *
     * @param tree as {@link #toTree(ClusterImage)} makes it
     * @return the image
     * @throws UnknownEventException if its feature level is above that of this build
     * @throws CodecException if it is not well formed, or not what its hash says
     */
    public static ClusterImage fromTree(JsonNode tree) {
        return fromTree(tree, FeatureSet.THIS_BUILD);
    }

    private static ClusterImage fromTree(JsonNode tree, FeatureSet features) {
        Fields in = Fields.of(tree, "");
        Provenance provenance = new Provenance(
                in.number("sequence", 0, Long.MAX_VALUE),
                in.number("index", 0, Long.MAX_VALUE),
                in.number("term", 0, Long.MAX_VALUE),
                in.number("timeMillis", Long.MIN_VALUE, Long.MAX_VALUE));
        String hash = in.text("sha256", "64 hexadecimal digits");
        int level = in.integer("featureLevel", FeatureLevel.FIRST, Integer.MAX_VALUE);
        if (level > features.supported()) {
            throw new UnknownEventException(
                    "featureLevel",
                    "the image is of feature level " + level + ", and this build supports " + features.supported()
                            + "; it needs a newer one");
        }
        Optional<Timeouts> timeouts =
                in.has("timeouts") ? Optional.of(SettingShape.readTimeouts(in)) : Optional.empty();
        SortedMap<String, String> sysctls = in.map("sysctls", false);
        SortedMap<String, Declaration> declarations = declarations(in);
        SortedMap<String, VipGroup> groups = groups(in);
        Map<ServiceKey, ServiceEntry> services = services(in);
        in.end();
        ClusterImage image = new ClusterImage(provenance, services, groups, timeouts, sysctls, declarations, level);
        if (!image.sha256().equals(hash)) {
            throw new CodecException(
                    "sha256",
                    "the image hashes to " + image.sha256() + ", not to " + Words.bounded(hash) + "; it was changed");
        }
        return image;
    }

    private static SortedMap<String, Declaration> declarations(Fields in) {
        SortedMap<String, Declaration> declarations = new TreeMap<>();
        in.list("declarations", (node, path) -> {
            Fields fields = Fields.of(node, path);
            String owner = fields.text("owner", "an owner's name");
            return unique(declarations.put(owner, end(SettingShape.readDeclaration(fields), fields)), path);
        });
        return declarations;
    }

    private static SortedMap<String, VipGroup> groups(Fields in) {
        SortedMap<String, VipGroup> groups = new TreeMap<>();
        in.list("groups", (node, path) -> {
            Fields fields = Fields.of(node, path);
            VipGroup group = end(GroupShape.read(fields), fields);
            return unique(groups.put(group.name(), group), path);
        });
        return groups;
    }

    private static Map<ServiceKey, ServiceEntry> services(Fields in) {
        Map<ServiceKey, ServiceEntry> services = new LinkedHashMap<>();
        in.list("services", (node, path) -> {
            ServiceEntry entry = ServiceShape.readEntry(Fields.of(node, path));
            return unique(services.put(entry.service().key(), entry), path);
        });
        return services;
    }

    private static <T> T end(T value, Fields fields) {
        fields.end();
        return value;
    }

    private static String unique(@Nullable Object earlier, String path) {
        if (earlier != null) {
            throw new CodecException(path, "the same stands in this image before");
        }
        return path;
    }
}
