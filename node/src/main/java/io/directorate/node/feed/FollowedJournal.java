package io.directorate.node.feed;

import io.directorate.consensus.feed.FeedHash;
import io.directorate.consensus.feed.FeedItem;
import io.directorate.consensus.feed.FeedSink;
import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogPosition;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.EventCodec;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.codec.UnknownEventException;
import io.directorate.events.journal.JournalRow;
import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.projection.ApplyStoppedException;
import io.directorate.node.projection.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes log entries of the feed's events again, and applies them as a voter does: whole entries, in order, each once. The journal that comes of it has the same
 * hashes; that is compared after each step. Used by the follower's thread; {@link #end} and {@link #stopped} by any.
 */
final class FollowedJournal implements FeedSink {
    private final Projection projection;
    private final JournalFeed journal;
    /** Events of an entry whose last event is still to come; at most one entry. */
    private final List<FeedItem> begun = new ArrayList<>();

    private boolean ended;
    private volatile Optional<String> stopped = Optional.empty();

    FollowedJournal(Projection projection, JournalFeed journal) {
        this.projection = projection;
        this.journal = journal;
    }

    /** Takes nothing from now on: another one writes the journal. Waits for what is being applied. */
    synchronized void end() {
        ended = true;
    }

    /** Says why nothing is taken any more until the director is started anew. */
    Optional<String> stopped() {
        return stopped;
    }

    @Override
    public synchronized void accept(List<FeedItem> items) throws Exception {
        if (ended) {
            throw new IllegalStateException("another log is followed now");
        }
        if (stopped.isPresent()) {
            throw new IllegalStateException(stopped.get());
        }
        List<FeedItem> open = new ArrayList<>(begun);
        List<CommittedEntry> entries = new ArrayList<>();
        FeedHash own = FeedHash.of(new byte[FeedHash.BYTES]);
        try {
            for (FeedItem item : items) {
                open.add(item);
                if (FeedRow.decode(item.body()).last()) {
                    entries.add(entry(open, projection.features()));
                    own = item.header().own();
                    open.clear();
                }
            }
            if (!entries.isEmpty()) {
                projection.apply(entries);
            }
        } catch (ApplyStoppedException e) {
            throw stop(String.valueOf(e.getMessage()), e);
        } catch (UnknownEventException e) {
            // What stands before it this director can still have.
            projection.apply(entries);
            throw stop(projection.stop("the feed after event " + journal.head(), e), e);
        }
        begun.clear();
        begun.addAll(open);
        if (!entries.isEmpty() && !journal.position().hash().equals(own)) {
            stopped = Optional.of("the journal came out differently from the voters' after event "
                    + journal.head()
                    + ": forwarding goes on with the last image; stop the director, move its dataDir away"
                    + " and start it, and it gets everything anew");
            throw new IllegalStateException(stopped.get());
        }
    }

    private IllegalStateException stop(String why, Exception cause) {
        stopped = Optional.of(why);
        return new IllegalStateException(why, cause);
    }

    private static CommittedEntry entry(List<FeedItem> items, FeatureSet features) {
        FeedItem.Header first = items.get(0).header();
        List<DecidedCommand> commands = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        Optional<JournalRow.Cause> cause = Optional.empty();
        for (FeedItem item : items) {
            FeedRow row = FeedRow.decode(item.body());
            if (cause.isPresent() && !cause.get().equals(row.cause())) {
                commands.add(command(cause.get(), events));
                events = new ArrayList<>();
            }
            cause = Optional.of(row.cause());
            events.add(EventCodec.decode(row.json(), features));
        }
        commands.add(command(cause.orElseThrow(), events));
        return new CommittedEntry(
                new LogPosition(first.term(), first.index()),
                LogEntryCodec.encodeWithEvents(LogEntry.of(first.sequence() - 1, commands), features)
                        .bytes());
    }

    private static DecidedCommand command(JournalRow.Cause cause, List<Event> events) {
        return new DecidedCommand(
                cause.commandId(), cause.actor(), cause.reason(), cause.timeMillis(), cause.digest(), events);
    }
}
