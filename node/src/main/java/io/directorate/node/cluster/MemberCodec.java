package io.directorate.node.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.events.codec.CodecException;
import io.directorate.events.codec.CommandCodec;
import io.directorate.events.service.FeatureLevel;
import io.directorate.events.service.Rejection;
import io.directorate.node.command.CommandResult;
import io.directorate.node.config.DirectorConfig;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Questions and answers as bytes: a version, a letter for the kind, then JSON. Another version, or a kind that is not known, is refused, so
 * that builds of different age understand each other or say that they do not.
 */
final class MemberCodec {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 2;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxDocumentLength(64L << 20)
                            .build())
                    .build())
            .build();

    private MemberCodec() {}

    static byte[] encode(Question question) {
        if (question instanceof Question.Decide decide) {
            return framed('D', CommandCodec.encodeEnvelope(decide.command()));
        }
        ObjectNode body = JSON.createObjectNode();
        if (question instanceof Question.Join join) {
            body.put("member", join.memberId().toString());
            body.put("endpoint", join.endpoint().toString());
            body.put("vote", join.vote().name().toLowerCase(Locale.ROOT));
            body.put(MemberLevel.FIELD, join.supports());
            return framed('J', body);
        }
        if (question instanceof Question.Follow follow) {
            body.put("member", follow.memberId().toString());
            body.put("endpoint", follow.endpoint().toString());
            return framed('F', body.set("self", follow.self()));
        }
        if (question instanceof Question.Remove remove) {
            return framed('R', body.put("member", remove.memberId().toString()));
        }
        return framed('S', body);
    }

    /**
     * Reads a question.
     *
     * @throws IllegalArgumentException if it is none, in words
     */
    static Question question(byte[] bytes) {
        char kind = kind(bytes);
        byte[] body = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
        if (kind == 'D') {
            try {
                return new Question.Decide(CommandCodec.decodeEnvelope(body));
            } catch (CodecException e) {
                throw new IllegalArgumentException(
                        "the command cannot be read: " + e.getMessage()
                                + "; where directors run builds of different age, it works once all are upgraded",
                        e);
            }
        }
        JsonNode json = tree(body);
        return switch (kind) {
            case 'J' ->
                new Question.Join(
                        UUID.fromString(text(json, "member")),
                        LogEndpoint.parse(text(json, "endpoint")),
                        DirectorConfig.Cluster.Vote.valueOf(text(json, "vote").toUpperCase(Locale.ROOT)),
                        level(json));
            case 'R' -> new Question.Remove(UUID.fromString(text(json, "member")));
            case 'F' ->
                new Question.Follow(
                        UUID.fromString(text(json, "member")),
                        LogEndpoint.parse(text(json, "endpoint")),
                        json.path("self").isObject() ? json.path("self").deepCopy() : JSON.createObjectNode());
            case 'S' -> new Question.Status();
            default -> throw new IllegalArgumentException("question '" + kind + "' is not known to this build");
        };
    }

    static byte[] encode(Answer answer) {
        ObjectNode body = JSON.createObjectNode();
        if (answer instanceof Answer.Decided decided) {
            put(body, decided.result());
            return framed('d', body);
        }
        if (answer instanceof Answer.NotLeader other) {
            other.leader().ifPresent(leader -> body.put("leader", leader.toString()));
            return framed('n', body);
        }
        if (answer instanceof Answer.Failed failed) {
            return framed('f', body.put("rule", failed.rule()).put("detail", failed.detail()));
        }
        if (answer instanceof Answer.State state) {
            return framed('s', state.director());
        }
        return framed('o', body);
    }

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if it is none, in words
     */
    static Answer answer(byte[] bytes) {
        char kind = kind(bytes);
        JsonNode json = tree(Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length));
        return switch (kind) {
            case 'd' -> new Answer.Decided(result(json));
            case 'n' ->
                new Answer.NotLeader(
                        json.has("leader") ? Optional.of(LogEndpoint.parse(text(json, "leader"))) : Optional.empty());
            case 'f' -> new Answer.Failed(text(json, "rule"), text(json, "detail"));
            case 's' -> new Answer.State(json.deepCopy());
            case 'o' -> new Answer.Done();
            default -> throw new IllegalArgumentException("answer '" + kind + "' is not known to this build");
        };
    }

    private static void put(ObjectNode body, CommandResult result) {
        if (result instanceof CommandResult.Applied applied) {
            body.put("result", "applied");
            body.put("sequence", applied.sequence());
            body.put("events", applied.events());
            body.put("repeated", applied.repeated());
        } else if (result instanceof CommandResult.Refused refused) {
            body.put("result", "refused");
            body.put("rule", refused.rejection().rule().name());
            body.put("field", refused.rejection().field());
            body.put("message", refused.rejection().message());
        } else if (result instanceof CommandResult.Unavailable unavailable) {
            body.put("result", "unavailable");
            body.put("rule", unavailable.rule());
            body.put("detail", unavailable.detail());
        } else if (result instanceof CommandResult.Indeterminate unknown) {
            body.put("result", "indeterminate");
            body.put("detail", unknown.detail());
        }
    }

    private static CommandResult result(JsonNode json) {
        return switch (text(json, "result")) {
            case "applied" ->
                new CommandResult.Applied(
                        json.path("sequence").asLong(),
                        json.path("events").asInt(),
                        json.path("repeated").asBoolean());
            case "refused" ->
                new CommandResult.Refused(new Rejection(
                        Rejection.Rule.valueOf(text(json, "rule")), text(json, "field"), text(json, "message")));
            case "unavailable" -> new CommandResult.Unavailable(text(json, "rule"), text(json, "detail"));
            case "indeterminate" -> new CommandResult.Indeterminate(text(json, "detail"));
            default -> throw new IllegalArgumentException("result '" + text(json, "result") + "' is not known");
        };
    }

    private static byte[] framed(char kind, ObjectNode body) {
        try {
            return framed(kind, JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    private static byte[] framed(char kind, byte[] body) {
        byte[] bytes = new byte[HEADER_BYTES + body.length];
        bytes[0] = VERSION;
        bytes[1] = (byte) kind;
        System.arraycopy(body, 0, bytes, HEADER_BYTES, body.length);
        return bytes;
    }

    private static char kind(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException("this is not version " + VERSION
                    + " of what directors say to each other: install builds that fit together");
        }
        return (char) bytes[1];
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            if (tree instanceof ObjectNode) {
                return tree;
            }
            throw new IllegalArgumentException("an object of JSON was expected");
        } catch (IOException e) {
            throw new IllegalArgumentException("this is not JSON: " + e.getMessage(), e);
        }
    }

    /** One that does not speak of levels is of the first. */
    private static int level(JsonNode json) {
        JsonNode level = json.path(MemberLevel.FIELD);
        if (!level.isMissingNode() && (!level.isInt() || level.asInt() < FeatureLevel.FIRST)) {
            throw new IllegalArgumentException("the feature level '" + level + "' is none");
        }
        return level.asInt(FeatureLevel.FIRST);
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("the text '" + field + "' is missing");
        }
        return value.asText();
    }
}
