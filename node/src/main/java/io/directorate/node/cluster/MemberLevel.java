package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.FeatureLevel;
import java.util.OptionalInt;

/**
 * Which feature level a member's build supports.
 *
 * @param director its name, or address where the name is not known
 * @param supports the level; empty if it did not say so when asked now
 */
public record MemberLevel(String director, OptionalInt supports) {
    /** What {@code get directors} calls it. */
    public static final String FIELD = "supportsFeatureLevel";

    /**
     * Reads it from what a director said, or from what stands for its silence.
     *
     * @param director as {@code get directors} shows it
     * @return its level; a build that does not speak of levels supports the first one
     */
    public static MemberLevel of(ObjectNode director) {
        String named = director.path("director").asText("?");
        String name = named.equals("?") ? director.path("endpoint").asText("?") : named;
        JsonNode level = director.path(FIELD);
        return new MemberLevel(
                name, director.has("silent") ? OptionalInt.empty() : OptionalInt.of(level.asInt(FeatureLevel.FIRST)));
    }
}
