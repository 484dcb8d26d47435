package io.directorate.consensus.feed;

/**
 * How far somebody has come.
 *
 * @param sequence of the last event that he has, 0 if none
 * @param hash the chain's hash after it; before the first event, what the chain begins with
 */
public record FeedPosition(long sequence, FeedHash hash) {
    /** Checks the range. */
    public FeedPosition {
        if (sequence < 0) {
            throw new IllegalArgumentException("feed position: sequence must be 0 or more, is " + sequence);
        }
    }
}
