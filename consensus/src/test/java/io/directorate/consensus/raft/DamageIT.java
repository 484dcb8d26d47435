package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.TailCut;
import io.directorate.consensus.store.CheckRequest;
import io.directorate.consensus.store.LogDamagedException;
import io.directorate.consensus.store.LogStoreCheck;
import io.directorate.consensus.store.LogStoreRecovery;
import io.directorate.consensus.store.StoreLayout;
import io.directorate.consensus.store.StorePreflight;
import io.directorate.consensus.store.StoreReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageIT {
    private static final String MEND = "directorate cluster recover --data-dir /data";

    @TempDir
    Path root;

    private final List<String> expected = new ArrayList<>();

    /** Copies a running store when nothing moves: what a kill would leave. */
    @BeforeEach
    void makeAStoreAsAKillLeavesIt() throws Exception {
        Path live = root.resolve("live");
        try (FileApplier applier = FileApplier.open(live.resolve("state"))) {
            for (int run = 0; run < 2; run++) {
                try (RatisServiceLog log = LogFixture.openReady(LogFixture.config(live, 60), applier)) {
                    for (int i = 0; i < 70; i++) {
                        String text = run + "/" + i + " " + "y".repeat(i < 65 ? i * 37 % 1500 : 30);
                        LogFixture.append(log, text);
                        expected.add(text);
                    }
                    LogFixture.await(
                            () -> snapshots(live).count() >= 1, () -> "no snapshot in " + live.resolve("raft/store"));
                    copy(live, root.resolve("killed"));
                }
            }
        }
    }

    private static Stream<Path> snapshots(Path of) {
        return files(of.resolve("raft/store")).filter(file -> name(file).matches("snapshot\\.\\d+_\\d+"));
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException | java.io.UncheckedIOException changing) {
            return Stream.empty();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> old = Files.walk(to)) {
                for (Path path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private Path fresh() throws IOException {
        Path work = root.resolve("work");
        copy(root.resolve("killed"), work);
        return work;
    }

    private static LogPosition applied(Path store) throws IOException {
        try (FileApplier applier = FileApplier.open(store.resolve("state"))) {
            return applier.applied();
        }
    }

    private static CheckRequest request(LogPosition applied) {
        return new CheckRequest(
                applied, true, false, RaftSettings.maxRecordBytes(LogFixture.config(Path.of("/"))), MEND);
    }

    private static Path openSegment(Path of) {
        return files(of.resolve("raft/store"))
                .filter(file -> name(file).startsWith("log_inprogress"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStoreAsAKillLeavesItIsClean() throws Exception {
        Path work = fresh();
        StoreReport report = LogStoreCheck.check(new StoreLayout(work.resolve("raft")), request(applied(work)));
        assertThat(report.repairs()).isEmpty();
        assertThat(report.last()).isEqualTo(applied(work));
        assertThat(report.snapshot()).isPresent();
    }

    @Test
    void aTornLastRecordIsCutAtEveryPositionAndTheLogGoesOn() throws Exception {
        Path work = fresh();
        StoreLayout layout = new StoreLayout(work.resolve("raft"));
        LogPosition last = applied(work);
        LogPosition before = new LogPosition(last.term(), last.index() - 1);
        Path segment = openSegment(work);
        byte[] whole = Files.readAllBytes(segment);
        int end = LogFixture.usedBytes(whole);
        // Where the last record begins is what the first cut says.
        Files.write(segment, Arrays.copyOf(whole, end - 1));
        int begin = (int) StorePreflight.run(layout, request(before))
                .tailCut()
                .orElseThrow()
                .offset();
        for (int cut = begin + 1; cut < end; cut++) {
            for (int length : new int[] {cut, whole.length}) {
                Files.write(segment, Arrays.copyOf(Arrays.copyOf(whole, cut), length));
                TailCut done =
                        StorePreflight.run(layout, request(before)).tailCut().orElseThrow();
                assertThat(done.offset()).isEqualTo(begin);
                assertThat(done.entryIndex()).isEqualTo(last.index());
                assertThat(Files.readAllBytes(segment)).isEqualTo(Arrays.copyOf(whole, begin));
            }
        }
        for (int cut : new int[] {begin + 1, (begin + end) / 2, end - 1}) {
            Files.write(segment, Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length));
            reopensWithATailCut(work, begin, last.index());
            copy(root.resolve("killed"), work);
        }
    }

    /** The last entry was neither applied nor acknowledged, as far as this journal knows. */
    private void reopensWithATailCut(Path work, long offset, long index) throws Exception {
        List<String> without = expected.subList(0, expected.size() - 1);
        Files.delete(work.resolve("state"));
        try (FileApplier applier = FileApplier.open(work.resolve("state"));
                RatisServiceLog log = LogFixture.openReady(LogFixture.config(work, 60), applier)) {
            TailCut cut = log.state().tailCut().orElseThrow();
            assertThat(cut.offset()).isEqualTo(offset);
            assertThat(cut.entryIndex()).isEqualTo(index);
            assertThat(cut.toString()).contains(work.resolve("raft/store").toString(), "cut off at offset " + offset);
            assertThat(applier.texts()).isEqualTo(without);
            LogFixture.append(log, "goes on");
            assertThat(applier.texts()).hasSize(expected.size());
        }
    }

    @Test
    void aLogWhoseAppliedEndIsTornGoesOnFromTheJournal() throws Exception {
        Path work = fresh();
        Path segment = openSegment(work);
        byte[] whole = Files.readAllBytes(segment);
        byte[] torn = Arrays.copyOf(whole, LogFixture.usedBytes(whole) - 3);
        Files.write(segment, torn);
        try (FileApplier applier = FileApplier.open(work.resolve("state"));
                RatisServiceLog log = RatisServiceLog.open(
                        LogFixture.config(work, 60).withMendCommand(MEND), applier, LogFixture.UNEXPECTED)) {
            LogState state = LogFixture.await(log, LogState::ready);
            assertThat(applier.texts()).isEqualTo(expected);
            TailCut cut = state.tailCut().orElseThrow();
            assertThat(cut.file()).isEqualTo(segment);
            Path kept = cut.copy().resolve(work.resolve("raft").resolve("store").relativize(segment));
            assertThat(Files.readAllBytes(kept)).isEqualTo(torn);
            LogPosition next = LogFixture.append(log, "next");
            assertThat(next.isAfter(state.applied())).isTrue();
            assertThat(applier.texts()).endsWith("next").hasSize(expected.size() + 1);
        }
    }

    @Test
    void aLogThatIsDamagedBeforeItsEndIsRefusedAndForwardingCanGoOn() throws Exception {
        Path work = fresh();
        Path segment = openSegment(work);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[LogFixture.usedBytes(bytes) / 2] ^= 1;
        Files.write(segment, bytes);
        try (FileApplier applier = FileApplier.open(work.resolve("state"));
                RatisServiceLog log = RatisServiceLog.open(
                        LogFixture.config(work, 60).withMendCommand(MEND), applier, LogFixture.UNEXPECTED)) {
            LogState state = LogFixture.await(log, now -> now.role() == LogRole.UNAVAILABLE);
            assertThat(applier.texts()).isEqualTo(expected);
            assertThat(state.applied()).isEqualTo(applier.applied());
            LogProblem problem = state.problem().orElseThrow();
            assertThat(problem.kind()).isEqualTo(LogProblem.Kind.DAMAGED);
            assertThat(problem.retrying()).isFalse();
            assertThat(problem.message()).contains(segment.toString(), "at offset ", MEND);
            assertThatThrownBy(() -> LogFixture.append(log, "no"))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining(MEND);
        }
        assertThat(Files.readAllBytes(segment)).isEqualTo(bytes);
    }

    @Test
    void aFlippedBitIsHarmlessOrRefusedByFileAndOffset() throws Exception {
        long seed = Long.getLong("seed", 20261120L);
        Random random = new Random(seed);
        Path work = fresh();
        LogPosition applied = applied(work);
        List<Path> targets = files(work.resolve("raft")).toList();
        int refused = 0;
        for (int round = 0; round < Integer.getInteger("flips", 600); round++) {
            Path file = targets.get(random.nextInt(targets.size()));
            byte[] original = Files.readAllBytes(file);
            if (original.length == 0) {
                continue;
            }
            byte[] flipped = original.clone();
            int used = Math.max(1, LogFixture.usedBytes(original));
            int at = random.nextInt(random.nextInt(4) == 0 ? original.length : used);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            String what = "seed " + seed + " round " + round + ": bit of byte " + at + " of " + file;
            try {
                StoreReport report = StorePreflight.run(new StoreLayout(work.resolve("raft")), request(applied))
                        .report();
                assertThat(report.last().index()).as(what).isGreaterThanOrEqualTo(applied.index());
                if (name(file).startsWith("log_")) {
                    byte[] now = Files.readAllBytes(file);
                    assertThat(Arrays.copyOf(now, LogFixture.usedBytes(now)))
                            .as(what)
                            .isEqualTo(Arrays.copyOf(original, used));
                } else {
                    assertThat(name(file)).as(what).matches("raft-meta(\\.conf)?|in_use\\.lock|lock|snapshot.*");
                }
            } catch (LogDamagedException damage) {
                refused++;
                assertThat(damage.file()).as(what).exists();
                assertThat(damage.offset()).as(what).isBetween(0L, Files.size(damage.file()));
                assertThat(damage).as(what).hasMessageContaining(MEND).hasMessageContaining("at offset");
                assertThat(damage.file().getParent()).as(what).isEqualTo(file.getParent());
            }
            Files.write(file, original);
        }
        assertThat(refused).isGreaterThan(100);
        assertThat(LogStoreCheck.check(new StoreLayout(work.resolve("raft")), request(applied))
                        .repairs())
                .isEmpty();
    }

    @Test
    void aTornTermFileOfOneAloneIsWrittenAnew() throws Exception {
        for (String content : List.of("", "#\n#Fri Nov 20\nterm=", "\0\0\0")) {
            Path work = fresh();
            Path meta = files(work.resolve("raft"))
                    .filter(file -> name(file).equals("raft-meta"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(meta, content);
            try (FileApplier applier = FileApplier.open(work.resolve("state"));
                    RatisServiceLog log = LogFixture.openReady(LogFixture.config(work, 60), applier)) {
                assertThat(applier.texts()).isEqualTo(expected);
                long term = LogFixture.append(log, "after").term();
                assertThat(term).isGreaterThan(applied(root.resolve("killed")).term());
            }
        }
    }

    @Test
    void aGroupOfOneGoesOnFromItsJournalAfterRecovery() throws Exception {
        Path work = fresh();
        LogPosition before = applied(work);
        Path segment = openSegment(work);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[10] ^= 1;
        Files.write(segment, bytes);
        try (FileApplier applier = FileApplier.open(work.resolve("state"))) {
            LogStoreRecovery.Result result = recover(work, applier);
            assertThat(result.continuesFrom()).isEqualTo(before);
            assertThat(result.setAside().orElseThrow()).isDirectory();
            assertThat(files(result.setAside().orElseThrow()).map(DamageIT::name))
                    .contains(name(segment));
            for (int run = 0; run < 3; run++) {
                try (RatisServiceLog log = LogFixture.openReady(LogFixture.config(work, 60), applier)) {
                    assertThat(log.state().memberId())
                            .contains(result.identity().memberId());
                    for (int i = 0; i < 40; i++) {
                        LogPosition position = LogFixture.append(log, "new " + run + "/" + i);
                        assertThat(position.isAfter(before)).isTrue();
                        assertThat(position.term()).isGreaterThanOrEqualTo(before.term());
                        expected.add("new " + run + "/" + i);
                        before = position;
                    }
                }
                assertThat(applier.texts()).isEqualTo(expected);
            }
        }
    }

    private static LogStoreRecovery.Result recover(Path work, LogApplier applier) throws IOException {
        return LogStoreRecovery.recover(work.resolve("raft"), applier);
    }

    @Test
    void recoveryAlsoHelpsWhenTheWholeLogIsGoneOrNothingWasEverApplied() throws Exception {
        Path work = fresh();
        try (Stream<Path> all = Files.walk(work.resolve("raft"))) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        try (FileApplier applier = FileApplier.open(work.resolve("state"))) {
            try (RatisServiceLog log =
                    RatisServiceLog.open(LogFixture.config(work, 60), applier, LogFixture.UNEXPECTED)) {
                LogState state = LogFixture.await(log, now -> now.role() == LogRole.UNAVAILABLE);
                assertThat(state.problem().orElseThrow().message()).contains("is missing, but the journal has applied");
            }
            recover(work, applier);
            recover(work, applier);
            try (RatisServiceLog log = LogFixture.openReady(LogFixture.config(work, 60), applier)) {
                assertThat(LogFixture.append(log, "again").isAfter(applied(root.resolve("killed"))))
                        .isTrue();
                assertThatThrownBy(() -> recover(work, applier))
                        .hasMessageContaining("another process uses this store");
            }
            assertThat(applier.texts()).hasSize(expected.size() + 1);
        }
        Path empty = root.resolve("empty");
        try (FileApplier applier = FileApplier.open(empty.resolve("state"))) {
            recover(empty, applier);
            try (RatisServiceLog log = LogFixture.openReady(LogFixture.config(empty, 60), applier)) {
                LogFixture.append(log, "first");
            }
            assertThat(applier.texts()).containsExactly("first");
        }
    }
}
