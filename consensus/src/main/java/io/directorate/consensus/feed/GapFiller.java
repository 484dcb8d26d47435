package io.directorate.consensus.feed;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks voters for what the ring did not bring. Must not block; answers are awaited with a time-out. */
public interface GapFiller {
    /**
     * What is asked for.
     *
     * @param from first sequence
     * @param to last sequence, at most 1000 events
     * @param maxBytes after how many bytes of events the answer may end; at least one event must be in it
     * @param attempt 0, 1, 2...: each goes to another voter than the one before
     */
    record Request(long from, long to, int maxBytes, int attempt) {}

    /**
     * Asks a voter for events.
     *
     * @param request which
     * @return the events from the first on, fewer than asked for if there are more bytes; empty if that voter has none
     */
    CompletionStage<List<FeedItem>> fill(Request request);

    /**
     * Asks a voter for its last sequence.
     *
     * @param attempt 0, 1, 2...: each goes to another voter than the one before
     * @return 0 if there is no event
     */
    CompletionStage<Long> head(int attempt);
}
