package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.events.service.ClusterImage;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come: read and written again the same, or refused with a {@link CodecException}. */
class ImageFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(Golden.read("image.json"));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void readsOrRefuses(byte[] data) {
        try {
            ClusterImage image = ImageCodec.decode(data);
            byte[] again = ImageCodec.encode(image);
            assertThat(ImageCodec.decode(again)).isEqualTo(image);
        } catch (CodecException e) {
            assertThat(e.describe()).isNotEmpty();
        }
    }
}
