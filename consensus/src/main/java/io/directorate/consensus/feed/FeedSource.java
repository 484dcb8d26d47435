package io.directorate.consensus.feed;

import java.util.List;

/** Where the leader's committed events are: its journal. Called from the publisher's thread. */
public interface FeedSource {
    /**
     * Returns the last sequence.
     *
     * @return 0 if there is no event
     * @throws Exception if it cannot be read now; it is asked again
     */
    long head() throws Exception;

    /**
     * Reads events in order.
     *
     * @param fromSequence the first wanted; events before what is still kept are left out
     * @param limit most events, 1 or more
     * @return empty if there is none yet
     * @throws Exception if it cannot be read now; it is asked again
     */
    List<FeedItem> read(long fromSequence, int limit) throws Exception;
}
