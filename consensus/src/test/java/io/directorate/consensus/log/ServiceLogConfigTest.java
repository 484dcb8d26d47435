package io.directorate.consensus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServiceLogConfigTest {
    private static void refuses(Runnable making, String field) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field);
    }

    @Test
    void oneAloneHasNoPort() {
        ServiceLogConfig config = ServiceLogConfig.alone(Path.of("/d"));
        assertThat(config.group().listen()).isEmpty();
        assertThat(config.mendCommand()).contains("cluster recover");
    }

    @Test
    void refusesValuesOutOfRangeByName() {
        refuses(() -> limits(0, 1, 1, 1 << 20, 10, 0), "maxOutstanding: must be 1 to 65536, is 0");
        refuses(() -> limits(1, (64 << 20) + 1, 1, 1 << 20, 10, 0), "maxEntryBytes");
        refuses(() -> limits(1, 1, 5000, 1 << 20, 10, 0), "applyBatchEntries");
        refuses(() -> limits(1, 1, 1, 1, 10, 0), "segmentBytes");
        refuses(() -> limits(1, 1, 1, 1 << 20, 9, 0), "snapshotEntries");
        refuses(() -> limits(1, 1, 1, 1 << 20, 10, -1), "minFreeBytes");
        refuses(() -> timing(5, 10, 1000), "election time-outs");
        refuses(() -> timing(50, 10, 1000), "election time-outs");
        refuses(() -> timing(50, 100, 99), "request time-out");
        refuses(() -> new LogEndpoint("", 1), "host");
        refuses(() -> new LogEndpoint("h", 65536), "port");
        refuses(() -> new LogPosition(-1, 0), "term");
        refuses(() -> new LogPosition(0, -2), "index");
    }

    private static ServiceLogConfig.Limits limits(
            int outstanding, int entry, int batch, long segment, long snapshot, long free) {
        return new ServiceLogConfig.Limits(outstanding, entry, batch, segment, snapshot, free);
    }

    private static ServiceLogConfig.Timing timing(long min, long max, long request) {
        Duration second = Duration.ofSeconds(1);
        return new ServiceLogConfig.Timing(
                Duration.ofMillis(min), Duration.ofMillis(max), Duration.ofMillis(request), second, second);
    }

    @Test
    void refusesOthersWithoutAnAddressForThemToReach() {
        LogPeer other = new LogPeer(UUID.randomUUID(), new LogEndpoint("::1", 9872));
        refuses(() -> new ServiceLogConfig.Group(Optional.empty(), List.of(other)), "listen: must be given");
    }

    @Test
    void writesAddressesAsInUrls() {
        assertThat(new LogEndpoint("2001:db8::1", 9872)).hasToString("[2001:db8::1]:9872");
        assertThat(new LogEndpoint("10.0.0.1", 9872)).hasToString("10.0.0.1:9872");
    }

    @Test
    void ordersPositionsByIndex() {
        assertThat(new LogPosition(1, 2)).isGreaterThan(new LogPosition(1, 1));
        assertThat(new LogPosition(1, 0).isAfter(LogPosition.NONE)).isTrue();
        assertThat(LogPosition.NONE).hasToString("nothing");
        assertThat(new LogPosition(3, 7)).hasToString("index 7 of term 3");
    }
}
