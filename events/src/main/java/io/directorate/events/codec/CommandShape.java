package io.directorate.events.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.Command;
import io.directorate.events.service.DriftAction;
import io.directorate.events.service.Limits;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Type names and fields of commands; they stand side by side in one object, the type first. */
final class CommandShape {
    static final List<String> TYPES = List.of(
            "add-service",
            "edit-service",
            "label-service",
            "delete-service",
            "add-server",
            "edit-server",
            "set-weight",
            "delete-server",
            "clear-services",
            "define-vip-group",
            "delete-vip-group",
            "set-timeouts",
            "set-sysctls",
            "zero-counters",
            "apply-configuration",
            "sequence",
            "report-drift",
            "report-director",
            "raise-feature-level");

    private CommandShape() {}

    static ObjectNode write(Command command) {
        ObjectNode out = JsonText.NODES.objectNode();
        if (command instanceof Command.AddService c) {
            out.put("type", "add-service");
            ServiceShape.write(c.service(), out);
            ServiceShape.writeLabels(c.labels(), out);
        } else if (command instanceof Command.EditService c) {
            out.put("type", "edit-service");
            ServiceShape.write(c.service(), out);
        } else if (command instanceof Command.LabelService c) {
            out.put("type", "label-service");
            ServiceShape.writeKey(c.key(), out);
            ServiceShape.writeLabels(c.labels(), out);
        } else if (command instanceof Command.DeleteService c) {
            out.put("type", "delete-service");
            ServiceShape.writeKey(c.key(), out);
        } else if (command instanceof Command.AddServer c) {
            out.put("type", "add-server");
            ServiceShape.writeKey(c.service(), out);
            ServerShape.write(c.server(), out);
        } else if (command instanceof Command.EditServer c) {
            out.put("type", "edit-server");
            ServiceShape.writeKey(c.service(), out);
            ServerShape.write(c.server(), out);
        } else if (command instanceof Command.SetWeight c) {
            out.put("type", "set-weight");
            ServiceShape.writeKey(c.service(), out);
            ServerShape.writeEndpoint(c.server(), out);
            out.put("weight", c.weight());
        } else if (command instanceof Command.DeleteServer c) {
            out.put("type", "delete-server");
            ServiceShape.writeKey(c.service(), out);
            ServerShape.writeEndpoint(c.server(), out);
        } else {
            writeTheRest(command, out);
        }
        return out;
    }

    private static void writeTheRest(Command command, ObjectNode out) {
        if (command instanceof Command.ClearServices) {
            out.put("type", "clear-services");
        } else if (command instanceof Command.DefineVipGroup c) {
            out.put("type", "define-vip-group");
            GroupShape.write(c.group(), out);
        } else if (command instanceof Command.DeleteVipGroup c) {
            out.put("type", "delete-vip-group").put("name", c.name());
        } else if (command instanceof Command.SetTimeouts c) {
            out.put("type", "set-timeouts");
            SettingShape.writeTimeouts(c.timeouts(), out);
        } else if (command instanceof Command.SetSysctls c) {
            out.put("type", "set-sysctls");
            SettingShape.writeMap("sysctls", c.values(), out);
            SettingShape.writeTexts("released", c.released(), out);
        } else if (command instanceof Command.ZeroCounters c) {
            out.put("type", "zero-counters");
            c.service().ifPresent(key -> ServiceShape.writeKey(key, out));
        } else if (command instanceof Command.ApplyConfiguration c) {
            out.put("type", "apply-configuration");
            ConfigurationShape.write(c, out);
        } else if (command instanceof Command.Sequence c) {
            out.put("type", "sequence");
            ArrayNode commands = out.putArray("commands");
            c.commands().forEach(inner -> commands.add(write(inner)));
        } else if (command instanceof Command.ReportDrift c) {
            out.put("type", "report-drift");
            ReportShape.writeDrift(c.director(), c.differences(), c.differenceCount(), c.action(), out);
        } else if (command instanceof Command.ReportDirector c) {
            out.put("type", "report-director");
            ReportShape.writeReport(c.director(), c.kind(), c.details(), out);
        } else if (command instanceof Command.RaiseFeatureLevel c) {
            out.put("type", "raise-feature-level").put("level", c.level());
        } else {
            throw new IllegalStateException("no shape is written for " + command.getClass());
        }
    }

    static Command read(Fields in, int depth) {
        String type = in.text("type", "a command's type such as add-service");
        Command command = read(type, in, depth);
        in.end();
        return command;
    }

    private static Command read(String type, Fields in, int depth) {
        return switch (type) {
            case "add-service" -> new Command.AddService(ServiceShape.read(in), ServiceShape.readLabels(in));
            case "edit-service" -> new Command.EditService(ServiceShape.read(in));
            case "label-service" -> new Command.LabelService(ServiceShape.readKey(in), ServiceShape.readLabels(in));
            case "delete-service" -> new Command.DeleteService(ServiceShape.readKey(in));
            case "add-server" -> new Command.AddServer(ServiceShape.readKey(in), ServerShape.read(in));
            case "edit-server" -> new Command.EditServer(ServiceShape.readKey(in), ServerShape.read(in));
            case "set-weight" ->
                new Command.SetWeight(
                        ServiceShape.readKey(in),
                        ServerShape.readEndpoint(in),
                        in.integer("weight", 0, Integer.MAX_VALUE));
            case "delete-server" -> new Command.DeleteServer(ServiceShape.readKey(in), ServerShape.readEndpoint(in));
            case "clear-services" -> new Command.ClearServices();
            case "define-vip-group" -> new Command.DefineVipGroup(GroupShape.read(in));
            case "delete-vip-group" -> new Command.DeleteVipGroup(in.text("name", "a group's name"));
            case "set-timeouts" -> new Command.SetTimeouts(SettingShape.readTimeouts(in));
            case "set-sysctls" -> new Command.SetSysctls(in.map("sysctls", true), new TreeSet<>(in.texts("released")));
            case "apply-configuration" -> ConfigurationShape.read(in);
            case "sequence" -> readSequence(in, depth);
            default -> readTheRest(type, in);
        };
    }

    private static Command readTheRest(String type, Fields in) {
        return switch (type) {
            case "zero-counters" ->
                new Command.ZeroCounters(in.has("service") ? Optional.of(ServiceShape.readKey(in)) : Optional.empty());
            case "report-drift" ->
                new Command.ReportDrift(
                        ReportShape.readDirector(in),
                        in.texts("differences"),
                        in.integer("differenceCount", 1, Integer.MAX_VALUE),
                        Choice.read(in, "action", DriftAction.values()));
            case "report-director" ->
                new Command.ReportDirector(
                        ReportShape.readDirector(in), ReportShape.readKind(in), in.map("details", false));
            case "raise-feature-level" -> new Command.RaiseFeatureLevel(in.integer("level", 1, Integer.MAX_VALUE));
            default -> throw new CodecException(in.path("type"), Words.unknown(type, TYPES));
        };
    }

    private static Command readSequence(Fields in, int depth) {
        if (depth >= Limits.MAX_SEQUENCE_DEPTH) {
            throw new CodecException(
                    in.path(), "sequences stand in one another at most " + Limits.MAX_SEQUENCE_DEPTH + " deep");
        }
        int count = in.array("commands").size();
        if (count > Limits.MAX_COMMANDS) {
            throw new CodecException(
                    in.path("commands"), count + " commands in a sequence, at most " + Limits.MAX_COMMANDS);
        }
        return new Command.Sequence(in.list("commands", (node, path) -> read(Fields.of(node, path), depth + 1)));
    }
}
