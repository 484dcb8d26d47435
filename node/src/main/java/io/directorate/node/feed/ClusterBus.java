package io.directorate.node.feed;

import io.directorate.consensus.cluster.BusTls;
import io.directorate.consensus.cluster.ClusterKey;
import io.directorate.consensus.cluster.HazelcastMember;
import io.directorate.consensus.cluster.MemberCounters;
import io.directorate.consensus.cluster.MemberSettings;
import io.directorate.consensus.cluster.MemberState;
import io.directorate.consensus.cluster.Ring;
import io.directorate.consensus.feed.FeedSettings;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What carries between directors besides the log: an embedded Hazelcast with its rings, and the Vert.x event bus on it, with mutual TLS.
 *
 * <p>Both begin in the background and are made anew after failures; nobody waits for them, and nothing precious rests on them. They use the two ports after that
 * of the service log. The Vert.x of the API is another one: it must serve whatever happens here.
 */
public final class ClusterBus implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterBus.class);
    private static final int MEMBER_PORT = 1;
    private static final int BUS_PORT = 2;
    private static final long CLOSE_SECONDS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long CLOSE_MILLIS = 5_000;

    private final Settings settings;
    private final BusTls tls;
    private final HazelcastMember member;
    private final Thread thread;
    private final CompletableFuture<Vertx> ready = new CompletableFuture<>();
    private volatile String problem = "the event bus is being opened";
    private volatile boolean closed;

    /**
     * What it is told at its start.
     *
     * @param cluster its name, as in the certificates
     * @param director its name
     * @param listen where the service log listens; the two ports after that are used
     * @param others where other directors' service logs listen, as far as known
     * @param key what all directors share
     */
    public record Settings(
            String cluster, String director, LogEndpoint listen, List<LogEndpoint> others, ClusterKey key) {
        /** Highest port that leaves room for the other two. */
        public static final int HIGHEST_PORT = 65_533;

        /** The feed's ring does not depend on which log it carries. */
        private MemberSettings member() {
            return new MemberSettings(
                    cluster,
                    director,
                    memberPort(listen),
                    shifted(others),
                    key,
                    List.of(FeedSettings.of(cluster, "any").ring()));
        }
    }

    /**
     * Starts both in the background.
     *
     * @param settings who and where
     * @param tls what it shows and trusts
     * @return the bus
     */
    public static ClusterBus start(Settings settings, LogTls tls) {
        ClusterBus bus = new ClusterBus(settings, new BusTls(tls));
        bus.thread.start();
        return bus;
    }

    private ClusterBus(Settings settings, BusTls tls) {
        this.settings = settings;
        this.tls = tls;
        this.member = HazelcastMember.start(settings.member());
        this.thread = new Thread(this::open, "event bus");
        thread.setDaemon(true);
    }

    private static LogEndpoint memberPort(LogEndpoint log) {
        return new LogEndpoint(log.host(), log.port() + MEMBER_PORT);
    }

    private static List<LogEndpoint> shifted(List<LogEndpoint> logs) {
        Set<LogEndpoint> members = new LinkedHashSet<>();
        for (LogEndpoint log : logs) {
            if (log.port() <= Settings.HIGHEST_PORT && members.size() < MemberSettings.MAX_OTHERS) {
                members.add(memberPort(log));
            }
        }
        return List.copyOf(members);
    }

    private void open() {
        Duration pause = FIRST_PAUSE;
        while (!closed && !ready.isDone()) {
            try {
                openOnce();
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                problem = "the event bus cannot be opened at "
                        + new LogEndpoint(
                                settings.listen().host(), settings.listen().port() + BUS_PORT) + ": "
                        + cause.getMessage() + "; it is tried again";
                LOG.warn("{}", problem);
                LOG.debug("Opening the event bus failed", cause);
                try {
                    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                } catch (InterruptedException stop) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void openOnce() throws InterruptedException, ExecutionException, TimeoutException {
        LogEndpoint listen = settings.listen();
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setEventBusOptions(tls.options(new LogEndpoint(listen.host(), listen.port() + BUS_PORT)));
        CompletableFuture<Vertx> opening = Vertx.builder()
                .with(options)
                .withClusterManager(member.clusterManager())
                .buildClustered()
                .toCompletionStage()
                .toCompletableFuture();
        // Until Hazelcast is a member, which may be long: only close() ends this wait.
        Vertx opened = opening.get();
        try {
            tls.attach(opened).toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            opened.close();
            throw e;
        }
        problem = "";
        ready.complete(opened);
        if (closed) {
            opened.close();
        }
    }

    /**
     * Returns the event bus's Vert.x once it is there.
     *
     * @return completes when it is; never, if it cannot be had
     */
    public CompletableFuture<Vertx> ready() {
        return ready.copy();
    }

    /**
     * Returns the event bus's Vert.x.
     *
     * @return clustered
     * @throws IllegalStateException if it is not there yet, with the reason
     */
    public Vertx vertx() {
        Vertx opened = ready.getNow(null);
        if (opened == null) {
            throw new IllegalStateException(problem);
        }
        return opened;
    }

    /**
     * Returns a ring.
     *
     * @param name of the ring
     * @return a view of it, for one reader
     */
    public Ring ring(String name) {
        return member.ring(name);
    }

    /**
     * Says where the other directors are; those that are not named cannot connect.
     *
     * @param logs where their service logs listen
     */
    public void others(List<LogEndpoint> logs) {
        member.others(shifted(logs));
    }

    /**
     * Takes another certificate.
     *
     * @param renewed for every connection from now on
     */
    public void renewCertificates(LogTls renewed) {
        tls.renew(renewed);
    }

    /**
     * Returns how Hazelcast stands.
     *
     * @return the state now
     */
    public MemberState member() {
        return member.state();
    }

    /**
     * Returns what happened to Hazelcast so far.
     *
     * @return the counters now
     */
    public MemberCounters counters() {
        return member.counters();
    }

    /**
     * Says what is wrong.
     *
     * @return in words, what is not as it should be; empty if nothing is
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        MemberState state = member.state();
        Optional<String> missing = state.problem();
        missing.ifPresent(problems::add);
        if (missing.isEmpty() && state.phase() == MemberState.Phase.STARTING) {
            problems.add("Hazelcast is starting");
        } else if (missing.isEmpty() && !problem.isEmpty()) {
            problems.add(problem);
        }
        return problems;
    }

    /** Leaves: the event bus first, then Hazelcast. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(CLOSE_MILLIS);
        Vertx opened = ready.getNow(null);
        if (opened != null) {
            try {
                opened.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("The event bus did not end in time", e);
            }
        }
        member.close();
    }
}
