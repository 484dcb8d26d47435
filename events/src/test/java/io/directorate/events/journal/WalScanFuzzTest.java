package io.directorate.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class WalScanFuzzTest {
    /** Whatever stands in a write-ahead log: a verdict, with an offset inside it. */
    @FuzzTest(maxDuration = "10m")
    void judgesAnyBytes(byte[] content) throws IOException {
        Path wal = Files.createTempFile("fuzz", "-wal");
        try {
            Files.write(wal, content);
            WalScan.Result result = WalScan.scan(wal);
            assertThat(result.frames()).isBetween(0L, (long) content.length / 536);
            result.damage().ifPresent(damage -> assertThat(damage.offsetBytes()).isBetween(0L, (long) content.length));
        } finally {
            Files.delete(wal);
        }
    }
}
