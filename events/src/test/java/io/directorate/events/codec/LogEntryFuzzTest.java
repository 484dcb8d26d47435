package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come: read and written again the same, or refused with a {@link CodecException}. */
class LogEntryFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(Golden.read("log-entry.json"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void readsOrRefuses(byte[] data) {
        try {
            LogEntry entry = LogEntryCodec.decode(data);
            byte[] again = LogEntryCodec.encode(entry);
            assertThat(LogEntryCodec.decode(again)).isEqualTo(entry);
        } catch (CodecException e) {
            assertThat(e.describe()).isNotEmpty();
        }
    }
}
