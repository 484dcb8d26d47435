package io.directorate.node.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.feed.FeedHash;
import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogPosition;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalOptions;
import io.directorate.events.journal.JournalRow;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.projection.Projection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower's journal against the one that it follows. */
class FollowedJournalTest {
    private static final DirectorConfig.History KEEP_ALL = new DirectorConfig.History(0, 10_000);

    @TempDir
    private Path folder;

    private Journal leaders;
    private Projection leader;
    private Journal followers;
    private Projection follower;
    private FollowedJournal sink;
    private long index = 1;
    private int commands;

    @BeforeEach
    void open() throws Exception {
        leaders = journal("leader");
        leader = new Projection(leaders, KEEP_ALL);
        followers = journal("follower");
        follower = new Projection(followers, KEEP_ALL);
        sink = new FollowedJournal(follower, new JournalFeed(followers));
    }

    @AfterEach
    void close() {
        leader.close();
        leaders.close();
        follower.close();
        followers.close();
    }

    private Journal journal(String name) throws IOException {
        return Journal.open(
                Files.createDirectories(folder.resolve(name)).resolve("journal.db"),
                JournalOptions.defaults(folder.resolve(name).resolve("keys"), Clock.systemUTC(), "mend"));
    }

    /** One entry of so many commands with so many events each; indices have holes, as elections leave them. */
    private void commit(int number, int events) throws Exception {
        List<DecidedCommand> decided = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            List<Event> of = new ArrayList<>();
            for (int event = 0; event < events; event++) {
                of.add(new Event.DirectorReported("a", "started", Map.of("number", String.valueOf(event))));
            }
            commands++;
            decided.add(new DecidedCommand("command-" + commands, "director:a", "wörds", 7, "0".repeat(64), of));
        }
        long base = leader.image().provenance().sequence();
        leader.apply(List.of(
                new CommittedEntry(new LogPosition(3, index), LogEntryCodec.encode(LogEntry.of(base, decided)))));
        index += 2;
    }

    private List<FeedItem> all() {
        return new JournalFeed(leaders).read(1, 500);
    }

    @Test
    void becomesTheSameHistoryHoweverItIsCutUp() throws Exception {
        commit(1, 1);
        commit(3, 4);
        commit(1, 7);
        commit(2, 1);
        List<FeedItem> items = all();
        Random random = new Random(5);
        int at = 0;
        while (at < items.size()) {
            int end = Math.min(items.size(), at + 1 + random.nextInt(4));
            sink.accept(items.subList(at, end));
            at = end;
        }
        assertThat(rows(followers)).isEqualTo(rows(leaders));
        assertThat(new JournalFeed(followers).position()).isEqualTo(new JournalFeed(leaders).position());
        assertThat(follower.image().provenance()).isEqualTo(leader.image().provenance());
        assertThat(followers.find("command-4")).isEqualTo(leaders.find("command-4"));
        assertThat(sink.stopped()).isEmpty();
    }

    private static List<JournalRow> rows(Journal journal) {
        List<JournalRow> rows = new ArrayList<>();
        journal.replay(1, rows::add);
        return rows;
    }

    @Test
    void appliesAnEntryWholeOrNotAtAll() throws Exception {
        commit(1, 1);
        commit(2, 3);
        List<FeedItem> items = all();
        sink.accept(items.subList(0, items.size() - 1));
        assertThat(followers.applied().sequence()).isEqualTo(1);
        // It began anew meanwhile: what was begun comes again.
        sink.end();
        assertThatThrownBy(() -> sink.accept(items.subList(items.size() - 1, items.size())))
                .hasMessageContaining("another log is followed");
        new FollowedJournal(follower, new JournalFeed(followers)).accept(items.subList(1, items.size()));
        assertThat(rows(followers)).isEqualTo(rows(leaders));
    }

    @Test
    void stopsAtAnEventThatThisBuildDoesNotKnow() throws Exception {
        commit(1, 1);
        FeedItem good = all().get(0);
        FeedRow row = FeedRow.decode(good.body());
        byte[] unknown = new String(row.json(), StandardCharsets.UTF_8)
                .replace("director-reported", "director-dreamt")
                .getBytes(StandardCharsets.UTF_8);
        FeedItem bad = new FeedItem(good.header(), new FeedRow(row.cause(), unknown, true).encode());
        assertThatThrownBy(() -> sink.accept(List.of(bad))).hasMessageContaining("install that");
        assertThat(sink.stopped()).get().asString().contains("is forwarded on");
        assertThatThrownBy(() -> sink.accept(List.of(good))).hasMessageContaining("install that");
        assertThat(followers.applied().sequence()).isZero();
    }

    @Test
    void stopsWhereTheClusterIsRaisedAboveIt() throws Exception {
        leader.close();
        leader = new Projection(leaders, KEEP_ALL, new FeatureSet(2, event -> 1));
        commit(1, 2);
        LogEntry raise = LogEntry.of(
                2,
                List.of(new DecidedCommand(
                        "raise", "director:a", "", 7, "0".repeat(64), List.of(new Event.FeatureLevelRaised(2)))));
        leader.apply(List.of(new CommittedEntry(new LogPosition(3, index), LogEntryCodec.encode(raise))));
        assertThatThrownBy(() -> sink.accept(all())).hasMessageContaining("this build supports 1");
        assertThat(sink.stopped())
                .isEqualTo(follower.stopped())
                .get()
                .asString()
                .contains("raised to feature level 2");
        // What stands before it is here.
        assertThat(followers.applied().sequence()).isEqualTo(2);
        assertThat(follower.image().featureLevel()).isEqualTo(1);
        follower.close();
        follower = new Projection(followers, KEEP_ALL, new FeatureSet(2, event -> 1));
        sink = new FollowedJournal(follower, new JournalFeed(followers));
        List<FeedItem> items = all();
        sink.accept(items.subList(2, items.size()));
        assertThat(follower.image().featureLevel()).isEqualTo(2);
        assertThat(rows(followers)).isEqualTo(rows(leaders));
    }

    @Test
    void stopsWhenItsJournalComesOutDifferently() throws Exception {
        commit(1, 1);
        FeedItem item = all().get(0);
        FeedItem.Header said = item.header();
        byte[] other = new byte[FeedHash.BYTES];
        other[0] = 1;
        FeedItem odd = new FeedItem(
                new FeedItem.Header(said.sequence(), said.index(), said.term(), said.previous(), FeedHash.of(other)),
                item.body());
        assertThatThrownBy(() -> sink.accept(List.of(odd))).hasMessageContaining("came out differently");
        assertThat(sink.stopped()).isPresent();
    }

    @Test
    void takesTheSameEventsAgainAfterAFailure() throws Exception {
        commit(1, 2);
        List<FeedItem> items = all();
        followers.close();
        assertThatThrownBy(() -> sink.accept(items)).isInstanceOf(RuntimeException.class);
        assertThat(sink.stopped()).isEmpty();
        follower.close();
        followers = journal("follower");
        follower = new Projection(followers, KEEP_ALL);
        sink = new FollowedJournal(follower, new JournalFeed(followers));
        sink.accept(items);
        assertThat(rows(followers)).isEqualTo(rows(leaders));
    }

    @Test
    void refusesARowThatIsNone() {
        JournalRow.Cause cause = new JournalRow.Cause("id", "0".repeat(64), "user:root", "why", 5);
        byte[] good = new FeedRow(cause, new byte[] {1, 2}, true).encode();
        FeedRow read = FeedRow.decode(good);
        assertThat(read.cause()).isEqualTo(cause);
        assertThat(read.last()).isTrue();
        assertThat(read.json()).containsExactly(1, 2);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> FeedRow.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatThrownBy(() -> FeedRow.decode(longer)).hasMessageContaining("followed by 1 bytes");
        byte[] later = good.clone();
        later[0] = 2;
        assertThatThrownBy(() -> FeedRow.decode(later)).hasMessageContaining("another version");
    }
}
