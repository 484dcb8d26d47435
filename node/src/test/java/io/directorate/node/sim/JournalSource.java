package io.directorate.node.sim;

import io.directorate.consensus.feed.FeedHash;
import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.FeedSource;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalQuery;
import java.util.List;

/** The events of a journal, for the feed. */
record JournalSource(Journal journal) implements FeedSource {
    @Override
    public long head() {
        return journal.applied().sequence();
    }

    @Override
    public List<FeedItem> read(long fromSequence, int limit) {
        JournalQuery query =
                JournalQuery.all().sequences(fromSequence, Long.MAX_VALUE).limit(limit);
        return journal.list(query).stream()
                .map(row -> new FeedItem(
                        new FeedItem.Header(
                                row.sequence(),
                                row.index(),
                                row.term(),
                                FeedHash.of(row.previousHash()),
                                FeedHash.of(row.hash())),
                        row.body()))
                .toList();
    }
}
