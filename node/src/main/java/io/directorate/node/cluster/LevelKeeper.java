package io.directorate.node.cluster;

import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.events.service.FeatureSet;
import io.directorate.events.service.Rejection;
import io.directorate.node.command.CommandResult;
import io.directorate.node.command.Commands;
import io.directorate.node.projection.Projection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the cluster's feature level once every member supports a higher one, and knows who holds it back.
 *
 * <p>Only where this build supports more than the cluster's level there is a thread: it asks the members every {@link #PERIOD}, and where this
 * director leads and all have answered, it gives the command. It ends when the cluster is at the level of this build. All other methods may be
 * called from any thread.
 */
public final class LevelKeeper implements AutoCloseable {
    /** For those who would raise the level by hand. */
    public static final Rejection NOT_BY_HAND = new Rejection(
            Rejection.Rule.FEATURE_LEVEL,
            "",
            "the leader raises the feature level by itself, once every member runs a build that supports a higher one;"
                    + " 'directorate get directors' says who does not yet");

    /** How often the members are asked. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    /** While there is no leader yet, it is looked so often; nobody is asked. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final Duration ANSWER = Duration.ofSeconds(4);
    private static final Duration DECIDED = Duration.ofSeconds(15);
    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(LevelKeeper.class);

    private final String director;
    private final Projection projection;
    private final LevelGate gate;
    private final Supplier<CompletionStage<List<MemberLevel>>> others;
    private volatile String held = "";
    private @Nullable Thread thread;

    /** What the thread needs of a director that has started. */
    private record Work(Supplier<Optional<ServiceLog>> log, Commands intake, InstantSource clock) {}

    /**
     * Prepares it for a director, alone or in a cluster.
     *
     * @param director name of this one
     * @param projection has the cluster's level, and knows what this build supports
     * @param cluster the others; absent for one alone
     * @return not started yet
     */
    public static LevelKeeper of(String director, Projection projection, Optional<ClusterFace> cluster) {
        Supplier<CompletionStage<List<MemberLevel>>> nobody = () -> CompletableFuture.completedFuture(List.of());
        return new LevelKeeper(
                director,
                projection,
                cluster.<Supplier<CompletionStage<List<MemberLevel>>>>map(face -> face.directors()::levels)
                        .orElse(nobody));
    }

    /** Prepares it; the others are asked by what is given, which completes with one element for each of them. */
    LevelKeeper(String director, Projection projection, Supplier<CompletionStage<List<MemberLevel>>> others) {
        this.director = director;
        this.projection = projection;
        this.others = others;
        this.gate = new LevelGate(this::level);
    }

    /**
     * Begins, if this build supports more than the cluster's level.
     *
     * @param log the service log; empty while it is not open
     * @param intake decides here, and nowhere else: who leads now must not raise what another leader may have given up
     * @param clock wall-clock time for the command
     * @return this
     */
    public LevelKeeper start(Supplier<Optional<ServiceLog>> log, Commands intake, InstantSource clock) {
        if (supported() > level()) {
            Work work = new Work(log, intake, clock);
            Thread started = new Thread(() -> run(work), "feature-level");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
        return this;
    }

    /**
     * Tells who holds the level back from one that others support, as it was last seen.
     *
     * @return in words, such as {@code director b supports 1}; empty if nobody does, or nobody is known to
     */
    public String held() {
        return supported() > level() ? held : "";
    }

    /**
     * Tells whether a command raises the level, which only the leader does by itself.
     *
     * @param command any
     * @return true if it, or one within it, does
     */
    public static boolean raises(Command command) {
        return command instanceof Command.RaiseFeatureLevel
                || (command instanceof Command.Sequence sequence
                        && sequence.commands().stream().anyMatch(LevelKeeper::raises));
    }

    LevelGate gate() {
        return gate;
    }

    private FeatureSet features() {
        return projection.features();
    }

    private int supported() {
        return features().supported();
    }

    private int level() {
        return projection.image().featureLevel();
    }

    private void run(Work work) {
        try {
            while (supported() > level()) {
                Optional<LogState> state = work.log.get().map(ServiceLog::state);
                boolean known = state.filter(Members::takesChanges).isPresent();
                if (known) {
                    look(work, state.get());
                }
                TimeUnit.MILLISECONDS.sleep((known ? PERIOD : LOOK).toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("The feature level is no longer looked after");
        }
    }

    /** One that cannot be dealt with now is dealt with the next time. */
    private void look(Work work, LogState state) throws InterruptedException {
        try {
            LevelDecision seen = ask();
            say(seen.held());
            if (!state.ready()) {
                // What this director tried to raise while it led is on the log of the next leader, or nowhere.
                gate.settled();
            } else if (seen.raiseTo().isPresent()) {
                raise(work, state.term(), seen.raiseTo().getAsInt());
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn("The feature level could not be looked after, it is tried again: {}", e.toString());
        }
    }

    private LevelDecision ask() throws InterruptedException, ExecutionException, TimeoutException {
        List<MemberLevel> members =
                new ArrayList<>(others.get().toCompletableFuture().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        members.add(new MemberLevel(director, OptionalInt.of(supported())));
        return LevelDecision.of(level(), members);
    }

    private void say(String now) {
        if (!now.equals(held) && !now.isEmpty()) {
            LOG.info("The cluster stays at feature level {}: {}", level(), now);
        }
        held = now;
    }

    /** Asks once more while nobody is taken in: who has come since the last time is among the members now. */
    private void raise(Work work, long term, int to) throws InterruptedException, ExecutionException, TimeoutException {
        if (!gate.raise(to)) {
            LOG.debug("A director is being taken in; the feature level is raised afterwards");
            return;
        }
        boolean settled = true;
        try {
            if (!ask().raiseTo().equals(OptionalInt.of(to)) || !stillLeads(work, term)) {
                return;
            }
            settled = false;
            CommandEnvelope command = new CommandEnvelope(
                    UUID.randomUUID().toString(),
                    "director:" + director,
                    "every member supports feature level " + to,
                    work.clock.millis(),
                    CommandEnvelope.ANY_INDEX,
                    new Command.RaiseFeatureLevel(to));
            CommandResult result =
                    work.intake.submit(command).toCompletableFuture().get(DECIDED.toMillis(), TimeUnit.MILLISECONDS);
            settled = !(result instanceof CommandResult.Indeterminate);
            if (result instanceof CommandResult.Applied) {
                LOG.info("The cluster is raised to feature level {}", to);
            } else {
                LOG.warn("The cluster is not raised to feature level {} yet: {}", to, result);
            }
        } finally {
            if (settled) {
                gate.settled();
            }
        }
    }

    /** Without a break: meanwhile another leader could have taken somebody in. */
    private static boolean stillLeads(Work work, long term) {
        return work.log
                .get()
                .map(ServiceLog::state)
                .filter(state -> state.ready() && state.term() == term)
                .isPresent();
    }

    @Override
    public void close() throws InterruptedException {
        Thread started = thread;
        if (started != null) {
            started.interrupt();
            started.join(CLOSE_MILLIS);
        }
    }
}
