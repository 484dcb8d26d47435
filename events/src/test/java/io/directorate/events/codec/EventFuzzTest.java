package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.events.service.Event;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come: read and written again the same, or refused with a {@link CodecException}. */
class EventFuzzTest {
    static Stream<byte[]> seeds() {
        return Golden.names("events").stream().map(Golden::read);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void readsOrRefuses(byte[] data) {
        try {
            Event event = EventCodec.decode(data);
            byte[] again = EventCodec.encode(event);
            assertThat(EventCodec.decode(again)).isEqualTo(event);
        } catch (CodecException e) {
            assertThat(e.describe()).isNotEmpty();
        }
    }
}
