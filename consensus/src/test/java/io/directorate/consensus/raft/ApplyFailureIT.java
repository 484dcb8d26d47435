package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogUnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyFailureIT {
    @TempDir
    Path root;

    /** Passes on until an entry with a given text comes, and counts what comes behind. */
    private static final class Failing implements LogApplier {
        private final LogApplier behind;
        private final String poison;
        private volatile boolean failed;
        private final java.util.concurrent.atomic.AtomicInteger calledAfterFailure =
                new java.util.concurrent.atomic.AtomicInteger();

        Failing(LogApplier behind, String poison) {
            this.behind = behind;
            this.poison = poison;
        }

        @Override
        public LogPosition applied() {
            return behind.applied();
        }

        @Override
        public void apply(List<CommittedEntry> batch) throws Exception {
            if (failed) {
                calledAfterFailure.incrementAndGet();
            }
            if (batch.stream().anyMatch(entry -> new String(entry.bytes(), StandardCharsets.UTF_8).equals(poison))) {
                failed = true;
                throw new IllegalStateException("cannot apply " + poison);
            }
            behind.apply(batch);
        }

        @Override
        public void snapshotTo(Path file) throws Exception {
            behind.snapshotTo(file);
        }

        @Override
        public void restoreFrom(Path file) throws Exception {
            behind.restoreFrom(file);
        }
    }

    @Test
    void aFailureOfTheApplierIsFatalAndNothingBehindItIsApplied() throws Exception {
        List<String> fatal = new CopyOnWriteArrayList<>();
        try (FileApplier behind = FileApplier.open(root.resolve("state"))) {
            Failing applier = new Failing(behind, "entry 50");
            try (RatisServiceLog log = RatisServiceLog.open(
                    LogFixture.config(root, 20),
                    applier,
                    (what, cause) -> fatal.add(what + ": " + cause.getMessage()))) {
                LogFixture.await(log, LogState::ready);
                List<CompletableFuture<LogPosition>> appends = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    appends.add(log.append(LogFixture.bytes("entry " + i)).toCompletableFuture());
                }
                LogState state = LogFixture.await(log, now -> now.role() == LogRole.UNAVAILABLE);
                assertThat(state.problem().orElseThrow().kind()).isEqualTo(LogProblem.Kind.APPLY_FAILED);
                assertThat(state.problem().orElseThrow().message()).contains("must be restarted");
                assertThat(fatal).singleElement().asString().contains("cannot apply entry 50");
                assertThatThrownBy(() -> appends.get(50).get(30, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(IndeterminateAppendException.class);
                for (CompletableFuture<LogPosition> later : appends.subList(51, 200)) {
                    assertThatThrownBy(() -> later.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
                }
                assertThatThrownBy(() -> LogFixture.append(log, "more"))
                        .hasCauseInstanceOf(LogUnavailableException.class);
                assertThat(applier.calledAfterFailure).hasValue(0);
                assertThat(behind.texts())
                        .doesNotContain("entry 50", "entry 51")
                        .hasSizeLessThanOrEqualTo(50);
            }
            assertThat(behind.applied().index()).isLessThan(60);
            assertThat(snapshotIndices())
                    .allSatisfy(index -> assertThat(index)
                            .isLessThanOrEqualTo(behind.applied().index()));
            // A restarted process applies what was committed, once, in order.
            try (RatisServiceLog log = LogFixture.openReady(LogFixture.config(root, 20), behind)) {
                List<String> texts = behind.texts();
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(texts.get(i)).isEqualTo("entry " + i);
                }
                assertThat(texts).hasSizeGreaterThan(50);
                LogFixture.append(log, "end");
            }
        }
    }

    private List<Long> snapshotIndices() throws Exception {
        try (Stream<Path> all = Files.walk(root.resolve("raft/store"))) {
            return all.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("snapshot\\.\\d+_\\d+"))
                    .map(name -> Long.parseLong(name.substring(name.indexOf('_') + 1)))
                    .toList();
        }
    }

    @Test
    void aProcessThatHaltsOnAFailureLeavesAStoreThatGoesOn() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-Xmx256m", "-cp", KillIT.classPath(), HaltMain.class.getName(), root.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isEqualTo(HaltOnFatalError.EXIT_STATUS);
            assertThat(output).contains("halting with status 3", "cannot apply bad");
        } finally {
            process.destroyForcibly();
        }
        try (FileApplier applier = FileApplier.open(root.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(LogFixture.config(root, 20), applier)) {
            assertThat(applier.texts()).containsExactly("good", "bad");
            assertThat(log.state().problem()).isEmpty();
        }
    }

    /** A process whose applier fails. */
    static final class HaltMain {
        private HaltMain() {}

        /**
         * Runs.
         *
         * @param args root directory
         */
        public static void main(String[] args) throws Exception {
            Path root = Path.of(args[0]);
            Failing applier = new Failing(FileApplier.open(root.resolve("state")), "bad");
            RatisServiceLog log = RatisServiceLog.open(LogFixture.config(root, 20), applier, new HaltOnFatalError());
            LogFixture.await(log, LogState::ready);
            LogFixture.append(log, "good");
            LogFixture.append(log, "bad");
        }
    }
}
