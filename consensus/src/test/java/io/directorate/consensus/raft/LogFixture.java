package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.FatalErrorHandler;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A log in a directory, and waiting for what it does. */
final class LogFixture {
    static final FatalErrorHandler UNEXPECTED = (what, cause) -> {
        throw new AssertionError(what, cause);
    };

    private static final long WAIT_SECONDS = 30;

    private LogFixture() {}

    /** Small sizes, so that segments roll and snapshots are made soon. */
    static ServiceLogConfig config(Path root) {
        return ServiceLogConfig.alone(root.resolve("raft"))
                .with(new ServiceLogConfig.Limits(1024, 1 << 20, 256, 256 << 10, 100_000, 1 << 20))
                .with(new ServiceLogConfig.Timing(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(400)));
    }

    static ServiceLogConfig config(Path root, long snapshotEntries) {
        return config(root).with(new ServiceLogConfig.Limits(1024, 1 << 20, 256, 64 << 10, snapshotEntries, 1 << 20));
    }

    static RatisServiceLog openReady(Path root, LogApplier applier) {
        return openReady(config(root), applier);
    }

    static RatisServiceLog openReady(ServiceLogConfig config, LogApplier applier) {
        RatisServiceLog log = RatisServiceLog.open(config, applier, UNEXPECTED);
        await(log, LogState::ready);
        return log;
    }

    static LogPosition append(ServiceLog log, String text) throws Exception {
        return log.append(bytes(text)).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Length without the zeros at the end. */
    static int usedBytes(byte[] content) {
        int used = content.length;
        while (used > 0 && content[used - 1] == 0) {
            used--;
        }
        return used;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static LogState await(ServiceLog log, Predicate<LogState> wanted) {
        await(() -> wanted.test(log.state()), () -> "last state: " + log.state());
        return log.state();
    }

    static void await(BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(otherwise).isLessThan(until);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
