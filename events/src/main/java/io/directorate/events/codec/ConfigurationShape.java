package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Command;
import io.directorate.events.service.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;

/** The fields of a declared configuration. */
final class ConfigurationShape {
    private ConfigurationShape() {}

    static void write(Command.ApplyConfiguration command, ObjectNode out) {
        out.put("owner", command.owner());
        ArrayNode groups = out.putArray("groups");
        command.groups().forEach(group -> GroupShape.write(group, groups.addObject()));
        ArrayNode services = out.putArray("services");
        command.services().forEach(entry -> services.add(ServiceShape.write(entry)));
        command.timeouts().ifPresent(timeouts -> SettingShape.writeTimeouts(timeouts, out));
        if (!command.sysctls().isEmpty()) {
            SettingShape.writeMap("sysctls", command.sysctls(), out);
        }
    }

    /** Collects what is wrong, so that one look at the answer is enough to mend a file. */
    static Command.ApplyConfiguration read(Fields in) {
        List<CodecException> wrong = new ArrayList<>();
        String owner = in.optionalText("owner", "an owner's name").orElse(ConfigurationCodec.DEFAULT_OWNER);
        List<VipGroup> groups = all(in, "groups", wrong, (node, path) -> {
            Fields fields = Fields.of(node, path);
            VipGroup group = GroupShape.read(fields);
            fields.end();
            return group;
        });
        // A file from which the services got lost must not delete them all.
        in.array("services");
        List<ServiceEntry> services =
                all(in, "services", wrong, (node, path) -> ServiceShape.readEntry(Fields.of(node, path)));
        Optional<Timeouts> timeouts =
                in.has("timeouts") ? Optional.of(SettingShape.readTimeouts(in)) : Optional.empty();
        SortedMap<String, String> sysctls = in.map("sysctls", true);
        in.end();
        if (!wrong.isEmpty()) {
            throw wrong.get(0).with(wrong.subList(1, wrong.size()));
        }
        return new Command.ApplyConfiguration(owner, services, groups, timeouts, sysctls);
    }

    private static <T> List<T> all(
            Fields in, String name, List<CodecException> wrong, BiFunction<JsonNode, String, T> element) {
        List<T> result = new ArrayList<>();
        in.list(name, (node, path) -> {
            try {
                result.add(element.apply(node, path));
            } catch (CodecException e) {
                if (wrong.size() < CodecException.MAX_PROBLEMS) {
                    wrong.add(e);
                }
            }
            return path;
        });
        return result;
    }
}
