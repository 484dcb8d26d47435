package io.directorate.consensus.raft;

import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.FatalErrorHandler;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.log.ServiceLogException;
import io.directorate.consensus.store.StoreLayout;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/**
 * The service log on an embedded Ratis server.
 *
 * <p>Opening never fails: a supervisor thread checks the store, cuts off a torn tail, starts Ratis, and watches it. When
 * the store cannot be opened or written, the log is {@link io.directorate.consensus.log.LogRole#UNAVAILABLE} and says
 * why; it is opened again with growing waits, unless an operator has to act first. Meanwhile the caller goes on with
 * the state it has.
 */
public final class RatisServiceLog implements ServiceLog {
    private static final long CLOSE_SECONDS = 20;

    private final Appends appends;
    private final SpaceGuard space;
    private final StateBoard board = new StateBoard();
    /** What waits for the submitter; bounded by {@link Appends}. Empty means that it shall end. */
    private final LinkedBlockingQueue<Optional<Appends.Append>> queue = new LinkedBlockingQueue<>();

    private final Supervisor supervisor;
    private final Membership membership;
    private final Thread submitter = Threads.daemon("service-log-submit").newThread(this::submitAll);
    private volatile boolean closed;

    /**
     * What the log meets outside, for tests to bend.
     *
     * @param freeBytes free space of the store's file system
     * @param server the network server before it starts
     */
    record Outside(LongSupplier freeBytes, UnaryOperator<NettyServerBuilder> server) {
        static Outside of(ServiceLogConfig config) {
            return new Outside(() -> SpaceGuard.usableBytes(config.directory()), UnaryOperator.identity());
        }
    }

    private RatisServiceLog(
            ServiceLogConfig config,
            LogApplier applier,
            FatalErrorHandler fatal,
            CallHandler handler,
            Outside outside) {
        this.appends = new Appends(config);
        LongSupplier freeBytes = outside.freeBytes();
        long reserve = config.limits().minFreeBytes();
        this.space = new SpaceGuard(config.directory(), reserve, freeBytes);
        SnapshotPacer pacer = new SnapshotPacer(System::nanoTime, freeBytes, reserve);
        StoreLayout layout = new StoreLayout(config.directory());
        RaftTransport transport = new RaftTransport(config.group().tls(), outside.server(), handler);
        this.supervisor = new Supervisor(
                changed -> new RaftSession.Setup(config, layout, applier, fatal, appends, pacer, transport, changed),
                space,
                freeBytes,
                board);
        this.membership = new Membership(supervisor, transport, config.group().listen());
    }

    /**
     * Opens the log of a directory, which refuses every question of others. Returns at once; {@link #state} tells when it
     * is ready, or why not.
     *
     * @param config how it is to run
     * @param applier what applies; used until {@link #close} returns
     * @param fatal ends the process, normally {@link HaltOnFatalError}
     * @return the log, to be closed
     * @throws IllegalArgumentException if the configuration would open a port to others without certificates
     */
    public static RatisServiceLog open(ServiceLogConfig config, LogApplier applier, FatalErrorHandler fatal) {
        return open(config, applier, fatal, CallHandler.NONE);
    }

    /**
     * Opens the log of a directory. Returns at once; {@link #state} tells when it is ready, or why not.
     *
     * @param config how it is to run
     * @param applier what applies; used until {@link #close} returns
     * @param fatal ends the process, normally {@link HaltOnFatalError}
     * @param handler answers what others ask over the log's port, while that is open; {@link RaftCalls} asks
     * @return the log, to be closed
     * @throws IllegalArgumentException if the configuration would open a port to others without certificates
     */
    public static RatisServiceLog open(
            ServiceLogConfig config, LogApplier applier, FatalErrorHandler fatal, CallHandler handler) {
        return open(config, applier, fatal, handler, Outside.of(config));
    }

    /** As above, with the free space taken from elsewhere. */
    static RatisServiceLog open(
            ServiceLogConfig config, LogApplier applier, FatalErrorHandler fatal, LongSupplier freeBytes) {
        return open(config, applier, fatal, CallHandler.NONE, new Outside(freeBytes, UnaryOperator.identity()));
    }

    /** As above, with what comes from outside. */
    static RatisServiceLog open(
            ServiceLogConfig config,
            LogApplier applier,
            FatalErrorHandler fatal,
            CallHandler handler,
            Outside outside) {
        RaftTransport.checkListen(config.group());
        RatisServiceLog log = new RatisServiceLog(config, applier, fatal, handler, outside);
        log.supervisor.start();
        log.submitter.start();
        return log;
    }

    @Override
    public CompletionStage<LogPosition> append(byte[] entry) {
        if (closed) {
            return CompletableFuture.failedFuture(new LogUnavailableException(Outcomes.closed()));
        }
        Optional<ServiceLogException> refusal = refusal();
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        Appends.Append append;
        try {
            append = appends.admit(entry);
        } catch (LogUnavailableException noRoom) {
            return CompletableFuture.failedFuture(noRoom);
        }
        queue.add(Optional.of(append));
        return append.result().minimalCompletionStage();
    }

    /** Why no entry can be taken at the moment, if so. */
    private Optional<ServiceLogException> refusal() {
        Optional<RaftSession> session = supervisor.session();
        if (session.isEmpty()) {
            return Optional.of(new LogUnavailableException(supervisor.problem()));
        }
        return session.get().refusal();
    }

    private void submitAll() {
        try {
            Optional<Appends.Append> next = queue.take();
            while (next.isPresent()) {
                submit(next.get());
                next = queue.take();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(Appends.Append append) {
        Optional<RaftSession> session = supervisor.session();
        Optional<LogProblem> full = space.refuse(append.entry().length);
        if (closed) {
            append.fail(new LogUnavailableException(Outcomes.closed()));
            append.release();
        } else if (session.isEmpty() || full.isPresent()) {
            append.fail(new LogUnavailableException(full.orElseGet(supervisor::problem)));
            append.release();
            if (full.isPresent()) {
                supervisor.signal();
            }
        } else if (append.take()) {
            session.get().submit(append);
        } else {
            append.release();
        }
    }

    @Override
    public LogMembership membership() {
        return membership;
    }

    /** What runs while the store is open, for tests to harm. */
    Optional<RaftSession> session() {
        return supervisor.session();
    }

    @Override
    public LogState state() {
        return supervisor.state();
    }

    @Override
    public Registration onStateChange(Consumer<LogState> listener) {
        return board.register(listener, state());
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            // Not interrupted: that would reach into Ratis.
            queue.add(Optional.empty());
            submitter.join(TimeUnit.SECONDS.toMillis(2));
            supervisor.stop(CLOSE_SECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        appends.close();
        board.offer(state());
    }
}
