package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.GroupMode;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VrrpSettings;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The JSON form of a VIP group. */
final class GroupShape {
    private static final int DEFAULT_INTERVAL_MILLIS = 100;
    private static final int DEFAULT_INTERVAL_MILLIS_V2 = 1_000;

    private GroupShape() {}

    static void write(VipGroup group, ObjectNode out) {
        out.put("name", group.name());
        out.put("mode", group.mode().text());
        write(group.vips(), out.putArray("vips"));
        if (!group.innerGateways().isEmpty()) {
            write(group.innerGateways(), out.putArray("innerGateways"));
        }
        if (!group.localAddresses().isEmpty()) {
            write(group.localAddresses(), out.putArray("localAddresses"));
        }
        group.vrrp().ifPresent(vrrp -> write(vrrp, out.putObject("vrrp")));
        if (!group.preferences().isEmpty()) {
            ObjectNode preferences = out.putObject("preferences");
            group.preferences().forEach(preferences::put);
        }
    }

    private static void write(List<GroupAddress> addresses, ArrayNode out) {
        for (GroupAddress address : addresses) {
            ObjectNode object = out.addObject();
            object.put("role", address.role());
            object.put("address", address.address() + "/" + address.prefixLength());
        }
    }

    private static void write(VrrpSettings vrrp, ObjectNode out) {
        out.put("virtualRouterId", vrrp.virtualRouterId());
        out.put("version", vrrp.version());
        out.put("advertIntervalMillis", vrrp.advertIntervalMillis());
        out.put("preempt", vrrp.preempt());
        vrrp.password().ifPresent(password -> out.put(Secrets.PASSWORD, password));
    }

    static VipGroup read(Fields in) {
        String name = in.text("name", "a name of 1 to 63 letters, digits, - or _");
        GroupMode mode = Choice.read(in, "mode", GroupMode.values());
        List<GroupAddress> vips = in.list("vips", GroupShape::readAddress);
        List<GroupAddress> gateways = in.list("innerGateways", GroupShape::readAddress);
        List<GroupAddress> locals = in.list("localAddresses", GroupShape::readAddress);
        Optional<VrrpSettings> vrrp = in.has("vrrp") ? Optional.of(readVrrp(in)) : Optional.empty();
        SortedMap<String, Integer> preferences = in.integers("preferences", 1, 255);
        return in.make(() -> new VipGroup(name, mode, vips, gateways, locals, vrrp, preferences));
    }

    private static GroupAddress readAddress(JsonNode node, String path) {
        Fields fields = Fields.of(node, path);
        String role = fields.text("role", "a network role such as outside");
        GroupAddress address =
                fields.parsed("address", "such as 192.0.2.10 or 192.0.2.10/32", text -> parseAddress(role, text));
        fields.end();
        return address;
    }

    private static GroupAddress parseAddress(String role, String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        int prefixLength = address.family().addressBits();
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("[0-9]{1,3}")) {
                throw new InvalidValueException(
                        "address", "'" + Words.bounded(text) + "' has no prefix length from 1 to " + prefixLength);
            }
            prefixLength = Integer.parseInt(digits);
        }
        return new GroupAddress(role, address, prefixLength);
    }

    private static VrrpSettings readVrrp(Fields in) {
        Fields fields = in.object("vrrp", "an object with virtualRouterId");
        int id = fields.integer("virtualRouterId", 1, 255);
        int version = fields.integer("version", 2, 3, 3);
        int usual = version == 2 ? DEFAULT_INTERVAL_MILLIS_V2 : DEFAULT_INTERVAL_MILLIS;
        int interval = fields.integer("advertIntervalMillis", 10, 255_000, usual);
        boolean preempt = fields.bool("preempt", false);
        Optional<String> password = fields.optionalText(Secrets.PASSWORD, "a text of 1 to 8 characters");
        if (password.equals(Optional.of(Secrets.MASK))) {
            throw new CodecException(
                    fields.path(Secrets.PASSWORD),
                    "the password is the mask that listings show; write the password itself");
        }
        fields.end();
        return fields.make(() -> new VrrpSettings(id, version, interval, preempt, password));
    }
}
