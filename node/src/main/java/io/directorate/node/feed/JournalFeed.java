package io.directorate.node.feed;

import io.directorate.consensus.feed.FeedHash;
import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.FeedPosition;
import io.directorate.consensus.feed.FeedSource;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalQuery;
import io.directorate.events.journal.JournalRow;
import java.util.ArrayList;
import java.util.List;

/** A director's journal as the source of a feed. May be used by any thread. */
public final class JournalFeed implements FeedSource {
    private final Journal journal;

    /**
     * Makes it.
     *
     * @param journal open; read only
     */
    public JournalFeed(Journal journal) {
        this.journal = journal;
    }

    @Override
    public long head() {
        return journal.applied().sequence();
    }

    /** How far this journal has come, with the hash that the next event must continue. */
    FeedPosition position() {
        long sequence = head();
        if (sequence == 0) {
            return new FeedPosition(0, FeedHash.of(new byte[FeedHash.BYTES]));
        }
        List<JournalRow> last = journal.list(JournalQuery.all().sequences(sequence, sequence));
        return new FeedPosition(sequence, FeedHash.of(last.get(0).hash()));
    }

    /** An entry's events are committed together, so that the last row there is ends an entry. */
    @Override
    public List<FeedItem> read(long fromSequence, int limit) {
        List<JournalRow> rows = journal.list(
                JournalQuery.all().sequences(fromSequence, Long.MAX_VALUE).limit(limit + 1));
        List<FeedItem> items = new ArrayList<>(Math.min(limit, rows.size()));
        for (int i = 0; i < rows.size() && i < limit; i++) {
            JournalRow row = rows.get(i);
            boolean last = i + 1 == rows.size() || rows.get(i + 1).index() != row.index();
            items.add(new FeedItem(
                    new FeedItem.Header(
                            row.sequence(),
                            row.index(),
                            row.term(),
                            FeedHash.of(row.previousHash()),
                            FeedHash.of(row.hash())),
                    new FeedRow(row.command(), row.body(), last).encode()));
        }
        return items;
    }
}
