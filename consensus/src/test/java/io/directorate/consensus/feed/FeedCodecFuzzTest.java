package io.directorate.consensus.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.feed.FeedCodec.Decoded;
import io.directorate.consensus.feed.FeedCodec.Forged;
import io.directorate.consensus.feed.FeedCodec.Whole;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class FeedCodecFuzzTest {
    private static final ClusterKey KEY = TestLog.key(1);
    private static final FeedCodec CODEC = new FeedCodec(KEY, "blue", "one");
    private static final byte[] NAME = ByteBuffer.allocate(8)
            .putInt(4)
            .put("blue".getBytes(StandardCharsets.UTF_8))
            .array();

    @FuzzTest(maxDuration = "10m")
    void neverFailsOnAnyBytesSignedOrNot(byte[] bytes) {
        assertThat(CODEC.decode(bytes)).isInstanceOf(Forged.class);
        byte[] signed = ByteBuffer.allocate(bytes.length + ClusterKey.MAC_BYTES)
                .put(bytes)
                .put(KEY.derive("directorate service feed 1").mac(NAME, bytes))
                .array();
        Decoded decoded = CODEC.decode(signed);
        if (decoded instanceof Whole whole) {
            assertThat(CODEC.encode(whole.item(), signed.length)).isEqualTo(signed);
        }
    }
}
