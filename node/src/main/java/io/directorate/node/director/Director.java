package io.directorate.node.director;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.dataplane.reconcile.ReconcilerRunner;
import io.directorate.events.journal.Journal;
import io.directorate.events.journal.JournalException;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.api.ApiServer;
import io.directorate.node.api.DirectorJson;
import io.directorate.node.api.NodeServices;
import io.directorate.node.client.ControlSocket;
import io.directorate.node.cluster.LevelKeeper;
import io.directorate.node.command.CommandIntake;
import io.directorate.node.command.Commands;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.metrics.NodeMetrics;
import io.directorate.node.projection.ApplyStoppedException;
import io.directorate.node.projection.Projection;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running director.
 *
 * <p>Start: folder, journal, image; the reconciler programs that image at once; then log, intake and API. So a director whose log cannot be
 * had forwards what it last knew. Stop: in the other direction, and nothing is withdrawn from the dataplane.
 */
public final class Director implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Director.class);
    private static final long VERTX_CLOSE_SECONDS = 10;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<String> restart = new CompletableFuture<>();
    private final NodeServices services;
    private final ApiServer api;
    private final Path controlSocket;

    /**
     * Starts a director with the dataplane that its configuration names.
     *
     * @param config how it runs
     * @return the director, which forwards and listens
     * @throws DirectorStartException if it cannot start, with what to do
     */
    public static Director start(DirectorConfig config) throws DirectorStartException {
        return start(config, Dataplanes.opener(config.dataplane()));
    }

    /**
     * Starts a director on a dataplane of the caller's.
     *
     * @param config how it runs
     * @param opener opens a connection to the dataplane; called for the reconciler and for readers, and again after failures
     * @return the director, which forwards and listens
     * @throws DirectorStartException if it cannot start, with what to do
     */
    public static Director start(DirectorConfig config, Supplier<Dataplane> opener) throws DirectorStartException {
        return start(config, opener, FeatureSet.THIS_BUILD);
    }

    /**
     * Starts a director on a dataplane of the caller's, as a certain build.
     *
     * @param config how it runs
     * @param opener opens a connection to the dataplane; called for the reconciler and for readers, and again after failures
     * @param features what the build knows
     * @return the director, which forwards and listens
     * @throws DirectorStartException if it cannot start, with what to do
     */
    public static Director start(DirectorConfig config, Supplier<Dataplane> opener, FeatureSet features)
            throws DirectorStartException {
        return new Director(config, opener, features);
    }

    private Director(DirectorConfig config, Supplier<Dataplane> opener, FeatureSet features)
            throws DirectorStartException {
        try {
            controlSocket = ControlSocket.path(
                    Map.of(ControlSocket.DIRECTORY_VARIABLE, config.runtimeDir().toString()));
            DataDirectory folder = keep(DataDirectory.take(config.dataDir()));
            System.setProperty("org.sqlite.tmpdir", folder.temporary().toString());
            System.setProperty(
                    "vertx.cacheDirBase", folder.temporary().resolve("vertx").toString());
            Journal journal = keep(BeforeStart.openJournal(folder, config));
            Projection projection = keep(new Projection(journal, config.journal(), features));
            LOG.info("Director {}: {} from the journal", config.director(), projection.image());

            LogHolder log = keep(new LogHolder());
            CommandIntake intake =
                    keep(new CommandIntake(log::get, projection, config.log().requestTimeout()));
            Optional<ClusterParts> cluster = Optional.empty();
            if (config.cluster().isPresent()) {
                cluster = Optional.of(keep(ClusterParts.open(config, intake, log)));
            }
            LevelKeeper levels = keep(LevelKeeper.of(config.director(), projection, cluster.map(ClusterParts::face)));
            Commands commands = cluster.<Commands>map(ClusterParts::router).orElse(intake);
            Reports reports = new Reports(config.director(), commands, Clock.systemUTC());
            Ownership ownership = new Ownership(journal);
            Reconciler reconciler = Dataplanes.reconciler(config.dataplane(), opener, reports, ownership);
            keep(new ReconcilerRunner(reconciler));
            ImageFeed feed = new ImageFeed(reconciler);
            projection.follow(feed);
            DataplaneReader reader = keep(new DataplaneReader(
                    opener,
                    (desired, table) ->
                            ownership.scope(desired, table, config.dataplane().foreign()),
                    Dataplanes.RESERVED));
            PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            services = new NodeServices(
                    config.director(),
                    commands,
                    intake,
                    projection,
                    journal,
                    reconciler,
                    reader,
                    log::view,
                    metrics,
                    Clock.systemUTC(),
                    cluster.map(ClusterParts::face),
                    levels);

            ServiceLogs logs = new ServiceLogs(config.log(), folder, projection, log, reports);
            if (cluster.isPresent()) {
                cluster.get().hold(folder, projection, feed);
            }
            feed.startUnlessHeld(projection.image());
            if (cluster.isPresent()) {
                Supplier<ObjectNode> self = () -> DirectorJson.of(services);
                cluster.get()
                        .start(new ClusterParts.Needs(
                                folder, journal, projection, feed, logs, intake, levels, self, restart::complete));
            } else {
                logs.open(ServiceLogConfig.Group.ALONE, CallHandler.NONE);
            }
            levels.start(log::get, intake, Clock.systemUTC());
            Vertx vertx = vertx(metrics);
            parts.push(() ->
                    vertx.close().toCompletionStage().toCompletableFuture().get(VERTX_CLOSE_SECONDS, TimeUnit.SECONDS));
            bindMetrics(services, cluster);
            api = keep(ApiServer.start(vertx, services, config, controlSocket));
            if (cluster.isPresent()) {
                // First of all when this director stops: whoever asks it or the others meanwhile waits for no election.
                ClusterParts leaving = cluster.get();
                parts.push(leaving::handOver);
            }
            LOG.info(
                    "Director {} listens on {}{}",
                    config.director(),
                    controlSocket,
                    config.api().enabled() ? " and " + config.api().host() + ":" + api.port() : "");
        } catch (IOException | JournalException | ApplyStoppedException e) {
            close();
            throw new DirectorStartException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private static Vertx vertx(PrometheusMeterRegistry metrics) {
        MicrometerMetricsOptions options = new MicrometerMetricsOptions().setEnabled(true);
        return Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(2)
                        .setWorkerPoolSize(4)
                        .setMaxWorkerExecuteTime(Duration.ofSeconds(60).toNanos())
                        .setMetricsOptions(options))
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .build();
    }

    private static void bindMetrics(NodeServices services, Optional<ClusterParts> cluster) {
        NodeMetrics bound = new NodeMetrics(services.metrics());
        bound.bind(services.intake());
        bound.bind(services.projection(), services.journal());
        bound.bind(services.logState());
        bound.bind(services.reconciler());
        cluster.ifPresent(parts -> {
            bound.bind(parts.router());
            parts.bind(services.metrics());
        });
    }

    /**
     * Tells when this director wants to be started anew, in the same process: its log was lost, and it joins its cluster again.
     *
     * @return completes with the reason; never, normally
     */
    public CompletionStage<String> restartWish() {
        return restart;
    }

    /**
     * Runs a director, again whenever it wants to be started anew, until it is told to stop.
     *
     * @param config how it runs
     * @param opener opens a connection to the dataplane
     * @param stop completes when it shall stop
     * @throws DirectorStartException if it cannot start, with what to do
     * @throws InterruptedException if the thread is interrupted meanwhile; the director is stopped then
     */
    public static void runUntil(DirectorConfig config, Supplier<Dataplane> opener, CompletionStage<?> stop)
            throws DirectorStartException, InterruptedException {
        runUntil(config, opener, stop, FeatureSet.THIS_BUILD);
    }

    /** As above, as a certain build. */
    static void runUntil(
            DirectorConfig config, Supplier<Dataplane> opener, CompletionStage<?> stop, FeatureSet features)
            throws DirectorStartException, InterruptedException {
        CompletableFuture<?> end = stop.toCompletableFuture();
        while (!end.isDone()) {
            try (Director director = start(config, opener, features)) {
                CompletableFuture.anyOf(end, director.restart).get();
                if (director.restart.isDone()) {
                    LOG.warn("Director {} starts anew: {}", config.director(), director.restart.join());
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("the end of the director failed", e);
            }
        }
    }

    /**
     * Returns the dataplane that a configuration names.
     *
     * @param config of a director
     * @return opens a connection to it
     */
    public static Supplier<Dataplane> dataplane(DirectorConfig config) {
        return Dataplanes.opener(config.dataplane());
    }

    /**
     * Returns what the API works on.
     *
     * @return for tests and tools in the same process
     */
    public NodeServices services() {
        return services;
    }

    /**
     * Returns the API's TCP port.
     *
     * @return 0 if there is none
     */
    public int apiPort() {
        return api.port();
    }

    /**
     * Returns the control socket.
     *
     * @return its path
     */
    public Path controlSocket() {
        return controlSocket;
    }

    /** Stops everything in the order opposite to the start; the dataplane stays as it is. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("Stopping {} failed", part.getClass().getSimpleName(), e);
            }
        }
    }
}
