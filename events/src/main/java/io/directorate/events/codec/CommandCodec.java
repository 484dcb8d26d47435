package io.directorate.events.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Commands as JSON: {@code {"type":"set-weight","service":"tcp:192.0.2.1:80","server":"10.0.0.1:80","weight":0}}.
 *
 * <p>Strict: a field that is not known is refused with the nearest one that is. Equal commands give equal bytes. All methods are pure and may be
 * called from any thread.
 */
public final class CommandCodec {
    private CommandCodec() {}

    /**
     * Returns the names of all types.
     *
     * @return such as {@code add-service}; unmodifiable
     */
    public static List<String> types() {
        return CommandShape.TYPES;
    }

    /**
     * Writes a command as a tree.
     *
     * @param command any
     * @return the tree, secrets included
     */
    public static ObjectNode toTree(Command command) {
        return CommandShape.write(command);
    }

    /**
     * Writes a command.
     *
     * @param command any
     * @return UTF-8, secrets included
     */
    public static byte[] encode(Command command) {
        return JsonText.write(toTree(command));
    }

    /**
     * Reads a command from a tree.
     *
     * @param tree as {@link #toTree} makes it
     * @return the command
     * @throws CodecException naming path, rule and value
     */
    public static Command fromTree(JsonNode tree) {
        return CommandShape.read(Fields.of(tree, ""), 0);
    }

    /**
     * Reads a command.
     *
     * @param json UTF-8
     * @return the command
     * @throws CodecException naming path, rule and value
     */
    public static Command decode(byte[] json) {
        return fromTree(JsonText.readTree(json));
    }

    /**
     * Returns the digest that tells a command sent again from another one under the same id.
     *
     * @param command any
     * @return SHA-256 of what it asks for, 64 lower-case hexadecimal digits; equal commands have equal ones
     */
    public static String digest(Command command) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(
                            command instanceof Command.ApplyConfiguration configuration
                                    ? ConfigurationDigest.of(configuration, sha256)
                                    : sha256.digest(encode(command)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Writes a command with who asks for it.
     *
     * @param envelope any
     * @return {@code {"commandId":…,"actor":…,"reason":…,"timeMillis":…,"expectedIndex":…,"command":{…}}}, UTF-8
     */
    public static byte[] encodeEnvelope(CommandEnvelope envelope) {
        ObjectNode out = JsonText.NODES.objectNode();
        out.put("commandId", envelope.commandId());
        out.put("actor", envelope.actor());
        out.put("reason", envelope.reason());
        out.put("timeMillis", envelope.timeMillis());
        out.put("expectedIndex", envelope.expectedIndex());
        out.set("command", toTree(envelope.command()));
        return JsonText.write(out);
    }

    /**
     * Reads a command with who asks for it.
     *
     * @param json as {@link #encodeEnvelope} writes it; {@code reason} and {@code expectedIndex} may be left out
     * @return the envelope
     * @throws CodecException naming path, rule and value
     */
    public static CommandEnvelope decodeEnvelope(byte[] json) {
        Fields in = Fields.of(JsonText.readTree(json), "");
        String commandId = in.text("commandId", "1 to 128 visible ASCII characters");
        String actor = in.text("actor", "who asks, such as uid:0(root)");
        String reason = in.optionalText("reason", "a text").orElse("");
        long timeMillis = in.number("timeMillis", 0, Long.MAX_VALUE);
        long expectedIndex = in.has("expectedIndex")
                ? in.number("expectedIndex", CommandEnvelope.ANY_INDEX, Long.MAX_VALUE)
                : CommandEnvelope.ANY_INDEX;
        Command command = CommandShape.read(in.object("command", "an object with a type"), 0);
        in.end();
        return in.make(() -> new CommandEnvelope(commandId, actor, reason, timeMillis, expectedIndex, command));
    }
}
