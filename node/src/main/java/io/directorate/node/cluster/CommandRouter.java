package io.directorate.node.cluster;

import io.directorate.consensus.log.CallFailedException;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.command.CommandResult;
import io.directorate.node.command.Commands;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each command to the leader, wherever that is, and again to the next one if it goes away meanwhile: always under the same command id,
 * so that it is applied once.
 *
 * <p>While there is no leader a command waits, {@link #LEADERLESS} at most: an election is not worth an error, the loss of the majority is.
 * What was sent to a leader that then fell silent may have been applied: if nobody can be asked in time, the answer is that it is not known.
 *
 * <p>{@link #submit} may be called from any thread; one thread looks after commands whose leader has changed.
 */
public final class CommandRouter implements Commands, AutoCloseable {
    /** The most commands on their way; one more is refused. */
    public static final int MAX_ROUTED = 4096;

    /** How long a command waits for a leader to be found: so one that meets the loss of the majority is refused within three seconds. */
    static final Duration LEADERLESS = Duration.ofMillis(1_750);

    static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long CLOSE_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(CommandRouter.class);

    private final Commands local;
    private final Supplier<Optional<ServiceLog>> log;
    private final Supplier<String> without;
    private final LogCalls calls;
    private final long timeoutNanos;
    private final LongSupplier nanoTime;
    private final Semaphore room = new Semaphore(MAX_ROUTED);
    /** In the order in which they came. */
    private final ConcurrentNavigableMap<Long, Routed> underWay = new ConcurrentSkipListMap<>();

    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Starts the thread.
     *
     * @param local decides when this director leads
     * @param log the service log; empty while it is not open
     * @param without why it is not open, if so, and what to do
     * @param calls to the other directors
     * @param timeout after which a command is answered as unknown
     * @param nanoTime the time, for limits
     */
    public CommandRouter(
            Commands local,
            Supplier<Optional<ServiceLog>> log,
            Supplier<String> without,
            LogCalls calls,
            Duration timeout,
            LongSupplier nanoTime) {
        this(local, log, without, calls, new Limits(timeout, nanoTime));
        thread.start();
    }

    /**
     * What bounds a command's way.
     *
     * @param timeout after which it is answered as unknown
     * @param nanoTime the time
     */
    record Limits(Duration timeout, LongSupplier nanoTime) {}

    /** Makes one whose thread is not started: the caller calls {@link #round} every {@link #PERIOD_NANOS} instead. */
    CommandRouter(
            Commands local,
            Supplier<Optional<ServiceLog>> log,
            Supplier<String> without,
            LogCalls calls,
            Limits limits) {
        this.local = local;
        this.log = log;
        this.without = without;
        this.calls = calls;
        this.timeoutNanos = limits.timeout().toNanos();
        this.nanoTime = limits.nanoTime();
        this.thread = new Thread(this::run, "route");
        thread.setDaemon(true);
    }

    @Override
    public CompletionStage<CommandResult> submit(CommandEnvelope command) {
        if (closed || !room.tryAcquire()) {
            return CompletableFuture.completedFuture(new CommandResult.Unavailable(
                    closed ? "stopping" : "busy",
                    closed
                            ? "the director is stopping; ask another one"
                            : MAX_ROUTED + " commands wait for an answer already; try again later"));
        }
        Routed routed = new Routed(command, nanoTime.getAsLong());
        long number = numbers.incrementAndGet();
        underWay.put(number, routed);
        routed.result().minimalCompletionStage().whenComplete((result, failure) -> {
            underWay.remove(number);
            room.release();
        });
        guarded(routed, state());
        return routed.result();
    }

    /**
     * Returns how many commands went to another director.
     *
     * @return since the start
     */
    public long forwarded() {
        return forwarded.sum();
    }

    /**
     * Returns how often a command was sent again, because its leader went away or was not one any more.
     *
     * @return since the start
     */
    public long repeated() {
        return repeated.sum();
    }

    /**
     * Returns how many commands are on their way.
     *
     * @return 0 to {@link #MAX_ROUTED}
     */
    public int underWay() {
        return underWay.size();
    }

    private Optional<LogState> state() {
        return log.get().map(ServiceLog::state);
    }

    /** One command that cannot be dealt with must not keep the others. */
    private void guarded(Routed routed, Optional<LogState> state) {
        try {
            look(routed, state);
        } catch (RuntimeException e) {
            LOG.error(
                    "Command {} could not be brought to the leader",
                    routed.command().commandId(),
                    e);
            routed.finish(new CommandResult.Indeterminate(
                    "bringing it to the leader failed: " + e + "; send it again with the same command id"));
        }
    }

    /** Does what is to be done now. */
    private void look(Routed routed, Optional<LogState> open) {
        if (open.isEmpty()) {
            routed.finish(routed.givenUp("log-unavailable", without.get()));
            return;
        }
        LogState state = open.get();
        Optional<UUID> leader = Members.reachableLeader(state);
        // One who was just elected, and cannot be asked yet, shows that there is a majority.
        boolean elected = state.leaderId().isPresent() && state.leaderId().equals(state.memberId());
        long patience = elected ? timeoutNanos : LEADERLESS.toNanos();
        Routed.Step step = routed.step(new Routed.Circumstances(nanoTime.getAsLong(), leader, timeoutNanos, patience));
        if (step == Routed.Step.GIVE_UP) {
            String why = state.problem()
                    .map(LogProblem::message)
                    .orElseGet(() -> leader.isPresent()
                            ? "there was no answer within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms"
                            : "the service log has no leader");
            routed.finish(routed.givenUp(rule(state), why));
        } else if (step == Routed.Step.SEND) {
            send(routed, state, leader.orElseThrow());
        }
    }

    private static String rule(LogState state) {
        boolean noQuorum = state.problem()
                .filter(problem -> problem.kind() == LogProblem.Kind.NO_QUORUM)
                .isPresent();
        return noQuorum ? "no-quorum" : "log-unavailable";
    }

    private void send(Routed routed, LogState state, UUID leader) {
        int attempt = routed.sent(leader);
        if (attempt > 1) {
            repeated.increment();
        }
        if (state.ready()) {
            local.submit(routed.command()).thenAccept(result -> take(routed, attempt, result));
            return;
        }
        forwarded.increment();
        LogEndpoint where = Members.endpoint(state, leader).orElseThrow();
        UUID group = state.groupId().orElseThrow();
        byte[] question = MemberCodec.encode(new Question.Decide(routed.command()));
        long left = Math.max(1, timeoutNanos - (nanoTime.getAsLong() - routed.beginNanos()));
        calls.ask(where, group, question, Duration.ofNanos(left)).whenComplete((bytes, failure) -> {
            if (failure == null) {
                heard(routed, attempt, bytes);
            } else {
                failed(routed, attempt, failure);
            }
        });
    }

    private void failed(Routed routed, int attempt, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(cause.getMessage());
        if (!(cause instanceof CallFailedException call)) {
            routed.inVain(attempt, true, message);
        } else if (call.reason() == CallFailedException.Reason.TOO_LARGE) {
            routed.finish(routed.asFarAsKnown(new CommandResult.Unavailable("too-large", message)));
        } else if (call.reason() == CallFailedException.Reason.UNREACHABLE) {
            routed.outOfReach(attempt, message);
        } else {
            routed.inVain(attempt, call.reason() == CallFailedException.Reason.UNKNOWN_OUTCOME, message);
        }
    }

    private void heard(Routed routed, int attempt, byte[] bytes) {
        try {
            Answer answer = MemberCodec.answer(bytes);
            if (answer instanceof Answer.Decided decided) {
                take(routed, attempt, decided.result());
            } else if (answer instanceof Answer.Failed refused) {
                routed.finish(routed.asFarAsKnown(new CommandResult.Unavailable(refused.rule(), refused.detail())));
            } else {
                routed.inVain(attempt, false, "the director that was asked does not lead");
            }
        } catch (IllegalArgumentException e) {
            routed.finish(new CommandResult.Indeterminate("the leader's answer is not understood: " + e.getMessage()
                    + "; look whether the change is there, or send it again with the same command id"));
        }
    }

    /** A result that another attempt could make better is not passed on yet. */
    private static void take(Routed routed, int attempt, CommandResult result) {
        if (result instanceof CommandResult.Unavailable unavailable && passes(unavailable.rule())) {
            routed.inVain(attempt, false, unavailable.detail());
        } else if (result instanceof CommandResult.Indeterminate unknown) {
            routed.inVain(attempt, true, unknown.detail());
        } else {
            routed.finish(routed.asFarAsKnown(result));
        }
    }

    private static boolean passes(String rule) {
        return rule.equals("not-leader")
                || rule.equals("no-quorum")
                || rule.equals("log-starting")
                || rule.equals("stopping");
    }

    private void run() {
        while (!closed) {
            round();
            LockSupport.parkNanos(underWay.isEmpty() ? PERIOD_NANOS * 4 : PERIOD_NANOS);
        }
        underWay.values().forEach(routed -> routed.finish(routed.givenUp("stopping", "the director is stopping")));
    }

    /** Looks after all commands that are on their way. */
    void round() {
        if (!underWay.isEmpty()) {
            Optional<LogState> state = state();
            underWay.values().forEach(routed -> guarded(routed, state));
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
