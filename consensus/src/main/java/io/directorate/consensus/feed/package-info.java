/**
 * Committed service events on their way to the directors that do not vote, over a ring of the cluster. The ring is a
 * convenience: what it holds is authenticated item by item, checked by sequence and hash chain, and whatever is missing is
 * asked from a voter. Start at {@link io.directorate.consensus.feed.FeedPublisher} (on the leader) and {@link
 * io.directorate.consensus.feed.FeedFollower}; what a follower decides is in {@code FollowerCore}, which does no input or
 * output.
 */
@NullMarked
package io.directorate.consensus.feed;

import org.jspecify.annotations.NullMarked;
