package io.directorate.consensus.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.feed.FeedCodec.Announced;
import io.directorate.consensus.feed.FeedCodec.Forged;
import io.directorate.consensus.feed.FeedCodec.Whole;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeedCodecTest {
    private static final FeedCodec CODEC = new FeedCodec(TestLog.key(1), "blue", "one");

    private static FeedItem item(byte[] body) {
        byte[] previous = new byte[FeedHash.BYTES];
        byte[] own = new byte[FeedHash.BYTES];
        Arrays.fill(previous, (byte) 0x11);
        Arrays.fill(own, (byte) 0x22);
        return new FeedItem(new FeedItem.Header(7, 19, 3, FeedHash.of(previous), FeedHash.of(own)), body);
    }

    @Test
    void theFormIsWrittenDown() {
        byte[] encoded = CODEC.encode(item("abc".getBytes(StandardCharsets.US_ASCII)), 1000);
        assertThat(HexFormat.of().formatHex(encoded, 0, 103))
                .isEqualTo("44464544" + "01" + "00" + "0000" + "0000000000000007" + "0000000000000013"
                        + "0000000000000003" + "11".repeat(32) + "22".repeat(32) + "00000003" + "616263");
        assertThat(HexFormat.of().formatHex(encoded, 103, encoded.length)).isEqualTo(GOLDEN_MAC);
    }

    /** Computed with another implementation of HMAC-SHA256. */
    private static final String GOLDEN_MAC = "362601b246b9a6b7348be92b5cdf142e4e47939a758d3f6222d14dd278aec7a4";

    @Test
    void readsWhatItWrote() {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 867, 868}) {
            byte[] body = new byte[length];
            random.nextBytes(body);
            assertThat(CODEC.decode(CODEC.encode(item(body), 1000))).isEqualTo(new Whole(item(body)));
        }
    }

    @Test
    void whatIsTooLargeIsAnnouncedOnly() {
        byte[] encoded = CODEC.encode(item(new byte[869]), 1000);
        assertThat(encoded).hasSize(FeedCodec.OVERHEAD_BYTES);
        assertThat(CODEC.decode(encoded))
                .isEqualTo(new Announced(item(new byte[0]).header(), 869));
    }

    @Test
    void noBitCanBeChangedAndNothingCutOffOrAdded() {
        byte[] encoded = CODEC.encode(item(new byte[] {1, 2, 3}), 1000);
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] changed = encoded.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(CODEC.decode(changed)).as("bit %d", bit).isInstanceOf(Forged.class);
        }
        for (int length = 0; length < encoded.length; length++) {
            assertThat(CODEC.decode(Arrays.copyOf(encoded, length))).isInstanceOf(Forged.class);
        }
        assertThat(CODEC.decode(Arrays.copyOf(encoded, encoded.length + 1))).isInstanceOf(Forged.class);
    }

    @Test
    void itemsOfAnotherClusterOrHistoryAreForeignEvenWithTheSameKey() {
        byte[] encoded = CODEC.encode(item(new byte[3]), 1000);
        assertThat(new FeedCodec(TestLog.key(1), "green", "one").decode(encoded))
                .isInstanceOf(Forged.class);
        assertThat(new FeedCodec(TestLog.key(2), "blue", "one").decode(encoded)).isInstanceOf(Forged.class);
        assertThat(new FeedCodec(TestLog.key(1), "blue", "two").decode(encoded)).isInstanceOf(Forged.class);
        assertThat(new FeedCodec(TestLog.key(1), "blueon", "e").decode(encoded)).isInstanceOf(Forged.class);
        assertThat(new FeedCodec(TestLog.key(1), "blue", "one").decode(encoded)).isInstanceOf(Whole.class);
    }

    @Test
    void aMemberThatWritesNonsenseIsNotBelieved() {
        byte[] good = CODEC.encode(item(new byte[3]), 1000);
        int[][] nonsense = {
            {0, 1}, {4, 2}, {5, 2}, {5, 1}, {6, 1}, {8, 0x80}, {16, 0x80}, {24, 0x80}, {96, 0x80}, {99, 4}
        };
        for (int[] change : nonsense) {
            byte[] said = Arrays.copyOf(good, good.length - 32);
            said[change[0]] = (byte) change[1];
            byte[] name = "blue".getBytes(StandardCharsets.UTF_8);
            byte[] prefix = ByteBuffer.allocate(15)
                    .putInt(4)
                    .put(name)
                    .putInt(3)
                    .put("one".getBytes(StandardCharsets.UTF_8))
                    .array();
            byte[] signed = ByteBuffer.allocate(good.length)
                    .put(said)
                    .put(TestLog.key(1).derive("directorate service feed 1").mac(prefix, said))
                    .array();
            assertThat(CODEC.decode(signed)).as("byte %d", change[0]).isInstanceOf(Forged.class);
            assertThat(((Forged) CODEC.decode(signed)).why()).doesNotContain("authenticated");
        }
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new FeedSettings("a", "one", 15, 1 << 20, second, second, 1 << 16))
                .hasMessageContaining("capacity must be 16");
        assertThatThrownBy(() -> new FeedSettings("a", "one", 1024, 1 << 19, second, second, 1 << 16))
                .hasMessageContaining("1024 or more per item");
        assertThatThrownBy(() -> new FeedSettings("a", "one", 16, 1 << 20, Duration.ZERO, second, 1 << 16))
                .hasMessageContaining("10 ms or more");
        assertThatThrownBy(() -> new FeedSettings("a", "one", 16, 1 << 20, second, second, 1))
                .hasMessageContaining("fill bytes");
        assertThatThrownBy(() -> new FeedSettings(" ", "one", 16, 1 << 20, second, second, 1 << 16))
                .hasMessageContaining("1 to 64 characters");
        assertThatThrownBy(() -> FeedSettings.of("a", "")).hasMessageContaining("1 to 64 characters");
        assertThat(FeedSettings.of("blue", "one").ring().name()).isEqualTo("svc-blue");
        assertThat((long) FeedSettings.of("blue", "one").itemBytes() * 10_000).isLessThanOrEqualTo(64 << 20);
        assertThatThrownBy(() -> FeedHash.of(new byte[31])).hasMessageContaining("32 bytes, has 31");
    }
}
