package io.directorate.events.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.events.connection.BatchException.Reason;
import io.directorate.events.model.InvalidValueException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class BatchCodecTest {
    private final BatchCodec codec = new BatchCodec(new byte[32]);
    private final ConnectionBatch batch =
            new ConnectionBatch(new BatchHeader("d1", 1_700_000_000_000L, 42, 3), new byte[] {1, 2, 3});

    private Reason refused(byte[] bytes) {
        BatchException refused = catchThrowableOfType(BatchException.class, () -> codec.decode(bytes));
        assertThat(refused).isNotNull();
        assertThat(refused.offset()).isBetween(0, Math.max(bytes.length, BatchCodec.HIGHEST_BYTES));
        return refused.reason();
    }

    @Test
    void keepsABatch() throws BatchException {
        ConnectionGen gen = new ConnectionGen();
        for (int round = 0; round < 100; round++) {
            ConnectionBatch random = new ConnectionBatch(
                    new BatchHeader(gen.name(63), gen.below(1_000_000), 1 + gen.below(1_000), gen.below(256)),
                    gen.bytes(gen.below(9_000)));
            assertThat(codec.decode(codec.encode(random)))
                    .as("seed %d", gen.seed())
                    .isEqualTo(random);
        }
    }

    @Test
    void writesTheDocumentedLayout() {
        String hex = HexFormat.of().formatHex(codec.encode(batch));
        assertThat(hex)
                .startsWith("44434231" + "01" + "026431" + "0000018bcfe56800" + "000000000000002a" + "0003"
                        + "00000003010203");
        assertThat(hex).hasSize(2 * (4 + 1 + 3 + 8 + 8 + 2 + 4 + 3 + 32));
    }

    @Test
    void refusesEveryChangedBit() {
        byte[] bytes = codec.encode(batch);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(refused(changed)).isIn(Reason.MAGIC, Reason.VERSION, Reason.AUTHENTICATION);
        }
    }

    @Test
    void refusesEveryOtherLength() {
        byte[] bytes = codec.encode(batch);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(refused(Arrays.copyOf(bytes, length))).isIn(Reason.TRUNCATED, Reason.AUTHENTICATION);
        }
        assertThat(refused(Arrays.copyOf(bytes, bytes.length + 1))).isEqualTo(Reason.AUTHENTICATION);
        assertThat(refused(new byte[BatchCodec.HIGHEST_BYTES + 1])).isEqualTo(Reason.LENGTH);
    }

    @Test
    void refusesAnotherClustersBatch() {
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThat(refused(new BatchCodec(otherKey).encode(batch))).isEqualTo(Reason.AUTHENTICATION);
    }

    @Test
    void goesOnAfterARefusal() throws BatchException {
        refused(new byte[100]);
        byte[] bytes = codec.encode(batch);
        bytes[bytes.length - 1]++;
        refused(bytes);
        assertThat(codec.decode(codec.encode(batch))).isEqualTo(batch);
    }

    @Test
    void refusesAShortKeyAndABadHeader() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new BatchCodec(new byte[31]))
                .withMessageContaining("key.length is 31");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new BatchHeader("a b", 0, 1, 1))
                .withMessageContaining("director 'a b'");
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new BatchHeader("a", 0, 0, 1));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new BatchHeader("a", 0, 1, 256));
    }
}
