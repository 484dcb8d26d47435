package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.Command;
import io.directorate.events.service.Declaration;
import io.directorate.events.service.ImageView;
import io.directorate.events.service.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an operator declares in a file: keys {@code owner} (default {@code default}), {@code groups}, {@code services}, {@code timeouts},
 * {@code sysctls}. {@code services} must be there, be it empty, so that a file cut short never deletes them all.
 *
 * <p>Works on trees, so that YAML and JSON are read alike. All methods are pure and may be called from any thread.
 */
public final class ConfigurationCodec {
    /** The owner of a configuration that names none. */
    public static final String DEFAULT_OWNER = "default";

    private ConfigurationCodec() {}

    /**
     * Reads a configuration.
     *
     * @param tree of the file
     * @return the command that brings it about
     * @throws CodecException naming path, rule and value; {@link CodecException#problems} has up to twenty of them
     */
    public static Command.ApplyConfiguration fromTree(JsonNode tree) {
        if (tree.isMissingNode() || tree.isNull()) {
            throw new CodecException("", "the configuration is empty; to declare no service write services: []");
        }
        Fields fields = Fields.of(tree, "");
        return ConfigurationShape.read(fields);
    }

    /**
     * Reads a configuration from JSON.
     *
     * @param json UTF-8
     * @return the command that brings it about
     * @throws CodecException as {@link #fromTree}
     */
    public static Command.ApplyConfiguration decode(byte[] json) {
        return fromTree(JsonText.readTree(json));
    }

    /**
     * Writes a configuration.
     *
     * @param command to write
     * @return the tree of the file, secrets included
     */
    public static ObjectNode toTree(Command.ApplyConfiguration command) {
        ObjectNode out = JsonText.NODES.objectNode();
        ConfigurationShape.write(command, out);
        return out;
    }

    /**
     * Returns what an owner has, as the configuration that would leave it as it is.
     *
     * @param view where to look
     * @param owner whose configuration
     * @return the command; applying it changes nothing
     */
    public static Command.ApplyConfiguration export(ImageView view, String owner) {
        List<ServiceEntry> services = new ArrayList<>();
        for (ServiceEntry entry : view.serviceEntries()) {
            if (entry.labels().owner().equals(Optional.of(owner))) {
                services.add(entry);
            }
        }
        Declaration declared = view.declarations().getOrDefault(owner, Declaration.NONE);
        SortedMap<String, String> sysctls = new TreeMap<>(view.sysctls());
        sysctls.keySet().retainAll(declared.sysctls());
        return new Command.ApplyConfiguration(
                owner,
                services,
                view.groups().values().stream()
                        .filter(group -> declared.groups().contains(group.name()))
                        .toList(),
                view.timeouts().filter(timeouts -> declared.timeouts()),
                sysctls);
    }
}
