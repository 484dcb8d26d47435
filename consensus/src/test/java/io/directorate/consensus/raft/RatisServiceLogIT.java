package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisServiceLogIT {
    @TempDir
    Path root;

    @Test
    void appendsAreAppliedInOrderAndSurviveARestart() throws Exception {
        List<String> expected = new ArrayList<>();
        LogPosition last = LogPosition.NONE;
        for (int run = 0; run < 3; run++) {
            try (FileApplier applier = FileApplier.open(root.resolve("state"));
                    RatisServiceLog log = LogFixture.openReady(root, applier)) {
                assertThat(applier.texts()).isEqualTo(expected);
                for (int i = 0; i < 20; i++) {
                    String text = "run " + run + " entry " + i;
                    LogPosition position = LogFixture.append(log, text);
                    assertThat(position.isAfter(last)).isTrue();
                    assertThat(applier.applied()).isEqualTo(position);
                    last = position;
                    expected.add(text);
                }
                LogState state = log.state();
                assertThat(state.role()).isEqualTo(LogRole.LEADER);
                assertThat(state.applied()).isEqualTo(last);
                assertThat(state.leaderId()).isEqualTo(state.memberId());
                assertThat(state.problem()).isEmpty();
                assertThat(state.storeBytes()).isPositive();
            }
        }
        try (FileApplier applier = FileApplier.open(root.resolve("state"))) {
            assertThat(applier.texts()).isEqualTo(expected);
        }
    }

    @Test
    void aLostJournalIsBuiltAgainFromTheLog() throws Exception {
        List<String> expected =
                IntStream.range(0, 50).mapToObj(i -> "entry " + i).toList();
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(root, applier)) {
            for (String text : expected) {
                LogFixture.append(log, text);
            }
        }
        Files.delete(root.resolve("state"));
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(root, applier)) {
            assertThat(applier.texts()).isEqualTo(expected);
            assertThat(log.state().ready()).isTrue();
        }
    }

    @Test
    void sixtyFourOutstandingAppendsKeepTheirOrderAndShareBatches() throws Exception {
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(root, applier)) {
            List<String> expected = new ArrayList<>();
            List<CompletableFuture<LogPosition>> open = new ArrayList<>();
            for (int round = 0; round < 30; round++) {
                for (int i = 0; i < 64; i++) {
                    String text = round + "/" + i;
                    expected.add(text);
                    open.add(log.append(LogFixture.bytes(text)).toCompletableFuture());
                }
                for (CompletableFuture<LogPosition> append : open) {
                    assertThat(append.get(30, TimeUnit.SECONDS).index()).isPositive();
                }
                open.clear();
            }
            assertThat(applier.texts()).isEqualTo(expected);
            assertThat(applier.batches()).isLessThan(expected.size());
        }
    }

    @Test
    void snapshotsLetTheLogBePurgedAndARestartGoesOnBehindThem() throws Exception {
        List<String> expected = new ArrayList<>();
        String filler = "x".repeat(2000);
        for (int run = 0; run < 3; run++) {
            try (FileApplier applier = FileApplier.open(root.resolve("state"));
                    RatisServiceLog log = LogFixture.openReady(LogFixture.config(root, 50), applier)) {
                assertThat(applier.texts()).isEqualTo(expected);
                for (int i = 0; i < 200; i++) {
                    String text = run + "/" + i + filler;
                    LogFixture.append(log, text);
                    expected.add(text);
                }
                LogFixture.await(() -> firstSegment() > 50, () -> "the log still begins at " + firstSegment());
            }
        }
        Files.delete(root.resolve("state"));
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(LogFixture.config(root, 50), applier)) {
            assertThat(applier.texts()).isEqualTo(expected);
            LogFixture.append(log, "after");
            assertThat(applier.texts()).hasSize(expected.size() + 1);
        }
    }

    @Test
    void takesEntriesOfEverySizeUpToTheLargest() throws Exception {
        int[] sizes = {0, 1, 100, 64 << 10, 256 << 10, (1 << 20) - 1, 1 << 20};
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(root, applier)) {
            for (int size : sizes) {
                log.append(new byte[size]).toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
            assertThat(log.append(new byte[(1 << 20) + 1]).toCompletableFuture())
                    .isCompletedExceptionally();
        }
        Files.delete(root.resolve("state"));
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(root, applier)) {
            assertThat(applier.entries().stream().mapToInt(entry -> entry.bytes().length))
                    .containsExactly(java.util.Arrays.stream(sizes).boxed().toArray(Integer[]::new));
            assertThat(log.state().problem()).isEmpty();
        }
    }

    @Test
    void closingAnswersEverythingAndNothingAcknowledgedIsLost() throws Exception {
        List<CompletableFuture<LogPosition>> open = new ArrayList<>();
        try (FileApplier applier = FileApplier.open(root.resolve("state"))) {
            RatisServiceLog log = LogFixture.openReady(root, applier);
            for (int i = 0; i < 500; i++) {
                open.add(log.append(LogFixture.bytes("entry " + i)).toCompletableFuture());
            }
            log.close();
            log.close();
            assertThat(open).allMatch(CompletableFuture::isDone);
            assertThat(log.append(new byte[1]).toCompletableFuture()).isCompletedExceptionally();
            assertThat(log.state().role()).isEqualTo(LogRole.CLOSED);
        }
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(root, applier)) {
            List<String> texts = applier.texts();
            assertThat(texts).doesNotHaveDuplicates();
            for (int i = 0; i < open.size(); i++) {
                if (!open.get(i).isCompletedExceptionally()) {
                    assertThat(texts).contains("entry " + i);
                }
            }
            assertThat(log.state().ready()).isTrue();
        }
    }

    @Test
    void tellsListenersWhatChangesAndSurvivesABadOne() throws Exception {
        List<LogState> told = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (FileApplier applier = FileApplier.open(root.resolve("state"))) {
            RatisServiceLog log = RatisServiceLog.open(LogFixture.config(root), applier, LogFixture.UNEXPECTED);
            log.onStateChange(state -> {
                throw new IllegalStateException("a bad listener");
            });
            log.onStateChange(told::add);
            LogFixture.await(() -> told.stream().anyMatch(LogState::ready), () -> "told " + told);
            int before = told.size();
            for (int i = 0; i < 50; i++) {
                LogFixture.append(log, "entry");
            }
            assertThat(told).as("progress alone is not told").hasSizeLessThan(before + 5);
            log.close();
            assertThat(told.get(told.size() - 1).role()).isEqualTo(LogRole.CLOSED);
        }
    }

    private long firstSegment() {
        try (var files = Files.walk(root.resolve("raft/store"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("log_"))
                    .map(name -> name.replaceAll("^log_(inprogress_)?(\\d+).*", "$2"))
                    .mapToLong(Long::parseLong)
                    .min()
                    .orElse(0);
        } catch (java.io.IOException | java.io.UncheckedIOException changing) {
            return 0;
        }
    }
}
