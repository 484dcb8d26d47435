package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a follower decides. It is told what came and answers what is to be handed over; what it then wants is in {@link
 * #wants}. The ring is never trusted: neither its sequences nor its order nor its silence. No input or output; one thread.
 */
final class FollowerCore {
    static final int MAX_FILL_ITEMS = 1000;
    /** After that many questions in a row without an event, what is on the ring is not waited for any longer. */
    static final int MAX_ATTEMPTS = 8;

    private final FeedCodec codec;
    private final int fillBytes;
    private final Deque<FeedCodec.Decoded> pending = new ArrayDeque<>();

    private FeedPosition position;
    private long cursor;
    private boolean cursorKnown;
    private Optional<Gap> gap = Optional.empty();
    private boolean askHead;
    private int headAttempts;
    private boolean diverged;

    private long delivered;
    private long dropped;
    private long forged;
    private long gaps;
    private long filled;
    private long announced;
    private long resets;
    private long chainBreaks;
    private long fillFailures;
    private long silences;
    private long abandoned;

    private record Gap(long to, int attempts) {}

    /** What is to be done next. */
    sealed interface Want permits Read, Fill, Head {}

    /** Read the ring from there. */
    record Read(long cursor) implements Want {}

    /** Ask a voter for events. */
    record Fill(GapFiller.Request request) implements Want {}

    /** Ask a voter how far it is. */
    record Head(int attempt) implements Want {}

    FollowerCore(FeedCodec codec, int fillBytes, FeedPosition position) {
        this.codec = codec;
        this.fillBytes = fillBytes;
        this.position = position;
    }

    Want wants() {
        if (gap.isPresent()) {
            Gap open = gap.get();
            long from = position.sequence() + 1;
            return new Fill(new GapFiller.Request(
                    from, Math.min(open.to, from + MAX_FILL_ITEMS - 1), fillBytes, open.attempts));
        }
        return askHead ? new Head(headAttempts) : new Read(cursor);
    }

    /** The ring was read from where {@link Read} said. */
    List<FeedItem> onRead(Ring.Batch batch) {
        if (batch.items().isEmpty()) {
            return List.of();
        }
        if (cursorKnown && batch.firstSequence() < cursor) {
            resets++;
        }
        cursorKnown = true;
        cursor = batch.nextSequence();
        for (byte[] bytes : batch.items()) {
            pending.addLast(codec.decode(bytes));
        }
        return go(new ArrayList<>());
    }

    /** The ring brought nothing for a while, or could not be read. */
    void onSilence() {
        silences++;
        askHead = true;
    }

    /** How the ring stands; asked after a silence. */
    void onRing(long head, long tail) {
        if (cursorKnown && tail + 1 < cursor) {
            resets++;
            cursor = Math.max(0, head);
        }
    }

    /** A voter has told its last sequence. */
    void onHead(long sequence) {
        askHead = false;
        headAttempts = 0;
        if (sequence > position.sequence() && gap.isEmpty()) {
            open(sequence);
        }
    }

    void onHeadFailed() {
        fillFailures++;
        // The ring is read in between; the next silence asks another one.
        askHead = false;
        headAttempts++;
    }

    /** A voter has answered. */
    List<FeedItem> onFilled(List<FeedItem> items) {
        if (gap.isEmpty()) {
            return List.of();
        }
        Gap open = gap.get();
        List<FeedItem> out = new ArrayList<>();
        for (FeedItem item : items) {
            if (item.sequence() == position.sequence() + 1 && item.sequence() <= open.to && !take(item, out)) {
                diverged = true;
                break;
            }
        }
        filled += out.size();
        if (out.isEmpty()) {
            onFillFailed();
            return go(out);
        }
        diverged = false;
        gap = position.sequence() >= open.to ? Optional.empty() : Optional.of(new Gap(open.to, 0));
        return go(out);
    }

    /** A voter has not answered, or had nothing. */
    void onFillFailed() {
        fillFailures++;
        if (gap.isPresent()) {
            Gap open = gap.get();
            if (open.attempts + 1 < MAX_ATTEMPTS) {
                gap = Optional.of(new Gap(open.to, open.attempts + 1));
            } else {
                // Nobody has it: not even the voters, or none is reached. The ring may go on; silence asks again.
                gap = Optional.empty();
                abandoned += pending.size();
                pending.clear();
            }
        }
    }

    private void open(long to) {
        gaps++;
        gap = Optional.of(new Gap(to, 0));
    }

    private boolean take(FeedItem item, List<FeedItem> out) {
        if (!item.header().previous().equals(position.hash())) {
            chainBreaks++;
            return false;
        }
        position = new FeedPosition(item.sequence(), item.header().own());
        out.add(item);
        return true;
    }

    /** Goes through what is there until something is missing. */
    private List<FeedItem> go(List<FeedItem> out) {
        while (gap.isEmpty() && !pending.isEmpty()) {
            FeedCodec.Decoded next = pending.removeFirst();
            if (next instanceof FeedCodec.Forged) {
                forged++;
            } else if (next instanceof FeedCodec.Announced large) {
                come(next, large.header(), Optional.empty(), out);
            } else if (next instanceof FeedCodec.Whole whole) {
                come(next, whole.item().header(), Optional.of(whole.item()), out);
            }
        }
        delivered += out.size();
        return out;
    }

    private void come(FeedCodec.Decoded next, FeedItem.Header header, Optional<FeedItem> item, List<FeedItem> out) {
        long expected = position.sequence() + 1;
        if (header.sequence() < expected) {
            dropped++;
        } else if (header.sequence() > expected) {
            pending.addFirst(next);
            open(header.sequence() - 1);
        } else if (item.isEmpty()) {
            announced++;
            gap = Optional.of(new Gap(expected, 0));
        } else if (!take(item.get(), out)) {
            // Genuine, but not what follows: a voter decides.
            open(expected);
        }
    }

    FeedPosition position() {
        return position;
    }

    /** Whether the last answer of a voter did not continue what this follower has. */
    boolean diverged() {
        return diverged;
    }

    FollowerCounters counters() {
        return new FollowerCounters(
                delivered,
                dropped,
                forged,
                gaps,
                filled,
                announced,
                resets,
                chainBreaks,
                fillFailures,
                silences,
                abandoned);
    }
}
