package io.directorate.node.api;

import io.directorate.consensus.log.LogState;
import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.events.journal.Journal;
import io.directorate.node.cluster.ClusterFace;
import io.directorate.node.cluster.LevelKeeper;
import io.directorate.node.command.CommandIntake;
import io.directorate.node.command.Commands;
import io.directorate.node.director.DataplaneReader;
import io.directorate.node.projection.Projection;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the routes work on.
 *
 * @param director name of this director
 * @param commands takes commands, wherever they are decided
 * @param intake decides commands when this director leads; for its counters
 * @param projection has the image
 * @param journal has the history
 * @param reconciler makes the dataplane equal to the image
 * @param reader reads tables and counters
 * @param logState tells about the service log
 * @param metrics registry behind {@code /metrics}
 * @param clock wall-clock time for command envelopes
 * @param cluster the other directors; absent for one alone
 * @param levels who holds the feature level back
 */
public record NodeServices(
        String director,
        Commands commands,
        CommandIntake intake,
        Projection projection,
        Journal journal,
        Reconciler reconciler,
        DataplaneReader reader,
        Supplier<LogView> logState,
        PrometheusMeterRegistry metrics,
        InstantSource clock,
        Optional<ClusterFace> cluster,
        LevelKeeper levels) {

    /**
     * The service log as operators see it.
     *
     * @param ready true if changes are taken
     * @param reason why not, with what to do; empty if ready
     * @param state details, once there is a log
     */
    public record LogView(boolean ready, String reason, Optional<LogState> state) {}
}
