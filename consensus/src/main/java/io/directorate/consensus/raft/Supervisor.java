package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.log.TailCut;
import io.directorate.consensus.store.AppliedTailTornException;
import io.directorate.consensus.store.CheckRequest;
import io.directorate.consensus.store.DurableFiles;
import io.directorate.consensus.store.LogDamagedException;
import io.directorate.consensus.store.LogStoreRecovery;
import io.directorate.consensus.store.StoreIdentity;
import io.directorate.consensus.store.StoreInUseException;
import io.directorate.consensus.store.StoreLock;
import io.directorate.consensus.store.StorePreflight;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store, watches the session, closes it when it fails, and opens it again when there is hope. */
final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final long WATCH_MILLIS = 500;
    /** Sizes are looked up every so many rounds of the watch. */
    private static final int SIZE_ROUNDS = 4;

    private final RaftSession.Setup setup;
    private final ServiceLogConfig config;
    private final SpaceGuard space;
    private final LongSupplier freeBytes;
    private final StateBoard board;
    private final Thread thread = Threads.daemon("service-log-supervisor").newThread(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean signalled;
    private volatile boolean stopping;
    private volatile boolean stopped;

    private volatile @Nullable RaftSession session;
    private volatile LogProblem problem = Outcomes.starting("the store is being opened");
    private volatile Optional<StoreIdentity> identity = Optional.empty();
    private volatile Optional<TailCut> tailCut = Optional.empty();
    private volatile long storeBytes;
    private volatile boolean writeFailed;
    private @Nullable StoreLock storeLock;
    /** A session that was closed, or failed to start, and may still hold the store. */
    private @Nullable RaftSession lingering;

    /**
     * Makes the supervisor.
     *
     * @param setup makes what sessions share, given what to run when something changed
     */
    Supervisor(
            Function<Runnable, RaftSession.Setup> setup, SpaceGuard space, LongSupplier freeBytes, StateBoard board) {
        this.setup = setup.apply(this::signal);
        this.config = this.setup.config();
        this.space = space;
        this.freeBytes = freeBytes;
        this.board = board;
    }

    void start() {
        thread.start();
    }

    /** The open session, if the store is open. */
    Optional<RaftSession> session() {
        return Optional.ofNullable(session);
    }

    /** Why there is no session, or the last failure. */
    LogProblem problem() {
        return stopped ? Outcomes.closed() : problem;
    }

    /** Looks at everything again soon. */
    void signal() {
        lock.lock();
        try {
            signalled = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!signalled && !stopping && left > 0) {
                left = woken.awaitNanos(left);
            }
            signalled = false;
        } catch (InterruptedException interruption) {
            stopping = true;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Backoff backoff = new Backoff(config.timing());
        try {
            while (!stopping) {
                if (open()) {
                    backoff.reset(watch());
                    closeSession();
                }
                board.offer(state());
                if (!problem.retrying()) {
                    rest(Long.MAX_VALUE);
                } else if (!stopping) {
                    rest(backoff.nextMillis());
                }
            }
        } catch (Throwable unexpected) {
            LOG.error("the service log's supervisor failed", unexpected);
            problem =
                    new LogProblem(LogProblem.Kind.STORE_FAILED, "service log: internal failure: " + unexpected, false);
        } finally {
            closeSession();
            releaseLock();
            stopped = true;
            board.offer(state());
        }
    }

    /** Waits without a session, keeping the sizes fresh. */
    private void rest(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, 1L << 40));
        for (long left = 1; left > 0 && !stopping; left = until - System.nanoTime()) {
            await(Math.max(1, Math.min(WATCH_MILLIS, TimeUnit.NANOSECONDS.toMillis(left))));
            storeBytes = DurableFiles.treeBytes(config.directory());
        }
    }

    private boolean open() {
        if (!released()) {
            return false;
        }
        try {
            if (storeLock == null) {
                storeLock = StoreLock.take(setup.layout());
            }
            Optional<LogProblem> full = space.refuseOpening(RaftSettings.floorBytes(config));
            if (full.isPresent()) {
                problem = full.get();
                return false;
            }
            StorePreflight.Result ready = preflight(storeLock);
            identity = Optional.of(ready.identity());
            ready.notes().forEach(note -> LOG.warn("service log: {}", note));
            if (ready.tailCut().isPresent()) {
                tailCut = ready.tailCut();
                LOG.warn("service log: {}", ready.tailCut().get());
            }
            Optional<LogProblem> unfit = Outcomes.unfit(config, ready.identity());
            if (unfit.isPresent()) {
                problem = unfit.get();
                return false;
            }
            RaftSession opened = RaftSession.create(
                    setup, ready.identity(), ready.report().last().equals(LogPosition.NONE));
            lingering = opened;
            Optional<RaftSession.Fault> lost = opened.refusedByOthers();
            if (lost.isPresent()) {
                failed(lost.get());
                opened.close();
                return false;
            }
            opened.start();
            lingering = null;
            session = opened;
            storeBytes = DurableFiles.treeBytes(config.directory());
            return true;
        } catch (IOException | RuntimeException failure) {
            LogProblem before = problem;
            problem = problem(failure);
            if (!problem.equals(before)) {
                boolean clear = failure instanceof LogDamagedException || failure instanceof StoreInUseException;
                LOG.warn("{}", problem.message(), clear ? null : failure);
            }
            RaftSession started = lingering;
            if (started != null) {
                started.close();
            }
            return false;
        }
    }

    /** Notes that this store is in use by a member of a group: it must not begin again empty. */
    private void began() {
        try {
            mark(StoreIdentity.Stage.BEGUN);
        } catch (IOException failure) {
            LOG.warn("that this store is in use could not be noted; it is tried again", failure);
        }
    }

    private void mark(StoreIdentity.Stage stage) throws IOException {
        Optional<StoreIdentity> known = identity;
        if (known.isPresent() && known.get().stage() != stage) {
            StoreIdentity next = known.get().at(stage);
            next.write(setup.layout());
            identity = Optional.of(next);
        }
    }

    /** Checks and mends the store; a torn end that the journal has is left behind with the old log, as nothing is lost with it. */
    private StorePreflight.Result preflight(StoreLock held) throws IOException {
        try {
            return StorePreflight.run(
                    setup.layout(), checkRequest(), config.group().join());
        } catch (AppliedTailTornException torn) {
            LogStoreRecovery.Result made = LogStoreRecovery.recover(held, setup.applier());
            TailCut cut = torn.cut(made.setAside().orElse(torn.file()));
            tailCut = Optional.of(cut);
            LOG.warn(
                    "service log: {}; the journal has that entry, so a new log goes on behind {}",
                    cut,
                    made.continuesFrom());
            return StorePreflight.run(
                    setup.layout(), checkRequest(), config.group().join());
        }
    }

    /** Whether the last session has let go of the store; its files are not touched before. */
    private boolean released() {
        RaftSession last = lingering;
        if (last == null || last.released()) {
            lingering = null;
            return true;
        }
        problem = new LogProblem(
                LogProblem.Kind.STORE_FAILED,
                "service log: Ratis has not let go of " + config.directory()
                        + " yet; restart the director if this stays for a minute",
                true);
        return false;
    }

    private CheckRequest checkRequest() {
        return new CheckRequest(
                setup.applier().applied(),
                RaftSettings.alone(config),
                writeFailed,
                RaftSettings.maxRecordBytes(config),
                config.mendCommand());
    }

    private LogProblem problem(Exception failure) {
        if (failure instanceof LogDamagedException) {
            return new LogProblem(LogProblem.Kind.DAMAGED, String.valueOf(failure.getMessage()), false);
        }
        if (failure instanceof StoreInUseException) {
            return new LogProblem(LogProblem.Kind.IN_USE, String.valueOf(failure.getMessage()), true);
        }
        boolean full = SpaceGuard.isNoSpace(failure);
        return new LogProblem(
                full ? LogProblem.Kind.NO_SPACE : LogProblem.Kind.STORE_FAILED,
                "service log: " + config.directory() + " cannot be opened: " + failure.getMessage()
                        + "; it is tried again",
                true);
    }

    /** Watches the session until it fails or the log is closed; true if it was ready at some time. */
    private boolean watch() {
        boolean wasReady = false;
        RaftSession open = session;
        Stall stall = new Stall(config);
        for (int round = 0; !stopping && open != null; round++) {
            SessionView view = open.view();
            Optional<RaftSession.Fault> fault = open.fault().or(() -> stall.look(view, System.nanoTime()));
            if (fault.isPresent()) {
                failed(fault.get());
                return wasReady;
            }
            if (view.ready()) {
                wasReady = true;
                writeFailed = false;
            }
            if (round % SIZE_ROUNDS == 0) {
                storeBytes = DurableFiles.treeBytes(config.directory());
            }
            if (open.hasPort() && !view.waiting() && view.role() != LogRole.STARTING) {
                began();
            }
            open.lookAround(view);
            board.offer(state());
            await(WATCH_MILLIS);
        }
        return wasReady;
    }

    private void failed(RaftSession.Fault fault) {
        boolean again = Outcomes.passing(fault.kind());
        writeFailed = fault.kind() == LogProblem.Kind.STORE_FAILED || fault.kind() == LogProblem.Kind.NO_SPACE;
        String where = fault.kind() == LogProblem.Kind.NO_SPACE
                ? " (" + freeBytes.getAsLong() + " bytes free in " + config.directory() + ")"
                : "";
        problem = new LogProblem(
                fault.kind(), "service log: " + fault.what() + where + Outcomes.consequence(fault.kind()), again);
        if (fault.kind() == LogProblem.Kind.REMOVED) {
            try {
                mark(StoreIdentity.Stage.REMOVED);
            } catch (IOException failure) {
                LOG.warn("that this member was removed could not be noted; it will learn it again", failure);
            }
        }
    }

    private void closeSession() {
        RaftSession open = session;
        session = null;
        if (open != null) {
            board.offer(state());
            lingering = open;
            open.close();
            LogProblem why = stopping ? Outcomes.closed() : problem;
            setup.appends()
                    .abandon(why, open.fault().map(RaftSession.Fault::cause).orElse(null));
        }
    }

    private void releaseLock() {
        StoreLock held = storeLock;
        storeLock = null;
        if (held != null && !released()) {
            LOG.warn("Ratis has not let go of {}; its lock is kept until this process ends", config.directory());
        } else if (held != null) {
            try {
                held.close();
            } catch (IOException failure) {
                LOG.warn("the lock of the service log could not be released", failure);
            }
        }
    }

    LogState state() {
        RaftSession open = session;
        SessionView view = open == null || stopped
                ? SessionView.closed(role(), setup.applier().applied())
                : open.view();
        return new LogState(
                view.role(),
                view.ready(),
                view.term(),
                identity.map(StoreIdentity::memberId),
                identity.map(StoreIdentity::groupId),
                view.leaderId(),
                view.members(),
                view.applied(),
                view.commitIndex(),
                problemOf(open, view),
                tailCut,
                storeBytes,
                freeBytes.getAsLong());
    }

    private LogRole role() {
        if (stopped) {
            return LogRole.CLOSED;
        }
        return problem.kind() == LogProblem.Kind.STARTING ? LogRole.STARTING : LogRole.UNAVAILABLE;
    }

    private Optional<LogProblem> problemOf(@Nullable RaftSession open, SessionView view) {
        if (stopped || open == null) {
            return Optional.of(problem());
        }
        Optional<LogProblem> full = space.refuse(0);
        if (full.isPresent()) {
            return full;
        }
        Optional<LogProblem> waits = open.problem(view);
        if (waits.isPresent()) {
            return waits;
        }
        return open.snapshotFailure()
                .map(failure -> new LogProblem(
                        LogProblem.Kind.STORE_FAILED,
                        "service log: the last snapshot failed, so the log grows: " + failure.getMessage(),
                        true));
    }

    /** Stops everything and waits for it. */
    void stop(long seconds) throws InterruptedException {
        stopping = true;
        signal();
        thread.join(TimeUnit.SECONDS.toMillis(seconds));
    }
}
