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
class ConfigurationFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(Golden.read("commands/apply-configuration.json"));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void readsOrRefuses(byte[] data) {
        try {
            Command.ApplyConfiguration configuration = ConfigurationCodec.decode(data);
            assertThat(ConfigurationCodec.fromTree(ConfigurationCodec.toTree(configuration)))
                    .isEqualTo(configuration);
            Decider.decide(ClusterImage.EMPTY, Samples.envelope(configuration));
        } catch (CodecException e) {
            assertThat(e.describe()).isNotEmpty();
        }
    }
}
