/**
 * The feed of committed events as a director takes part in it: the event bus on Hazelcast, the leader that publishes, voters that fill gaps, and directors
 * beyond the voters, which have their history from it. Start at {@link io.directorate.node.feed.ClusterBus} and
 * {@link io.directorate.node.feed.FollowerFeed}.
 */
@NullMarked
package io.directorate.node.feed;

import org.jspecify.annotations.NullMarked;
