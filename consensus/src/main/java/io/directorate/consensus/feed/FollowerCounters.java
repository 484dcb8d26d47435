package io.directorate.consensus.feed;

/**
 * What happened to a follower since it was made; all only grow. Names for metrics: {@code feed_follower_} and the
 * component's name with underscores.
 *
 * @param delivered events handed over
 * @param dropped ring items that had come before
 * @param forged ring items that were torn, of another cluster, or made up
 * @param gaps holes seen, by sequence or because a voter had more
 * @param filled events that came from voters
 * @param announced events that were too large for the ring
 * @param resets times that the ring began anew
 * @param chainBreaks events that did not continue the chain and were not taken
 * @param fillFailures questions to voters that brought nothing
 * @param silences times that voters were asked because the ring was silent
 * @param abandoned ring items given up because no voter had the events before them
 */
public record FollowerCounters(
        long delivered,
        long dropped,
        long forged,
        long gaps,
        long filled,
        long announced,
        long resets,
        long chainBreaks,
        long fillFailures,
        long silences,
        long abandoned) {}
