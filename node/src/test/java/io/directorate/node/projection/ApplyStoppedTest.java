package io.directorate.node.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogPosition;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalOptions;
import io.directorate.events.model.Timeouts;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.config.DirectorConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an old build does with the log of a newer one: it stops, skips nothing, and the newer one goes on from there. */
class ApplyStoppedTest {
    private static final FeatureSet OLDER = build(1);
    private static final FeatureSet NEWER = build(2);
    private static final Event USUAL = new Event.DirectorReported("a", "started", Map.of());
    private static final Event RAISED = new Event.FeatureLevelRaised(2);
    private static final Event NEW = new Event.TimeoutsSet(new Timeouts(600, 60, 60));

    @TempDir
    private Path folder;

    private static FeatureSet build(int supports) {
        return new FeatureSet(supports, event -> event instanceof Event.TimeoutsSet ? 2 : 1);
    }

    private Journal open(String name) {
        return Journal.open(
                folder.resolve(name),
                JournalOptions.defaults(folder.resolve(name + "-keys"), Clock.systemUTC(), "mend"));
    }

    private static Projection projection(Journal journal, FeatureSet features) throws ApplyStoppedException {
        return new Projection(journal, new DirectorConfig.History(0, 2), features);
    }

    /** One entry for each event, from an index on. */
    private static List<CommittedEntry> entries(long first, Event... events) {
        List<CommittedEntry> entries = new ArrayList<>();
        for (Event event : events) {
            long index = first + entries.size();
            DecidedCommand command =
                    new DecidedCommand("command-" + index, "director:a", "", 1, "0".repeat(64), List.of(event));
            entries.add(new CommittedEntry(
                    new LogPosition(1, index),
                    LogEntryCodec.encodeWithEvents(LogEntry.of(index - 1, List.of(command)), NEWER)
                            .bytes()));
        }
        return entries;
    }

    @Test
    void stopsWhereTheClusterIsRaisedAboveItAndTheNewerBuildGoesOnThere() throws Exception {
        List<CommittedEntry> all = entries(1, USUAL, USUAL, RAISED, NEW, USUAL);
        try (Journal journal = open("journal.db");
                Projection older = projection(journal, OLDER)) {
            assertThatThrownBy(() -> older.apply(all))
                    .isInstanceOf(ApplyStoppedException.class)
                    .hasMessageContainingAll(
                            "log entry 3",
                            "raised to feature level 2",
                            "this build supports 1",
                            "install that",
                            "nothing is skipped");
            assertThat(older.stopped().orElseThrow()).contains("log entry 3");
            // What stands before it is applied, nothing of what comes after.
            assertThat(older.applied()).isEqualTo(new LogPosition(1, 2));
            assertThat(older.image().provenance().sequence()).isEqualTo(2);
            assertThat(older.image().featureLevel()).isEqualTo(1);
        }
        try (Journal journal = open("journal.db");
                Projection newer = projection(journal, NEWER)) {
            assertThat(newer.applied()).isEqualTo(new LogPosition(1, 2));
            newer.apply(all.subList(2, all.size()));
            assertThat(newer.stopped()).isEmpty();
            assertThat(newer.image().provenance().sequence()).isEqualTo(5);
            assertThat(newer.image().featureLevel()).isEqualTo(2);
            assertThat(newer.image().timeouts()).isEqualTo(Optional.of(new Timeouts(600, 60, 60)));
        }
    }

    @Test
    void stopsAtAnEventOfAHigherLevelThoughNobodyRaisedIt() throws Exception {
        try (Journal journal = open("journal.db");
                Projection older = projection(journal, OLDER)) {
            assertThatThrownBy(() -> older.apply(entries(1, NEW)))
                    .isInstanceOf(ApplyStoppedException.class)
                    .hasMessageContainingAll("log entry 1", "timeouts-set", "at level 2", "install that");
            assertThat(older.applied()).isEqualTo(LogPosition.NONE);
        }
    }

    @Test
    void refusesAJournalOfAHigherLevel() throws Exception {
        try (Journal journal = open("journal.db");
                Projection newer = projection(journal, NEWER)) {
            newer.apply(entries(1, USUAL, RAISED));
        }
        try (Journal journal = open("journal.db")) {
            assertThatThrownBy(() -> projection(journal, OLDER))
                    .isInstanceOf(ApplyStoppedException.class)
                    .hasMessageContainingAll("feature level 2", "this build supports 1", "install that");
        }
        // Without the image that was kept: then it stops at the event itself.
        try (Journal journal = open("events-only.db");
                Projection newer = new Projection(journal, new DirectorConfig.History(0, 50), NEWER)) {
            newer.apply(entries(1, USUAL, RAISED));
            assertThatThrownBy(() -> History.imageAt(journal, Long.MAX_VALUE, OLDER))
                    .isInstanceOf(ApplyStoppedException.class)
                    .hasMessageContainingAll("event 2 of the journal", "this build supports 1", "install that");
            // The past that it knows it still shows.
            assertThat(History.imageAt(journal, 1, OLDER).provenance().sequence())
                    .isEqualTo(1);
        }
    }

    @Test
    void stopsAtACopyOfAHigherLevelAndKeepsItsImage() throws Exception {
        Path copy = folder.resolve("copy.db");
        try (Journal journal = open("other.db");
                Projection newer = projection(journal, NEWER)) {
            newer.apply(entries(1, USUAL, USUAL, RAISED, NEW));
            newer.snapshotTo(copy);
        }
        try (Journal journal = open("journal.db");
                Projection older = projection(journal, OLDER)) {
            older.apply(entries(1, USUAL));
            assertThatThrownBy(() -> older.restoreFrom(copy))
                    .isInstanceOf(ApplyStoppedException.class)
                    .hasMessageContaining("this build supports 1");
            assertThat(older.stopped()).isPresent();
            assertThat(older.image().provenance().sequence()).isEqualTo(1);
        }
        try (Journal journal = open("journal.db");
                Projection newer = projection(journal, NEWER)) {
            assertThat(newer.image().provenance().sequence()).isEqualTo(4);
            assertThat(newer.image().featureLevel()).isEqualTo(2);
        }
    }
}
