package io.directorate.consensus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreCheckTest {
    private static final LogPosition NONE = LogPosition.NONE;

    @TempDir
    Path root;

    private StoreBuilder store;

    @BeforeEach
    void build() {
        store = new StoreBuilder(root);
    }

    private static LogPosition at(long term, long index) {
        return new LogPosition(term, index);
    }

    private void refuses(LogPosition applied, Path file, long offset, String found) {
        assertThatThrownBy(() -> store.preflight(applied)).isInstanceOfSatisfying(LogDamagedException.class, damage -> {
            assertThat(damage.file()).isEqualTo(file);
            assertThat(damage.offset()).isEqualTo(offset);
            assertThat(damage.found()).contains(found);
            assertThat(damage).hasMessageContaining(file.toString());
            assertThat(damage).hasMessageContaining(StoreBuilder.MEND);
        });
        assertThat(store.layout.damaged()).doesNotExist();
    }

    @Test
    void findsAWholeStoreClean() throws IOException {
        store.segment("log_0-4", 1, 0, 4, 0)
                .segment("log_5-9", 2, 5, 9, 0)
                .segment("log_inprogress_10", 2, 10, 12, 5000)
                .configuration(List.of(store.identity.memberId().toString()), 3);
        StoreReport report = store.check(at(2, 11));
        assertThat(report.repairs()).isEmpty();
        assertThat(report.first()).isZero();
        assertThat(report.last()).isEqualTo(at(2, 12));
    }

    @Test
    void refusesAGapBetweenSegments() throws IOException {
        store.segment("log_0-4", 1, 0, 4, 0).segment("log_inprogress_6", 1, 6, 9, 0);
        refuses(NONE, store.file("log_inprogress_6"), 0, "begins with entry 6");
    }

    @Test
    void refusesAMissingFirstSegment() throws IOException {
        store.segment("log_5-9", 1, 5, 9, 0);
        refuses(NONE, store.file("log_5-9"), 0, "there is no snapshot");
    }

    @Test
    void refusesASegmentThatIsShorterThanItsName() throws IOException {
        store.segment("log_0-4", 1, 0, 3, 0);
        refuses(NONE, store.file("log_0-4"), Files.size(store.file("log_0-4")), "entries 4 to 4 are missing");
    }

    @Test
    void refusesAnOpenSegmentInTheMiddle() throws IOException {
        store.segment("log_inprogress_0", 1, 0, 4, 0).segment("log_5-9", 1, 5, 9, 0);
        refuses(NONE, store.file("log_inprogress_0"), 0, "still open");
    }

    @Test
    void refusesAForeignLogFile() throws IOException {
        store.segment("log_0-4", 1, 0, 4, 0);
        Files.writeString(store.file("log_5-x"), "?");
        refuses(NONE, store.file("log_5-x"), 0, "does not belong");
    }

    @Test
    void refusesABadHeader() throws IOException {
        store.segment("log_inprogress_0", 1, 0, 4, 0);
        byte[] bytes = Files.readAllBytes(store.file("log_inprogress_0"));
        bytes[3] ^= 1;
        Files.write(store.file("log_inprogress_0"), bytes);
        refuses(NONE, store.file("log_inprogress_0"), 0, "header");
    }

    @Test
    void refusesAnEntryOutOfPlaceAndAnOlderTerm() throws IOException {
        store.segment("log_inprogress_0", 3, 0, 4, 0);
        long offset = Files.size(store.file("log_inprogress_0"));
        store.append("log_inprogress_0", StoreBuilder.record(3, 7, new byte[10]));
        refuses(NONE, store.file("log_inprogress_0"), offset, "entry 7 stands where entry 5 should");
        store.segment("log_inprogress_0", 3, 0, 4, 0);
        store.append("log_inprogress_0", StoreBuilder.record(2, 5, new byte[10]));
        refuses(NONE, store.file("log_inprogress_0"), offset, "older than term 3");
    }

    @Test
    void refusesALogThatEndsBeforeWhatTheJournalHasApplied() throws IOException {
        store.segment("log_inprogress_0", 1, 0, 4, 100);
        long end = Files.size(store.file("log_inprogress_0")) - 100;
        refuses(at(1, 5), store.file("log_inprogress_0"), end, "applied up to entry 5");
    }

    @Test
    void refusesAJournalOfAnotherLog() throws IOException {
        store.segment("log_inprogress_0", 1, 0, 4, 0);
        assertThatThrownBy(() -> store.preflight(at(2, 3)))
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("do not belong together");
    }

    @Test
    void refusesAMissingStoreWhenTheJournalHasEntries(@TempDir Path empty) {
        StoreLayout layout = new StoreLayout(empty);
        assertThatThrownBy(() -> LogStoreCheck.check(layout, store.request(at(1, 3))))
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("is missing, but the journal has applied up to index 3 of term 1");
    }

    @Test
    void refusesALogWithoutItsIdentity() throws IOException {
        Files.delete(store.layout.identity());
        refuses(NONE, store.layout.identity(), 0, "there is a log in");
    }

    @Test
    void refusesAChangedIdentity() throws IOException {
        byte[] bytes = Files.readAllBytes(store.layout.identity());
        bytes[12] ^= 1;
        Files.write(store.layout.identity(), bytes);
        refuses(NONE, store.layout.identity(), 0, "checksum");
    }

    @Test
    void refusesTermAndVoteThatCannotBe() throws IOException {
        store.segment("log_inprogress_0", 4, 0, 4, 0);
        Path meta = store.file("raft-meta");
        store.meta("term=3\nvotedFor=\n");
        refuses(NONE, meta, 0, "its term is 3, but the log has entries of term 4");
        store.meta("term=4\nvotedFor=somebody\n");
        refuses(NONE, meta, 0, "a vote for somebody");
        store.meta("term=four\nvotedFor=\n");
        refuses(NONE, meta, 0, "not a number");
        Files.delete(meta);
        refuses(NONE, meta, 0, "is missing");
    }

    @Test
    void refusesATornVoteWhenOthersTakePart() throws IOException {
        store.segment("log_inprogress_0", 4, 0, 4, 0).meta("");
        CheckRequest request = new CheckRequest(NONE, false, false, 1 << 20, StoreBuilder.MEND);
        assertThatThrownBy(() -> StorePreflight.run(store.layout, request))
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("what this member voted is forgotten");
    }

    @Test
    void refusesAGroupThatIsNotThisOne() throws IOException {
        Path file = store.file("raft-meta.conf");
        String self = store.identity.memberId().toString();
        store.segment("log_inprogress_0", 1, 0, 4, 0);
        store.configuration(List.of(self, "other"), 2);
        refuses(NONE, file, 0, "configured to be alone");
        store.configuration(List.of(self), 5);
        refuses(NONE, file, 0, "from entry 5");
        Files.write(file, "garbage".getBytes(StandardCharsets.UTF_8));
        refuses(NONE, file, 0, "log entry");
    }

    @Test
    void refusesASnapshotThatDoesNotFitItsDigest() throws IOException {
        store.segment("log_inprogress_11", 1, 11, 14, 0).snapshot(1, 10, "state");
        assertThat(store.check(at(1, 12)).snapshot()).isPresent();
        Path file = store.layout.snapshots(store.identity.groupId()).resolve("snapshot.1_10");
        Files.writeString(file, "State");
        refuses(at(1, 12), file, 0, "MD5");
    }

    @Test
    void refusesALogThatBeginsBehindItsSnapshot() throws IOException {
        store.segment("log_inprogress_12", 1, 12, 14, 0).snapshot(1, 10, "state");
        refuses(at(1, 12), store.file("log_inprogress_12"), 0, "newest snapshot ends with entry 10");
    }
}
