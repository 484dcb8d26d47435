package io.directorate.consensus.feed;

import java.util.List;

/** What a follower does with the events. */
@FunctionalInterface
public interface FeedSink {
    /**
     * Takes events: each once, in order, without a hole, from one thread.
     *
     * @param items one or more
     * @throws Exception if they were not taken, none of them; the same ones are offered again after a while
     */
    void accept(List<FeedItem> items) throws Exception;
}
