package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.Command;
import io.directorate.events.service.Decider;
import io.directorate.events.service.Samples;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come: read and written again the same, or refused with a {@link CodecException}. */
class CommandFuzzTest {
    static Stream<byte[]> seeds() {
        return Golden.names("commands").stream().map(Golden::read);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void readsOrRefuses(byte[] data) {
        try {
            Command command = CommandCodec.decode(data);
            byte[] again = CommandCodec.encode(command);
            assertThat(CommandCodec.decode(again)).isEqualTo(command);
            Decider.decide(ClusterImage.EMPTY, Samples.envelope(command));
        } catch (CodecException e) {
            assertThat(e.describe()).isNotEmpty();
        }
    }
}
