package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.director.ChangeSender.Acknowledged;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Compares what directors have with what they acknowledged. */
final class HistoryCheck {
    private HistoryCheck() {}

    /**
     * Checks that a history has no holes, has each acknowledged change once, at the sequence that was said, and nothing else.
     *
     * @param events all of a director
     * @param acknowledged by any director
     * @param changes how many were sent
     * @param mostOwn most events that directors made themselves
     */
    static void check(List<JsonNode> events, Collection<Acknowledged> acknowledged, int changes, int mostOwn) {
        assertThat(events.stream().mapToLong(event -> event.path("id").asLong()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        Map<String, Long> count = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        int own = 0;
        for (JsonNode event : events) {
            if (event.path("actor").asText().startsWith("director:")) {
                own++;
                continue;
            }
            String id = event.path("commandid").asText();
            count.merge(id, 1L, Long::sum);
            last.put(id, event.path("id").asLong());
        }
        Map<String, Long> expectedCount = new HashMap<>();
        Map<String, Long> expectedLast = new HashMap<>();
        for (Acknowledged change : acknowledged) {
            expectedCount.put(change.commandId(), change.commandId().endsWith("-0") ? 2L : 1L);
            expectedLast.put(change.commandId(), change.sequence());
            assertThat(change.events()).as(change.toString()).isEqualTo(expectedCount.get(change.commandId()));
        }
        assertThat(expectedCount).hasSize(changes);
        assertThat(count).isEqualTo(expectedCount);
        assertThat(last).isEqualTo(expectedLast);
        // Each start is told at most once; some died before they could.
        assertThat(own).isBetween(1, mostOwn);
    }

    /** Checks that the weights are those of the last changes. */
    static void checkState(ChildDirector director, List<ChangeSender> senders) throws IOException {
        Map<String, Integer> weights = new HashMap<>();
        for (JsonNode service : director.get("/api/v1/services").path("services")) {
            for (JsonNode server : service.path("servers")) {
                if (server.path("server").asText().equals("10.0.0.1:80")) {
                    weights.put(
                            service.path("service").asText(),
                            server.path("weight").asInt());
                }
            }
        }
        Map<String, Integer> expected = new HashMap<>();
        senders.forEach(sender -> expected.put(sender.service(), sender.lastWeight()));
        assertThat(weights).isEqualTo(expected);
    }
}
