package io.directorate.consensus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.TailCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorePreflightTest {
    private static final String OPEN = "log_inprogress_0";
    private static final LogPosition FOUR = new LogPosition(1, 4);

    @TempDir
    Path root;

    private StoreBuilder store;

    @BeforeEach
    void build() {
        store = new StoreBuilder(root);
    }

    @Test
    void givesANewStoreAnIdentityOnce(@TempDir Path empty) throws IOException {
        StoreLayout layout = new StoreLayout(empty);
        StoreIdentity first =
                StorePreflight.run(layout, store.request(LogPosition.NONE)).identity();
        StoreIdentity second =
                StorePreflight.run(layout, store.request(LogPosition.NONE)).identity();
        assertThat(second).isEqualTo(first);
    }

    @Test
    void cutsOffEveryBeginningOfALastRecord() throws IOException {
        byte[] record = StoreBuilder.record(
                1, 5, "a record that is not finished ".repeat(12).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        store.segment(OPEN, 1, 0, 4, 0);
        byte[] whole = Files.readAllBytes(store.file(OPEN));
        for (int padding : new int[] {0, 1, 4096}) {
            for (int cut = 1; cut < record.length; cut++) {
                byte[] torn = Arrays.copyOf(record, cut);
                Files.write(store.file(OPEN), whole);
                store.append(OPEN, torn);
                store.append(OPEN, new byte[padding]);
                if (isWhole(record, torn, padding)) {
                    assertThat(store.check(FOUR).last().index()).isEqualTo(5);
                    continue;
                }
                StorePreflight.Result result = store.preflight(FOUR);
                assertThat(result.tailCut())
                        .as("cut %d, padding %d", cut, padding)
                        .isPresent();
                TailCut done = result.tailCut().orElseThrow();
                assertThat(done.offset()).isEqualTo(whole.length);
                assertThat(done.entryIndex()).isEqualTo(5);
                assertThat(done.bytesCut()).isBetween(1L, (long) cut);
                assertThat(Files.readAllBytes(store.file(OPEN))).isEqualTo(whole);
                assertThat(Files.readAllBytes(done.copy()))
                        .startsWith(whole)
                        .hasSizeLessThanOrEqualTo(whole.length + cut);
                assertThat(store.check(FOUR).repairs()).isEmpty();
            }
        }
        assertThat(DurableFiles.list(store.layout.damaged())).hasSize(StorePreflight.MAX_KEPT_COPIES);
    }

    /** A record whose checksum ends with zeros is whole without them when zeros follow. */
    private static boolean isWhole(byte[] record, byte[] torn, int padding) {
        byte[] padded = Arrays.copyOf(torn, torn.length + padding);
        return padded.length >= record.length && Arrays.equals(Arrays.copyOf(padded, record.length), record);
    }

    @Test
    void cutsOffATornHeader() throws IOException {
        for (int bytes = 1; bytes < SegmentReader.HEADER.length; bytes++) {
            Files.write(store.file(OPEN), Arrays.copyOf(SegmentReader.HEADER, bytes));
            TailCut cut = store.preflight(LogPosition.NONE).tailCut().orElseThrow();
            assertThat(cut.offset()).isZero();
            assertThat(cut.bytesCut()).isEqualTo(bytes);
            assertThat(Files.size(store.file(OPEN))).isZero();
            assertThat(store.preflight(LogPosition.NONE).notes())
                    .singleElement()
                    .asString()
                    .contains("never finished");
            assertThat(store.file(OPEN)).doesNotExist();
        }
    }

    @Test
    void removesASegmentThatHasOnlySpaceSetAside() throws IOException {
        store.segment("log_0-4", 1, 0, 4, 0);
        Files.write(store.file("log_inprogress_5"), new byte[4096]);
        StorePreflight.Result result = store.preflight(FOUR);
        assertThat(result.tailCut()).isEmpty();
        assertThat(store.file("log_inprogress_5")).doesNotExist();
    }

    @Test
    void refusesABrokenRecordThatHasBeenApplied() throws IOException {
        store.segment(OPEN, 1, 0, 4, 100);
        byte[] bytes = Files.readAllBytes(store.file(OPEN));
        bytes[bytes.length - 101] ^= 0x10;
        Files.write(store.file(OPEN), bytes);
        assertThatThrownBy(() -> store.preflight(FOUR))
                .isInstanceOf(AppliedTailTornException.class)
                .hasMessageContaining("entry 4 has been applied");
        assertThat(store.preflight(new LogPosition(1, 3)).tailCut()).isPresent();
    }

    @Test
    void refusesABrokenRecordWithAnythingBehindIt() throws IOException {
        byte[] record = StoreBuilder.record(1, 5, new byte[300]);
        record[20] ^= 1;
        store.segment(OPEN, 1, 0, 4, 0);
        long offset = Files.size(store.file(OPEN));
        store.append(OPEN, record);
        store.append(OPEN, new byte[500]);
        store.append(OPEN, new byte[] {1});
        assertThatThrownBy(() -> store.preflight(FOUR)).isInstanceOfSatisfying(LogDamagedException.class, damage -> {
            assertThat(damage.offset()).isEqualTo(offset);
            assertThat(damage.found()).contains("more follows at offset");
        });
    }

    @Test
    void refusesABrokenLengthThatHidesGoodRecords() throws IOException {
        byte[] record = StoreBuilder.record(1, 5, new byte[300]);
        record[1] = 0x7f; // The length now reaches over the end of the file.
        store.segment(OPEN, 1, 0, 4, 0);
        store.append(OPEN, record);
        store.append(OPEN, StoreBuilder.record(1, 6, new byte[30]));
        assertThatThrownBy(() -> store.preflight(FOUR))
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("a whole record follows at offset");
    }

    @Test
    void afterAFailedWriteOfThisProcessCutsWhateverFollowsTheLastRecord() throws IOException {
        store.segment(OPEN, 1, 0, 4, 0);
        byte[] half = Arrays.copyOf(StoreBuilder.record(1, 5, new byte[300]), 200);
        for (int i = 0; i < 3; i++) {
            store.append(OPEN, half);
        }
        CheckRequest strict = store.request(FOUR);
        assertThatThrownBy(() -> StorePreflight.run(store.layout, strict)).isInstanceOf(LogDamagedException.class);
        CheckRequest knowing = new CheckRequest(FOUR, true, true, 1 << 20, StoreBuilder.MEND);
        assertThat(StorePreflight.run(store.layout, knowing).tailCut()).isPresent();
        assertThat(store.check(FOUR).last()).isEqualTo(FOUR);
    }

    @Test
    void finishesAPurgeThatWasInterrupted() throws IOException {
        store.segment("log_0-4", 1, 0, 4, 0)
                .segment("log_10-14", 1, 10, 14, 0)
                .segment("log_inprogress_15", 1, 15, 16, 0)
                .snapshot(1, 12, "state");
        StorePreflight.Result result = store.preflight(new LogPosition(1, 13));
        assertThat(result.notes()).singleElement().asString().contains("log_0-4", "purge");
        assertThat(store.file("log_0-4")).doesNotExist();
        assertThat(store.check(new LogPosition(1, 13)).first()).isEqualTo(10);
    }

    @Test
    void writesATornTermAnewForOneAlone() throws IOException {
        store.segment(OPEN, 7, 0, 4, 0);
        LogPosition applied = new LogPosition(7, 4);
        List<String> torn = List.of(
                "",
                "\0\0\0\0",
                "#\n#Fri",
                "#\n#Fri Nov 20\n",
                "#\n#Fri\nterm=1",
                "term=12\nvotedFo",
                "votedFor=\n",
                "term=9\n",
                "term=9\nvotedFor=\n\0\0");
        for (String content : torn) {
            store.meta(content);
            StorePreflight.Result result = store.preflight(applied);
            assertThat(result.notes()).singleElement().asString().contains("written anew with term 7");
            assertThat(RaftMetaFile.read(store.file("raft-meta"))).isEqualTo(new RaftMetaFile.Whole(7, ""));
        }
    }

    @Test
    void removesWhatWasNeverFinished() throws IOException {
        store.segment("log_inprogress_11", 1, 11, 14, 0).snapshot(1, 10, "state");
        Path part = store.layout.snapshots(store.identity.groupId()).resolve("snapshot.1_14.part");
        Files.writeString(part, "half");
        Files.write(store.file("raft-meta.conf"), new byte[0]);
        assertThat(store.preflight(new LogPosition(1, 14)).notes()).hasSize(2);
        assertThat(part).doesNotExist();
        assertThat(store.file("raft-meta.conf")).doesNotExist();
    }

    @Test
    void keepsASecondUserOut() throws IOException {
        try (StoreLock held = StoreLock.take(store.layout)) {
            assertThatThrownBy(() -> StoreLock.take(held.layout()))
                    .isInstanceOf(StoreInUseException.class)
                    .hasMessageContaining("another process uses this store");
        }
        StoreLock.take(store.layout).close();
    }

    @Test
    void aRefusedSecondUserDoesNotGiveUpTheLockOfTheFirst() throws Exception {
        try (StoreLock held = StoreLock.take(store.layout)) {
            assertThatThrownBy(() -> StoreLock.take(held.layout())).isInstanceOf(StoreInUseException.class);
            assertThat(lockFromAnotherProcess())
                    .as("exit status of the other process")
                    .isEqualTo(7);
        }
        assertThat(lockFromAnotherProcess()).isZero();
    }

    /** Tries the same kind of lock as Java's; 7 if somebody holds it. */
    private int lockFromAnotherProcess() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        java,
                        "-cp",
                        classPath,
                        TakeLockMain.class.getName(),
                        store.layout.root().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** A process that takes the lock and ends with 0, or with 7 if it is held. */
    static final class TakeLockMain {
        private TakeLockMain() {}

        /**
         * Runs.
         *
         * @param args directory of the log
         */
        public static void main(String[] args) throws IOException {
            try (StoreLock held = StoreLock.take(new StoreLayout(Path.of(args[0])))) {
                System.exit(held.layout().root().toString().isEmpty() ? 1 : 0);
            } catch (StoreInUseException inUse) {
                System.exit(7);
            }
        }
    }
}
