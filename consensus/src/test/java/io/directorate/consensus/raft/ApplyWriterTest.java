package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.store.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyWriterTest {
    @TempDir
    Path root;

    private final List<List<Long>> batches = new CopyOnWriteArrayList<>();
    private final List<String> fatal = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Recording applier = new Recording();
    private final ApplyWriter writer =
            new ApplyWriter(applier, 8, (what, cause) -> fatal.add(what + ": " + cause.getMessage()), position -> {});

    private final class Recording implements LogApplier {
        private volatile LogPosition applied = new LogPosition(1, 10);
        private volatile long failAt = -1;
        private volatile long lieAt = -1;

        @Override
        public LogPosition applied() {
            return applied;
        }

        @Override
        public void apply(List<CommittedEntry> batch) throws Exception {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            batches.add(batch.stream().map(entry -> entry.position().index()).toList());
            for (CommittedEntry entry : batch) {
                if (entry.position().index() == failAt) {
                    throw new IOException("disk gone");
                }
                if (entry.position().index() != lieAt) {
                    applied = entry.position();
                }
            }
        }

        @Override
        public void snapshotTo(Path file) throws IOException {
            Files.writeString(file, applied.toString());
        }

        @Override
        public void restoreFrom(Path file) {
            applied = new LogPosition(1, 99);
        }
    }

    @AfterEach
    void close() {
        gate.countDown();
        writer.close();
    }

    private CompletableFuture<LogPosition> apply(long index) {
        return writer.apply(new CommittedEntry(new LogPosition(1, index), new byte[4]));
    }

    @Test
    void leavesOutWhatWasAppliedBeforeARestartAndGathersTheRestIntoBatches() throws Exception {
        assertThat(apply(9)).isCompleted();
        assertThat(apply(10)).isCompleted();
        writer.start();
        List<CompletableFuture<LogPosition>> all = new ArrayList<>();
        for (long index = 11; index < 40; index++) {
            all.add(apply(index));
        }
        gate.countDown();
        for (CompletableFuture<LogPosition> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }
        assertThat(batches.stream().flatMap(List::stream)).hasSize(29).isSorted();
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 8));
        assertThat(batches).hasSizeLessThan(10);
        assertThat(writer.applied()).isEqualTo(new LogPosition(1, 39));
        assertThat(fatal).isEmpty();
    }

    @Test
    void stopsForGoodAtTheFirstFailure() {
        applier.failAt = 13;
        gate.countDown();
        writer.start();
        List<CompletableFuture<LogPosition>> all = new ArrayList<>();
        for (long index = 11; index < 30; index++) {
            all.add(apply(index));
        }
        assertThatThrownBy(() -> all.get(2).get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> all.get(18).get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(apply(40)).isCompletedExceptionally();
        assertThat(batches.get(batches.size() - 1)).contains(13L);
        assertThat(fatal).singleElement().asString().contains("applying the entries up to", "disk gone");
        assertThatThrownBy(() -> writer.copyTo(root.resolve("part"))).hasMessageContaining("applying failed before");
    }

    @Test
    void takesAnApplierThatDoesNotSayWhatItDidForBroken() {
        applier.lieAt = 11;
        gate.countDown();
        writer.start();
        assertThatThrownBy(() -> apply(11).get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(fatal).singleElement().asString().contains("the journal says index 10 of term 1");
    }

    @Test
    void refusesASnapshotWhoseContentIsNotWhatItsNameSays() throws IOException {
        Path file = Files.writeString(root.resolve("snapshot.1_50"), "x");
        assertThatThrownBy(() -> writer.restore(new SnapshotFile(file, new LogPosition(1, 50))))
                .isInstanceOf(IOException.class);
        assertThat(fatal).singleElement().asString().contains("contains the state at index 99 of term 1");
    }

    @Test
    void answersWhatStillWaitsWhenItIsClosed() {
        CompletableFuture<LogPosition> waiting = apply(11);
        writer.close();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(apply(12)).isCompletedExceptionally();
    }
}
