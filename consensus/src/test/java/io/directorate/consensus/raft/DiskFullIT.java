package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills a real small file system. Needs root, for a tmpfs of its own; without, it is reported as not run. */
class DiskFullIT {
    private static final int DISK_BYTES = 16 << 20;

    @TempDir
    Path root;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(root.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "not run: mounting a tmpfs needs root");
    }

    @AfterEach
    void unmount() throws Exception {
        if (run("mountpoint", "-q", disk.toString()) == 0) {
            assertThat(run("umount", "-l", disk.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private ServiceLogConfig config(long minFreeBytes) {
        return LogFixture.config(disk)
                .with(new ServiceLogConfig.Limits(1024, 1 << 20, 256, 256 << 10, 100_000, minFreeBytes));
    }

    /** Takes all space but some bytes. */
    private Path fill(long leave) throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (disk.toFile().getUsableSpace() >= leave + block.length) {
                out.write(block);
                out.flush();
            }
        }
        return filler;
    }

    @Test
    void refusesChangesWithAClearErrorBelowTheReserveAndTakesThemAgainWithSpace() throws Exception {
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(config(4 << 20), applier)) {
            LogFixture.append(log, "before");
            Path filler = fill(2 << 20);
            assertThatThrownBy(() -> LogFixture.append(log, "refused"))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(LogUnavailableException.class, refusal -> {
                        assertThat(refusal.problem().kind()).isEqualTo(LogProblem.Kind.NO_SPACE);
                        assertThat(refusal)
                                .hasMessageContaining(config(0).directory().toString());
                        assertThat(refusal).hasMessageContaining("free and needs");
                    });
            LogState state = log.state();
            assertThat(state.problem().orElseThrow().kind()).isEqualTo(LogProblem.Kind.NO_SPACE);
            assertThat(state.applied()).isEqualTo(applier.applied());
            assertThat(state.freeBytes()).isBetween(0L, 4L << 20);
            Files.delete(filler);
            LogFixture.append(log, "after");
            assertThat(applier.texts()).containsExactly("before", "after");
            assertThat(log.state().problem()).isEmpty();
        }
    }

    @Test
    void aDiskThatFillsUpWhileTheLogIsWrittenLosesNothingAndTheLogOpensAgainWithSpace() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = openWithoutGuard(applier)) {
            for (int round = 0; round < 6; round++) {
                fillWhileAppending(log, round, acknowledged);
                LogState state = LogFixture.await(log, now -> now.role() == LogRole.UNAVAILABLE);
                assertThat(state.problem().orElseThrow().kind()).isEqualTo(LogProblem.Kind.NO_SPACE);
                assertThat(state.problem().orElseThrow().retrying()).isTrue();
                if (round < 2) {
                    awaitVainReopening(log);
                }
                assertThatThrownBy(() -> LogFixture.append(log, "closed"))
                        .hasCauseInstanceOf(LogUnavailableException.class);
                Files.delete(disk.resolve("filler"));
                LogFixture.await(log, LogState::ready);
                String text = "after " + round;
                LogFixture.append(log, text);
                acknowledged.add(text);
            }
            assertThat(applier.texts()).doesNotHaveDuplicates().containsSubsequence(acknowledged);
        }
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(config(0), applier)) {
            assertThat(applier.texts()).doesNotHaveDuplicates().containsSubsequence(acknowledged);
            assertThat(log.state().problem()).isEmpty();
        }
    }

    /** As if others took the space between the look at it and the write. */
    private RatisServiceLog openWithoutGuard(FileApplier applier) {
        RatisServiceLog log = RatisServiceLog.open(config(0), applier, LogFixture.UNEXPECTED, () -> Long.MAX_VALUE);
        LogFixture.await(log, LogState::ready);
        return log;
    }

    /** Opening on a full disk gets as far as an election, whose term cannot be written. */
    private static void awaitVainReopening(RatisServiceLog log) throws Exception {
        List<LogRole> roles = new CopyOnWriteArrayList<>();
        try (ServiceLog.Registration watching = log.onStateChange(state -> roles.add(state.role()))) {
            assertThat(watching).isNotNull();
            LogFixture.await(
                    () -> roles.lastIndexOf(LogRole.UNAVAILABLE) > roles.indexOf(LogRole.STARTING)
                            && roles.contains(LogRole.STARTING),
                    () -> "roles so far " + roles);
        }
    }

    private void fillWhileAppending(RatisServiceLog log, int round, List<String> acknowledged) throws Exception {
        fill(round * 30_000L);
        for (int i = 0; i < 1000; i++) {
            String text = round + "/" + i + " " + "z".repeat(5_000 + 777 * round);
            try {
                LogPosition position = log.append(text.getBytes(StandardCharsets.UTF_8))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                assertThat(position.index()).isPositive();
                acknowledged.add(text);
            } catch (ExecutionException failure) {
                assertThat(failure.getCause())
                        .isInstanceOfAny(IndeterminateAppendException.class, LogUnavailableException.class);
                return;
            }
        }
        throw new AssertionError("the disk never became full");
    }

    @Test
    void aFullDiskAtTheStartIsWaitedOut() throws Exception {
        try (FileApplier applier = FileApplier.open(root.resolve("state"))) {
            try (RatisServiceLog log = LogFixture.openReady(config(0), applier)) {
                LogFixture.append(log, "before");
            }
            Path filler = fill(0);
            try (RatisServiceLog log = RatisServiceLog.open(config(0), applier, LogFixture.UNEXPECTED)) {
                LogState state = LogFixture.await(log, now -> now.role() == LogRole.UNAVAILABLE);
                assertThat(state.problem().orElseThrow().kind()).isEqualTo(LogProblem.Kind.NO_SPACE);
                assertThat(state.problem().orElseThrow().message()).contains("is opened when space is made");
                Files.delete(filler);
                LogFixture.await(log, LogState::ready);
                LogFixture.append(log, "after");
            }
            assertThat(applier.texts()).containsExactly("before", "after");
        }
    }
}
