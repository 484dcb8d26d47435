package io.directorate.node.director;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.directorate.node.director.ChangeSender.Acknowledged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A director that died, by a crash or a power loss, in the middle of writing a record of its log. */
class TornLogIT {
    private static final int CHANGES = 12;
    private static final int CHECKSUM_BYTES = 4;
    private static final long AWAIT_SECONDS = 60;
    /** None is made here. */
    private static final int SNAPSHOT_ENTRIES = 10_000;

    @TempDir
    private Path folder;

    private ChildDirector director;
    private ChangeSender sender;

    /** What damages the log. */
    private interface Tear {
        void tear(LogRecords records) throws IOException;
    }

    @BeforeEach
    void makeChangesAndCrash() throws Exception {
        director = new ChildDirector(folder, SNAPSHOT_ENTRIES);
        director.start();
        director.awaitReady();
        sender = new ChangeSender(director.client(), 1, CHANGES, new AtomicLong());
        sender.run();
        assertThat(sender.acknowledged()).hasSize(CHANGES);
        director.kill();
    }

    @AfterEach
    void close() throws Exception {
        director.close();
    }

    /** The journal of an earlier moment stands for the crash coming before the last change was applied. */
    @Test
    void cutsTheLastRecordThatIsOnlyHalfThereAndTakesTheChangeWhenItIsSentAgain() throws Exception {
        DirectorFixture.copy(journal(), folder.resolve("journal-before"));
        director.start();
        director.awaitReady();
        awaitReport("started", 2);
        ChangeSender unlucky = new ChangeSender(director.client(), 3, 1, new AtomicLong());
        unlucky.run();
        director.kill();
        Files.move(journal(), folder.resolve("journal-after"));
        DirectorFixture.copy(folder.resolve("journal-before"), journal());

        startsAndSaysWhatItCut(records -> {
            int length = records.last().end() - records.last().begin();
            records.tearLast(length / 2);
        });
        director.start();
        director.awaitReady();
        ChangeSender again = new ChangeSender(director.client(), 3, 1, new AtomicLong());
        again.run();
        assertThat(again.acknowledged()).singleElement().satisfies(change -> {
            assertThat(change.repeated()).isFalse();
            assertThat(director.events())
                    .filteredOn(event -> event.path("commandid").asText().equals(change.commandId()))
                    .hasSize((int) change.events());
        });
    }

    @Test
    void goesOnFromTheJournalWhenAChangeThatWasAppliedIsTorn() throws Exception {
        startsAndSaysWhatItCut(records -> records.tearLast(1));
    }

    @Test
    void goesOnFromTheJournalWhenHalfTheLogIsCutOff() throws Exception {
        startsAndSaysWhatItCut(LogRecords::tearHalf);
    }

    /** What is damaged, and not merely missing at the end, is for an operator. */
    @Test
    void refusesALogWithAChangedByteAndNamesThePlaceAndTheCommandThatMendsIt() throws Exception {
        LogRecords records = LogRecords.read(director.dataDir());
        records.changeByteInTheMiddle();
        director.start();
        long deadline = deadline();
        String reason = "";
        while (!reason.contains("is damaged at offset")) {
            director.check(deadline);
            reason = director.reason();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(reason)
                .contains(
                        records.file().toString(),
                        Integer.toString(records.middle().begin()),
                        "directorate cluster recover --data-dir");
        director.kill();

        assertThat(String.join("\n", Recovery.recover(director.dataDir()))).contains("no acknowledged change is lost");
        director.start();
        director.awaitReady();
        checkAcknowledgedIsThere();
    }

    @Test
    void cutsAChangeOfWhichOnlyTheFirstByteWasWritten() throws Exception {
        startsAndSaysWhatItCut(records -> records.beginAnother(1));
    }

    @Test
    void cutsAChangeThatIsHalfWritten() throws Exception {
        startsAndSaysWhatItCut(records -> {
            LogRecords.Entry change = records.lastChange();
            records.beginAnother((change.end() - change.begin()) / 2);
        });
    }

    @Test
    void cutsAChangeThatLacksOnlyItsChecksum() throws Exception {
        startsAndSaysWhatItCut(records -> {
            LogRecords.Entry change = records.lastChange();
            records.beginAnother(change.end() - change.begin() - CHECKSUM_BYTES);
        });
    }

    private void startsAndSaysWhatItCut(Tear tear) throws Exception {
        LogRecords before = LogRecords.read(director.dataDir());
        tear.tear(before);
        director.start();
        director.awaitReady();
        JsonNode cut = awaitReport("log-tail-cut", 1);
        assertThat(cut.path("data").toString())
                .contains(before.file().toString(), "bytes cut off at offset", "kept as");
        checkAcknowledgedIsThere();
        ChangeSender next = new ChangeSender(director.client(), 2, CHANGES, new AtomicLong());
        next.run();
        assertThat(next.acknowledged()).hasSize(CHANGES);
        director.kill();
        assertThat(Recovery.verify(director.dataDir()).firstSequence()).isEqualTo(1);
    }

    private void checkAcknowledgedIsThere() throws IOException {
        List<JsonNode> events = director.events();
        for (Acknowledged change : sender.acknowledged()) {
            JsonNode event = events.get((int) change.sequence() - 1);
            assertThat(event.path("commandid").asText()).isEqualTo(change.commandId());
        }
    }

    private Path journal() {
        return director.dataDir().resolve("journal");
    }

    /** Waits for so many reports of the director about itself, and returns the last. */
    private JsonNode awaitReport(String kind, int count) throws IOException {
        long deadline = deadline();
        while (true) {
            List<JsonNode> reports = director.events().stream()
                    .filter(event -> event.path("type").asText().endsWith("director-reported"))
                    .filter(event -> event.path("data").path("kind").asText().equals(kind))
                    .toList();
            if (reports.size() >= count) {
                return reports.get(count - 1);
            }
            director.check(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
    }
}
