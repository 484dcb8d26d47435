package io.directorate.node.cluster;

import java.util.concurrent.CompletionStage;

/** What operators can ask of a director about its place in a cluster. */
public interface ClusterRequests {
    /**
     * Founds a cluster: this director is its first member, and what it knows is what the cluster knows.
     *
     * @return completes with what was done, in words; exceptionally with {@link ClusterException}
     */
    CompletionStage<String> found();

    /**
     * Joins the cluster of the seeds, and gives up what this director knows of its own: log and journal are set aside.
     *
     * @return completes with what was begun, in words; exceptionally with {@link ClusterException}
     */
    CompletionStage<String> joinAnew();
}
