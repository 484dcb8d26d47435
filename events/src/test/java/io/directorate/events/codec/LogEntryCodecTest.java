package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.Gen;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
import io.directorate.events.service.Histories;
import io.directorate.events.service.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogEntryCodecTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private static LogEntry entry(List<Event> events) {
        return LogEntry.of(
                41,
                List.of(
                        new DecidedCommand(
                                "c-1", "uid:0(root)", "drain before maintenance", 1_700_000_000_000L, DIGEST, events),
                        new DecidedCommand("c-2", "director:a", "", 1_700_000_000_001L, DIGEST, List.of())));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').replace("DIGEST", DIGEST).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesAndReadsTheGoldenFile() {
        LogEntry entry = entry(new ArrayList<>(SampleValues.events().values()));
        byte[] golden = Golden.check("log-entry.json", LogEntryCodec.encode(entry));
        assertThat(LogEntryCodec.decodeWithEvents(golden, new FeatureSet(2, event -> 1))
                        .entry())
                .isEqualTo(entry);
        assertThat(entry.eventCount()).isEqualTo(SampleValues.events().size());
    }

    @Test
    void readsWhatItWrote() {
        Gen.forSeeds(40, gen -> {
            LogEntry entry = entry(Histories.events(gen));
            assertThat(LogEntryCodec.decode(LogEntryCodec.encode(entry))).isEqualTo(entry);
        });
    }

    @Test
    void givesTheBytesOfEachEventAsTheEntryHoldsThem() {
        Gen.forSeeds(40, gen -> {
            EncodedEntry written = LogEntryCodec.encodeWithEvents(entry(Histories.events(gen)));
            EncodedEntry read = LogEntryCodec.decodeWithEvents(written.bytes());
            for (EncodedEntry encoded : List.of(written, read)) {
                assertThat(encoded.events())
                        .extracting(EncodedEvent::event)
                        .isEqualTo(written.entry().commands().get(0).events());
                assertThat(encoded.events()).allSatisfy(event -> {
                    assertThat(event.json()).isEqualTo(EventCodec.encode(event.event()));
                    assertThat(event.type()).isEqualTo(EventCodec.type(event.event()));
                });
            }
        });
    }

    @Test
    void compressesLargeEntries() {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 40_000; i++) {
            events.add(new Event.ServerAdded(
                    SampleValues.WEB, Samples.nat("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256 + ":80")));
        }
        LogEntry entry = entry(events);
        byte[] bytes = LogEntryCodec.encode(entry);
        assertThat(bytes.length).isLessThan(LogEntryCodec.MAX_BYTES / 8);
        assertThat(bytes[0]).isEqualTo((byte) 0x1f);
        assertThat(LogEntryCodec.decode(bytes)).isEqualTo(entry);
        for (int cut : new int[] {1, 2, 9, 10, 11, bytes.length / 2, bytes.length - 9, bytes.length - 1}) {
            assertThatThrownBy(() -> LogEntryCodec.decode(Arrays.copyOf(bytes, cut)))
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void refusesAnEntryThatIsTooLarge() {
        Gen gen = new Gen(1);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            String noise = Base64.getEncoder().encodeToString(gen.bytes(750));
            events.add(new Event.DirectorReported("a", "noise", Samples.map("x", noise)));
        }
        assertThatThrownBy(() -> LogEntryCodec.encode(entry(events)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("at most 67108864 and 8388608 are allowed; change less at once");
        assertThatThrownBy(() -> LogEntryCodec.decode(new byte[LogEntryCodec.MAX_BYTES + 1]))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("8388609 bytes are not an entry");
    }

    @Test
    void refusesAnEntryThatExpandsWithoutEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 65; i++) {
                gzip.write(blanks);
            }
        }
        assertThatThrownBy(() -> LogEntryCodec.decode(out.toByteArray()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("expands to more than");
    }

    @Test
    void refusesEveryCutAndEveryTail() {
        byte[] bytes = LogEntryCodec.encode(entry(List.of(new Event.TimeoutsReleased())));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> LogEntryCodec.decode(cut))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.offset()).isBetween(0L, (long) cut.length));
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '1';
        assertThatThrownBy(() -> LogEntryCodec.decode(longer)).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'base':0,'commands':[]} | format | format is missing",
                "{'format':1,'commands':[]} | base | base is missing",
                "{'format':1,'base':-1,'commands':[]} | base | base is -1, must be 0 to",
                "{'format':1,'base':0} | commands | commands is missing",
                "{'format':1,'base':0,'commands':{}} | '' | commands must be a list",
                "{'format':1,'base':0,'commands':[7]} | commands[0] | expected an object",
                "{'format':1,'base':0,'commands':[],'x':1} | x | 'x' is not known here",
                "{'format':1,'base':0,'commands':[{'id':'1','actor':'a','reason':'','timeMillis':0,'digest':'DIGEST'}]} | commands[0].events | events is missing",
                "{'format':1,'base':0,'commands':[{'id':'1','actor':'a','reason':'','timeMillis':0,'digest':'x','events':[]}]} | commands[0].digest | is not 64 hexadecimal digits",
                "{'format':1,'base':0,'commands':[{'events':[{'type':'server-deleted','version':1,'level':1,'data':{'service':'fwmark:1'}}]}]} | commands[0].events[0].data.server | server is missing",
            })
    void namesPathAndRule(String text, String path, String message) {
        assertThatThrownBy(() -> LogEntryCodec.decode(json(text)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).isEqualTo(path.equals("''") ? "" : path))
                .hasMessageContaining(message);
    }

    @Test
    void stopsAtWhatItDoesNotKnow() {
        assertThatThrownBy(() -> LogEntryCodec.decode(json("{'format':2,'base':0,'commands':[{'new':1}]}")))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining("the entry is of format 2, and this build reads 1");
        assertThatThrownBy(() -> LogEntryCodec.decode(
                        json("{'format':1,'base':0,'commands':[{'events':[{'type':'x','version':1,'level':1}]}]}")))
                .isInstanceOfSatisfying(
                        UnknownEventException.class, e -> assertThat(e.path()).isEqualTo("commands[0].events[0]"));
    }

    @Test
    void anEntryNeverStartsBelowZero() {
        assertThatThrownBy(() -> LogEntry.of(-1, Collections.emptyList())).isInstanceOf(IllegalArgumentException.class);
    }
}
