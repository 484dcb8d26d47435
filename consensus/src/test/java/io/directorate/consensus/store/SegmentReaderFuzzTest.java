package io.directorate.consensus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.directorate.consensus.store.SegmentReader.Broken;
import io.directorate.consensus.store.SegmentReader.Entry;
import io.directorate.consensus.store.SegmentReader.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentReaderFuzzTest {
    private static final int MAX_RECORD = 1 << 16;

    @FuzzTest(maxDuration = "10m")
    void neverFailsOrRunsAwayOnAnyBytes(byte[] bytes) throws IOException {
        read(bytes);
        byte[] withHeader = new byte[bytes.length + SegmentReader.HEADER.length];
        System.arraycopy(SegmentReader.HEADER, 0, withHeader, 0, SegmentReader.HEADER.length);
        System.arraycopy(bytes, 0, withHeader, SegmentReader.HEADER.length, bytes.length);
        read(withHeader);
        assertThat(RaftMetaFile.parse(bytes)).isNotNull();
    }

    private static int read(byte[] bytes) throws IOException {
        SegmentReader reader = new SegmentReader(ByteSource.of(bytes), MAX_RECORD);
        int entries = 0;
        long last = SegmentReader.HEADER.length;
        Step step = reader.header();
        if (step instanceof Broken) {
            return 0;
        }
        for (step = reader.next(0); step instanceof Entry entry; step = reader.next(entries)) {
            assertThat(entry.offset()).isEqualTo(last);
            assertThat(entry.endOffset()).isBetween(last + 6, (long) bytes.length);
            last = entry.endOffset();
            entries++;
        }
        if (step instanceof Broken broken) {
            assertThat(broken.offset()).isEqualTo(last);
            assertThat(broken.lastNonZero()).isBetween(last, (long) bytes.length - 1);
        }
        return entries;
    }

    @Test
    void readsRandomRecordsAndNeverTakesAChangedOne() throws IOException {
        long seed = Long.getLong("seed", 20261120L);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(SegmentReader.HEADER);
            int count = 1 + random.nextInt(20);
            for (int i = 0; i < count; i++) {
                byte[] data = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 200)];
                random.nextBytes(data);
                out.writeBytes(StoreBuilder.record(1, i, data));
            }
            out.writeBytes(new byte[random.nextInt(3) * 1000]);
            byte[] bytes = out.toByteArray();
            assertThat(read(bytes)).as("seed %d round %d", seed, round).isEqualTo(count);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(read(bytes))
                    .as("seed %d round %d flip at %d", seed, round, at)
                    .isLessThanOrEqualTo(count);
        }
    }
}
