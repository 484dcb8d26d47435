package io.directorate.events.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.model.Timeouts;
import io.directorate.events.service.Declaration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

/** The JSON forms of timeouts, of names with values, and of what an owner declared. */
final class SettingShape {
    private SettingShape() {}

    static void writeTimeouts(Timeouts timeouts, ObjectNode out) {
        out.putObject("timeouts")
                .put("tcpSeconds", timeouts.tcpSeconds())
                .put("tcpFinSeconds", timeouts.tcpFinSeconds())
                .put("udpSeconds", timeouts.udpSeconds());
    }

    static Timeouts readTimeouts(Fields in) {
        Fields fields = in.object("timeouts", "an object with tcpSeconds, tcpFinSeconds and udpSeconds");
        Timeouts timeouts = new Timeouts(
                fields.integer("tcpSeconds", 1, Timeouts.MAX_SECONDS),
                fields.integer("tcpFinSeconds", 1, Timeouts.MAX_SECONDS),
                fields.integer("udpSeconds", 1, Timeouts.MAX_SECONDS));
        fields.end();
        return timeouts;
    }

    static void writeMap(String name, Map<String, String> map, ObjectNode out) {
        ObjectNode object = out.putObject(name);
        map.forEach(object::put);
    }

    static void writeTexts(String name, Collection<String> texts, ObjectNode out) {
        ArrayNode array = out.putArray(name);
        texts.forEach(array::add);
    }

    static void writeDeclaration(String owner, Declaration declaration, ObjectNode out) {
        out.put("owner", owner);
        writeTexts("groups", declaration.groups(), out);
        out.put("timeouts", declaration.timeouts());
        writeTexts("sysctls", declaration.sysctls(), out);
    }

    static Declaration readDeclaration(Fields in) {
        return new Declaration(
                new TreeSet<>(in.texts("groups")), in.bool("timeouts", false), new TreeSet<>(in.texts("sysctls")));
    }
}
