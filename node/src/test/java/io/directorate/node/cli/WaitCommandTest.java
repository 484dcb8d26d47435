package io.directorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class WaitCommandTest {
    private static JsonNode directors(String... each) throws JsonProcessingException {
        return new ObjectMapper().readTree("{\"directors\": [" + String.join(",", each) + "]}");
    }

    private static String director(String name, long sequence, long applied, boolean converged, String hash) {
        return "{\"director\": \"" + name + "\", \"image\": {\"sequence\": " + sequence
                + "}, \"dataplane\": {\"appliedSequence\": " + applied + ", \"converged\": " + converged
                + ", \"tableHash\": \"" + hash + "\"}}";
    }

    @Test
    void findsNothingMissingWhereAllAreEqual() throws Exception {
        JsonNode all = directors(director("a", 7, 7, true, "x"), director("b", 7, 7, true, "x"));
        assertThat(WaitCommand.missing(all, 0)).isEmpty();
        assertThat(WaitCommand.missing(all, 7)).isEmpty();
        assertThat(WaitCommand.missing(all, 8)).containsExactly("a is at event 7 of 8", "b is at event 7 of 8");
    }

    @Test
    void namesWhoIsLateSilentOrDifferent() throws Exception {
        assertThat(WaitCommand.missing(directors(director("a", 7, 7, true, "x"), director("b", 8, 6, true, "y")), 0))
                .containsExactly("a is at event 7 of 8", "b is at event 6 of 8");
        assertThat(WaitCommand.missing(
                        directors(
                                director("a", 7, 7, false, "x"),
                                "{\"director\": \"b\", \"endpoint\": \"192.0.2.2:7655\", \"silent\": \"why\"}"),
                        0))
                .containsExactly("a's dataplane is not as it shall be", "b at 192.0.2.2:7655 does not answer");
        assertThat(WaitCommand.missing(directors(director("a", 7, 7, true, "x"), director("b", 7, 7, true, "y")), 0))
                .singleElement()
                .asString()
                .contains("the tables differ");
    }
}
