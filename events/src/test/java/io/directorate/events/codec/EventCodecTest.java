package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.Gen;
import io.directorate.events.model.Timeouts;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
import io.directorate.events.service.Histories;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    /** One that supports all levels that stand in the samples. */
    private static final FeatureSet NEWER = new FeatureSet(2, event -> event instanceof Event.TimeoutsSet ? 2 : 1);

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesAndReadsTheGoldenFiles() {
        Set<String> files = new TreeSet<>();
        for (Map.Entry<String, Event> sample : SampleValues.events().entrySet()) {
            String file = "events/" + sample.getKey() + ".json";
            byte[] golden = Golden.check(file, EventCodec.encode(sample.getValue()));
            assertThat(EventCodec.decode(golden, new FeatureSet(2, event -> 1))).isEqualTo(sample.getValue());
            files.add(file);
        }
        assertThat(Golden.names("events")).isEqualTo(files);
    }

    @Test
    void everyKindOfEventHasATypeAndAGoldenFile() {
        Set<Object> kinds = new HashSet<>();
        Set<String> types = new TreeSet<>();
        for (Event event : SampleValues.events().values()) {
            kinds.add(event.getClass());
            types.add(EventCodec.type(event));
        }
        assertThat(kinds).containsExactlyInAnyOrder((Object[]) Event.class.getPermittedSubclasses());
        assertThat(types).isEqualTo(new TreeSet<>(EventCodec.types()));
        assertThat(EventCodec.types()).hasSize(types.size());
    }

    @Test
    void readsWhatItWrote() {
        Gen.forSeeds(60, gen -> {
            for (Event event : Histories.events(gen)) {
                byte[] bytes = EventCodec.encode(event);
                assertThat(EventCodec.decode(bytes)).isEqualTo(event);
                assertThat(EventCodec.encode(EventCodec.decode(bytes))).isEqualTo(bytes);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type':'service-melted','version':1,'level':1,'data':{}} | no event of type 'service-melted'",
                "{'type':'timeouts-released','version':2,'level':1,'data':{}} | not version 2 at level 1",
                "{'type':'timeouts-released','version':1,'level':2,'data':{}} | not version 1 at level 2",
            })
    void stopsAtAnEventThatItDoesNotKnow(String text, String message) {
        assertThatThrownBy(() -> EventCodec.decode(json(text)))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("needs a newer one");
    }

    @Test
    void writesAndReadsAnEventWithItsLevel() {
        Event event = new Event.TimeoutsSet(new Timeouts(600, 60, 60));
        ObjectNode tree = EventCodec.toTree(event, NEWER);
        assertThat(tree.get("level").intValue()).isEqualTo(2);
        byte[] bytes = tree.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(EventCodec.decode(bytes, NEWER)).isEqualTo(event);
        assertThatThrownBy(() -> EventCodec.decode(bytes, new FeatureSet(1, NEWER.levels())))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContainingAll("timeouts-set", "at feature level 1", "at level 2");
        // Of a level that it cannot be of: whoever wrote that knows the event otherwise.
        byte[] first = EventCodec.encode(event);
        assertThatThrownBy(() -> EventCodec.decode(first, NEWER))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContainingAll("timeouts-set", "at feature level 2", "at level 1");
    }

    @Test
    void stopsWhereTheClusterIsRaisedAboveTheBuild() {
        byte[] raised = EventCodec.encode(new Event.FeatureLevelRaised(3));
        assertThatThrownBy(() -> EventCodec.decode(raised, NEWER))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContainingAll("raised to feature level 3", "this build supports 2", "needs a newer one");
        assertThatThrownBy(() -> LogEntryCodec.decodeWithEvents(
                        LogEntryCodec.encode(LogEntry.of(
                                0,
                                List.of(new DecidedCommand(
                                        "a", "b", "", 0, "0".repeat(64), List.of(new Event.FeatureLevelRaised(3)))))),
                        NEWER))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining("this build supports 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type':'timeouts-released','version':1,'level':1,'data':{'x':1}} | data.x | 'x' is not known here; Known are ",
                "{'type':'timeouts-released','version':1,'level':1,'data':{},'x':1} | x | 'x' is not known here; Known are type",
                "{'type':'timeouts-released','version':1,'level':1} | data | data is missing",
                "{'type':'timeouts-released','level':1,'data':{}} | version | version is missing",
                "{'version':1,'level':1,'data':{}} | type | type is missing",
                "{'type':7,'version':1,'level':1,'data':{}} | type | type is 7, must be an event's type",
                "{'type':'service-deleted','version':1,'level':1,'data':{'service':'tcp:1.2.3:80'}} | data.service | '1.2.3' is not an IPv4 or IPv6 address",
                "{'type':'timeouts-released','version':'1','level':1,'data':{}} | version | version is '1', must be a number from 1",
                "[] | '' | expected an object with named fields, not a list",
            })
    void namesPathAndRule(String text, String path, String message) {
        assertThatThrownBy(() -> EventCodec.decode(json(text.replace("''", ""))))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).isEqualTo(path.equals("''") ? "" : path))
                .isNotInstanceOf(UnknownEventException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{'type':", "{'a':1,'a':2}", "{}{}", "nul", "{'a':'\\ud800'}", "[[[[", "\u0001"})
    void refusesWhatIsNotJsonWithTheOffset(String text) {
        assertThatThrownBy(() -> EventCodec.decode(json(text)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.offset()).isBetween(0L, (long) text.length()));
    }

    @Test
    void refusesDeepNesting() {
        String deep = "[".repeat(100) + "]".repeat(100);
        assertThatThrownBy(() -> EventCodec.decode(json(deep)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("not well-formed JSON");
    }

    @Test
    void masksSecretsForPeople() {
        Event event = new Event.VipGroupDefined(SampleValues.everySetting());
        assertThat(EventCodec.toTree(event).toString()).contains("\"password\":\"1111\"");
        assertThat(Secrets.mask(EventCodec.toTree(event)).toString())
                .contains("\"password\":\"********\"")
                .doesNotContain("1111");
    }
}
