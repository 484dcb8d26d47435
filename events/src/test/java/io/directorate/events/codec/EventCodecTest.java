package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.Gen;
import io.directorate.events.service.Event;
import io.directorate.events.service.Histories;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesAndReadsTheGoldenFiles() {
        Set<String> files = new TreeSet<>();
        for (Map.Entry<String, Event> sample : SampleValues.events().entrySet()) {
            String file = "events/" + sample.getKey() + ".json";
            byte[] golden = Golden.check(file, EventCodec.encode(sample.getValue()));
            assertThat(EventCodec.decode(golden)).isEqualTo(sample.getValue());
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
