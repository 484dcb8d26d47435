package io.directorate.node.metrics;

import io.directorate.consensus.log.LogState;
import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.events.journal.Journal;
import io.directorate.node.api.NodeServices.LogView;
import io.directorate.node.cluster.CommandRouter;
import io.directorate.node.command.CommandIntake;
import io.directorate.node.command.IntakeStatistics;
import io.directorate.node.projection.Projection;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Registers what a director counts about itself. */
public final class NodeMetrics {
    private final MeterRegistry registry;

    /**
     * Binds the JVM's own metrics.
     *
     * @param registry to register in
     */
    // The collector notifications of JvmGcMetrics live as long as the process: nothing to close.
    @SuppressWarnings("resource")
    public NodeMetrics(MeterRegistry registry) {
        this.registry = registry;
        new ClassLoaderMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /**
     * Registers the way of commands.
     *
     * @param intake whose counters
     */
    public void bind(CommandIntake intake) {
        IntakeStatistics s = intake.statistics();
        counter("directorate.commands.applied", "Commands appended to the log.", s, IntakeStatistics::commands);
        counter("directorate.commands.refused", "Commands that a rule refused.", s, IntakeStatistics::refused);
        counter("directorate.commands.repeated", "Commands sent again.", s, IntakeStatistics::repeated);
        counter("directorate.commands.busy", "Commands refused for want of room.", s, IntakeStatistics::busy);
        counter("directorate.log.entries", "Log entries appended.", s, IntakeStatistics::entries);
        counter("directorate.log.append.failures", "Appends that failed.", s, IntakeStatistics::failed);
        counter("directorate.log.append.stale", "Entries decided again.", s, IntakeStatistics::stale);
        counter(
                "directorate.log.append.seconds",
                "Time from handing an entry to the log until it was applied, summed.",
                s,
                i -> i.appendNanos() / 1e9);
        gauge("directorate.commands.waiting", "Commands that wait to be decided.", intake, CommandIntake::waiting);
        gauge(
                "directorate.commands.waiting.limit",
                "Most commands that may wait.",
                intake,
                i -> CommandIntake.MAX_WAITING);
    }

    /**
     * Registers the way of commands to the leader.
     *
     * @param router whose counters
     */
    public void bind(CommandRouter router) {
        counter("directorate.commands.forwarded", "Commands sent to the leader.", router, CommandRouter::forwarded);
        counter(
                "directorate.commands.rerouted",
                "Commands sent again to another leader.",
                router,
                CommandRouter::repeated);
        gauge("directorate.commands.routed", "Commands that wait for an answer.", router, CommandRouter::underWay);
        gauge(
                "directorate.commands.routed.limit",
                "Most commands that may wait for an answer.",
                router,
                r -> CommandRouter.MAX_ROUTED);
    }

    /**
     * Registers image and journal.
     *
     * @param projection whose image
     * @param journal whose sizes
     */
    public void bind(Projection projection, Journal journal) {
        gauge(
                "directorate.image.sequence",
                "Events that the image holds.",
                projection,
                p -> p.image().provenance().sequence());
        gauge(
                "directorate.image.services",
                "Virtual services in the image.",
                projection,
                p -> p.image().serviceCount());
        gauge(
                "directorate.feature.level",
                "Feature level of the cluster.",
                projection,
                p -> p.image().featureLevel());
        gauge(
                "directorate.feature.level.supported",
                "Highest feature level that this build supports.",
                projection,
                p -> p.features().supported());
        gauge(
                "directorate.apply.stopped",
                "1 when the log holds an event that this build does not know: install a newer one.",
                projection,
                p -> p.stopped().isPresent() ? 1 : 0);
        gauge(
                "directorate.journal.bytes",
                "Size of the journal.",
                journal,
                j -> j.stats().fileBytes());
        counter(
                "directorate.journal.commits",
                "Transactions of the journal.",
                journal,
                j -> j.stats().commits());
        gauge(
                "directorate.journal.last.commit.seconds",
                "Duration of the newest transaction.",
                journal,
                j -> j.stats().lastCommitNanos() / 1e9);
    }

    /**
     * Registers the service log.
     *
     * @param log its present view
     */
    public void bind(Supplier<LogView> log) {
        gauge(
                "directorate.log.ready",
                "1 while changes are taken.",
                log,
                l -> l.get().ready() ? 1 : 0);
        gauge("directorate.log.commit.index", "Newest committed index.", log, l -> state(l, LogState::commitIndex));
        gauge("directorate.log.store.bytes", "Size of the log's files.", log, l -> state(l, LogState::storeBytes));
        gauge("directorate.log.free.bytes", "Free space for the log.", log, l -> state(l, LogState::freeBytes));
    }

    /**
     * Registers the reconciler.
     *
     * @param reconciler whose status
     */
    public void bind(Reconciler reconciler) {
        gauge(
                "directorate.reconcile.converged",
                "1 while the dataplane is as it shall be.",
                reconciler,
                r -> r.status().converged() ? 1 : 0);
        gauge(
                "directorate.reconcile.applied.sequence",
                "Newest event in the dataplane.",
                reconciler,
                r -> r.status().appliedSequence());
        counter(
                "directorate.reconcile.drift",
                "Differences found in the dataplane.",
                reconciler,
                r -> r.status().counters().driftDifferences());
        counter(
                "directorate.reconcile.changes",
                "Changes made to the dataplane.",
                reconciler,
                r -> r.status().counters().changesApplied());
        counter(
                "directorate.reconcile.failures",
                "Changes that the dataplane refused.",
                reconciler,
                r -> r.status().counters().changesFailed());
        counter(
                "directorate.reconcile.read.seconds",
                "Time spent in full readings, summed.",
                reconciler,
                r -> r.status().counters().readNanos() / 1e9);
        counter(
                "directorate.reconcile.reads",
                "Full readings of the dataplane.",
                reconciler,
                r -> r.status().counters().reads());
    }

    private static double state(Supplier<LogView> log, ToDoubleFunction<LogState> value) {
        return log.get().state().map(value::applyAsDouble).orElse(Double.NaN);
    }

    private <T> void counter(String name, String help, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(help).register(registry);
    }

    private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(help).strongReference(true).register(registry);
    }
}
