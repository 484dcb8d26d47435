package io.directorate.node.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogPosition;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalOptions;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.config.DirectorConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When images of the history are kept, through the projection that they are of. */
class ImageKeeperTest {
    private static final int DISTANCE = 10;
    private static final DirectorConfig.History BOUNDS = new DirectorConfig.History(0, DISTANCE);

    @TempDir
    private Path folder;

    private long sequence;

    private Journal open(String name) {
        return Journal.open(
                folder.resolve(name), JournalOptions.defaults(folder.resolve("keys"), Clock.systemUTC(), "mend"));
    }

    /** Applies so many entries of one event each, in one go, as after a long absence. */
    private void apply(Projection projection, int number) throws Exception {
        List<CommittedEntry> batch = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Event event = new Event.DirectorReported("a", "started", Map.of());
            DecidedCommand command =
                    new DecidedCommand("command-" + sequence, "director:a", "", 1, "0".repeat(64), List.of(event));
            byte[] bytes = LogEntryCodec.encodeWithEvents(LogEntry.of(sequence, List.of(command)))
                    .bytes();
            batch.add(new CommittedEntry(new LogPosition(1, sequence + 1), bytes));
            sequence++;
        }
        projection.apply(batch);
    }

    private static long kept(Journal journal) {
        return journal.latestCheckpoint(Long.MAX_VALUE)
                .map(checkpoint -> checkpoint.position().sequence())
                .orElse(0L);
    }

    @Test
    void keepsNoneBeforeTheDistance() throws Exception {
        try (Journal journal = open("journal.db")) {
            try (Projection projection = new Projection(journal, BOUNDS)) {
                apply(projection, DISTANCE - 1);
            }
            assertThat(kept(journal)).isZero();
        }
    }

    @Test
    void keepsTheOneThatWaitsWhenItStops() throws Exception {
        try (Journal journal = open("journal.db")) {
            try (Projection projection = new Projection(journal, BOUNDS)) {
                apply(projection, DISTANCE);
                apply(projection, 3);
            }
            assertThat(kept(journal)).isEqualTo(DISTANCE + 3);
            assertThat(History.imageAt(journal, Long.MAX_VALUE, FeatureSet.THIS_BUILD)
                            .provenance()
                            .sequence())
                    .isEqualTo(DISTANCE + 3);
        }
    }

    @Test
    void letsAChangeWaitRatherThanFallTooFarBehind() throws Exception {
        try (Journal journal = open("journal.db");
                Projection projection = new Projection(journal, BOUNDS)) {
            apply(projection, ImageKeeper.MOST_BEHIND * DISTANCE);
            assertThat(kept(journal)).isEqualTo(ImageKeeper.MOST_BEHIND * DISTANCE);
        }
    }

    @Test
    void outlivesAJournalThatTakesNoImage() throws Exception {
        Journal journal = open("journal.db");
        Projection projection = new Projection(journal, BOUNDS);
        apply(projection, DISTANCE);
        journal.close();
        assertThatCode(projection::close).doesNotThrowAnyException();
        try (Journal again = open("journal.db");
                Projection next = new Projection(again, BOUNDS)) {
            assertThat(next.image().provenance().sequence()).isEqualTo(DISTANCE);
        }
    }

    @Test
    void countsAnewFromACopyThatTookTheJournalsPlace() throws Exception {
        Path copy = folder.resolve("copy.db");
        try (Journal other = open("other.db");
                Projection ahead = new Projection(other, BOUNDS)) {
            apply(ahead, DISTANCE - 1);
            ahead.snapshotTo(copy);
        }
        try (Journal journal = open("journal.db")) {
            try (Projection projection = new Projection(journal, BOUNDS)) {
                projection.restoreFrom(copy);
                apply(projection, DISTANCE - 1);
            }
            assertThat(kept(journal)).isZero();
        }
    }
}
