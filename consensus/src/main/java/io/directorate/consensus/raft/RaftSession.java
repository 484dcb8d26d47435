package io.directorate.consensus.raft;

import io.directorate.consensus.log.FatalErrorHandler;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.log.ServiceLogException;
import io.directorate.consensus.store.StoreIdentity;
import io.directorate.consensus.store.StoreLayout;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ratis, from one opening of the store to its closing. A failed session is closed and a new one is opened. */
final class RaftSession implements EntryStateMachine.Events, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftSession.class);
    private static final long CLOSE_SECONDS = 8;
    private static final long UNBLOCK_MILLIS = 500;
    /** Ratis says after it has closed that this member was removed; so long it is given for that. */
    private static final long TELLS_WHY_MILLIS = 400;

    private final Setup setup;
    private final StoreIdentity identity;
    private final RaftGroup group;
    private final ClientId clientId = ClientId.randomId();
    private final Optional<GroupWatch> watch;
    private final ApplyWriter writer;
    private final Senders senders = new Senders();
    private final RaftServer server;
    private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();
    private volatile RaftServer.@Nullable Division division;
    private volatile long readyBarrier = -1;
    private volatile long deadSince;
    private volatile boolean closed;
    private volatile boolean serverClosed;
    private volatile @Nullable IOException snapshotFailure;

    /** What every session of one log shares. */
    record Setup(
            ServiceLogConfig config,
            StoreLayout layout,
            LogApplier applier,
            FatalErrorHandler fatal,
            Appends appends,
            SnapshotPacer pacer,
            RaftTransport transport,
            Runnable changed) {}

    /** Why a session cannot go on. */
    record Fault(LogProblem.Kind kind, String what, Throwable cause) {}

    private RaftSession(Setup setup, StoreIdentity identity, boolean empty) throws IOException {
        this.setup = setup;
        this.identity = identity;
        this.watch = RaftSettings.alone(setup.config())
                ? Optional.empty()
                : Optional.of(new GroupWatch(setup.config(), identity, setup.transport(), empty, setup.changed()));
        this.group = RaftSettings.group(setup.config(), identity);
        this.writer = new ApplyWriter(
                setup.applier(), setup.config().limits().applyBatchEntries(), this::applyFailed, this::applied);
        EntryStateMachine machine = new EntryStateMachine(writer, setup.pacer(), this, setup.appends()::handedOver);
        this.server = RaftServer.newBuilder()
                .setServerId(RaftSettings.peerId(identity.memberId()))
                .setGroup(group)
                .setStateMachine(machine)
                .setProperties(RaftSettings.properties(setup.config(), setup.layout()))
                .setParameters(setup.transport().parameters(identity.groupId(), senders))
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
    }

    /**
     * Prepares a session on a checked store; nothing runs yet.
     *
     * @param empty whether the store contains nothing at all yet
     */
    static RaftSession create(Setup setup, StoreIdentity identity, boolean empty) throws IOException {
        return new RaftSession(setup, identity, empty);
    }

    /** Why this store must not be used, as far as others can tell. Takes up to a second. */
    Optional<Fault> refusedByOthers() {
        return watch.flatMap(GroupWatch::lostBefore);
    }

    /**
     * Starts Ratis. Elections and replay go on afterwards.
     *
     * @throws IOException if Ratis cannot start; the session must be closed then too
     */
    void start() throws IOException {
        try {
            server.start();
            RaftServer.Division opened = server.getDivision(group.getGroupId());
            division = opened;
            watch.ifPresent(others -> {
                others.mendLinks(server, this::view);
                others.tellCommits(opened, senders);
            });
        } catch (IOException | RuntimeException failure) {
            Fault met = fault.get();
            if (met != null) {
                throw new IOException(met.what(), met.cause());
            }
            RaftTransport.throwIfTaken(setup.config(), failure);
            throw failure instanceof IOException io ? io : new IOException(failure.getMessage(), failure);
        }
    }

    /** Hands an entry to Ratis; returns when it has its place in the log or was refused. */
    void submit(Appends.Append append) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(server.getId())
                .setGroupId(group.getGroupId())
                .setCallId(append.callId())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(append.entry())))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        CompletableFuture<RaftClientReply> reply;
        try {
            reply = server.submitClientRequestAsync(request);
        } catch (IOException | RuntimeException refused) {
            reply = CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<Void> answered = reply.handle((answer, failure) -> {
            answer(append, answer, failure);
            return null;
        });
        if (closed && !answered.isDone()) {
            // The store was closed under it; Ratis may have forgotten it already.
            setup.appends().abandon(Outcomes.starting("the store was closed"), null);
        }
    }

    boolean hasPort() {
        return watch.isPresent();
    }

    Senders senders() {
        return senders;
    }

    GroupRequests requests() {
        return new GroupRequests(server, group.getGroupId(), clientId, setup.appends()::nextCallId);
    }

    private static void answer(Appends.Append append, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply != null && reply.isSuccess()) {
            append.succeed(EntryStateMachine.position(reply.getMessage()));
        } else {
            Throwable cause = failure != null ? unwrap(failure) : reply == null ? null : reply.getException();
            Throwable known = cause != null ? cause : new IOException("Ratis gave no reason");
            append.fail(Outcomes.failure(append.handedOver(), known));
        }
        append.release();
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    SessionView view() {
        RaftServer.Division open = division;
        LogPosition applied = writer.applied();
        if (open == null) {
            return SessionView.closed(LogRole.STARTING, applied);
        }
        DivisionInfo info = open.getInfo();
        boolean founded = watch.isEmpty() || watch.get().founded(open, applied);
        boolean ready =
                info.isLeader() && info.isLeaderReady() && founded && applied.index() >= readyBarrier && !closed;
        RaftPeerId leader = GroupView.isUnheard(info, setup.config().timing()) ? null : info.getLeaderId();
        boolean waiting = !GroupView.contains(open, server.getId());
        return new SessionView(
                waiting ? LogRole.STARTING : role(info, ready),
                ready,
                founded,
                waiting,
                info.getCurrentTerm(),
                leader == null || waiting ? Optional.empty() : RaftSettings.memberId(leader.toString()),
                waiting ? List.of() : GroupView.members(open),
                applied,
                open.getRaftLog().getLastCommittedIndex());
    }

    /** Why no entry can be taken at the moment, if so. */
    Optional<ServiceLogException> refusal() {
        SessionView view = view();
        if (view.ready()) {
            return Optional.empty();
        }
        return Optional.of(watch.map(group -> group.refusal(view))
                .orElseGet(() -> new LogUnavailableException(Outcomes.starting("entries are still being replayed"))));
    }

    /** What keeps the log from working, if anything does; for the state, not for one entry. */
    Optional<LogProblem> problem(SessionView view) {
        boolean follows =
                view.leaderId().filter(id -> !id.equals(identity.memberId())).isPresent();
        if (view.ready() || follows) {
            return Optional.empty();
        }
        return watch.flatMap(group -> group.problem(view))
                .or(() -> view.leaderId().isPresent()
                        ? Optional.empty()
                        : Optional.of(Outcomes.starting("waiting for an election and the replay of entries")));
    }

    /** Looks where Ratis does not tell; called every now and then. */
    void lookAround(SessionView view) {
        RaftServer.Division open = division;
        if (open != null && watch.isPresent()) {
            senders.look(open);
            GroupWatch group = watch.get();
            group.look(open, view);
            group.lostSince(open)
                    .or(() -> group.reopen(open))
                    .or(() -> group.removedSince(open, view))
                    .ifPresent(this::fail);
        }
    }

    private LogRole role(DivisionInfo info, boolean ready) {
        if (RaftSettings.alone(setup.config()) && !ready) {
            return LogRole.STARTING;
        }
        return switch (info.getCurrentRole()) {
            case LEADER -> LogRole.LEADER;
            case CANDIDATE -> LogRole.CANDIDATE;
            case LISTENER -> LogRole.LISTENER;
            default -> LogRole.FOLLOWER;
        };
    }

    StoreIdentity identity() {
        return identity;
    }

    /** Why this session cannot go on, if so. */
    Optional<Fault> fault() {
        RaftServer.Division open = division;
        if (fault.get() == null && open != null && !closed && !open.getInfo().isAlive()) {
            long now = System.nanoTime();
            deadSince = deadSince == 0 ? now : deadSince;
            if (!GroupView.contains(open, server.getId())) {
                leftOut();
            } else if (now - deadSince > TimeUnit.MILLISECONDS.toNanos(TELLS_WHY_MILLIS)) {
                // Ratis closes itself after a long pause of the whole process, and after failures of its own threads.
                fault.compareAndSet(
                        null,
                        new Fault(
                                LogProblem.Kind.STORE_FAILED,
                                "Ratis closed the store by itself",
                                new IOException("see the log for its reason")));
            }
        }
        return Optional.ofNullable(fault.get());
    }

    /** The failure of the last snapshot, if it failed. */
    Optional<IOException> snapshotFailure() {
        return Optional.ofNullable(snapshotFailure);
    }

    private void fail(Fault met) {
        if (fault.compareAndSet(null, met)) {
            boolean clear = met.kind() != LogProblem.Kind.STORE_FAILED && met.kind() != LogProblem.Kind.APPLY_FAILED;
            LOG.warn("the service log cannot go on: {}", met.what(), clear ? null : met.cause());
        }
        setup.changed().run();
    }

    private void applyFailed(String what, Throwable cause) {
        // First of all: normally the process does not outlive this.
        try {
            setup.fatal().fatal(what, cause);
        } finally {
            fail(new Fault(LogProblem.Kind.APPLY_FAILED, what, cause));
        }
    }

    private void applied(LogPosition position) {
        watch.ifPresent(others -> others.applied(position.index()));
        if (position.index() >= readyBarrier && readyBarrier >= 0) {
            readyBarrier = -1;
            setup.changed().run();
        }
    }

    @Override
    public void roleChanged() {
        setup.changed().run();
    }

    @Override
    public void leaderReady(long handedIndex) {
        readyBarrier = handedIndex > writer.applied().index() ? handedIndex : -1;
        setup.changed().run();
    }

    @Override
    public boolean knowsToBeOut(RaftPeerId other) {
        RaftServer.Division open = division;
        return open != null && GroupView.knowsToBeOut(open, other);
    }

    @Override
    public void leftOut() {
        RaftServer.Division open = division;
        if (open != null && watch.isPresent()) {
            fail(watch.get().leftOut(open));
        }
    }

    @Override
    public void logFailed(Throwable cause) {
        boolean full = SpaceGuard.isNoSpace(cause);
        fail(new Fault(
                full ? LogProblem.Kind.NO_SPACE : LogProblem.Kind.STORE_FAILED,
                "writing the log failed: " + Outcomes.root(cause).getMessage(),
                cause));
    }

    @Override
    public void snapshotTried(@Nullable IOException failure) {
        snapshotFailure = failure;
        setup.changed().run();
    }

    /**
     * Closes Ratis, giving it some seconds to apply what is committed, then the writer. Nothing is applied afterwards, but
     * see {@link #released}.
     */
    @Override
    public void close() {
        closed = true;
        Thread closer = Threads.daemon("service-log-close").newThread(this::closeServer);
        closer.start();
        try {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
            while (!released() && System.nanoTime() < until) {
                closer.join(UNBLOCK_MILLIS);
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        writer.close();
    }

    private void closeServer() {
        try {
            watch.ifPresent(GroupWatch::close);
            server.close();
        } catch (IOException | RuntimeException failure) {
            LOG.warn("Ratis did not close cleanly", failure);
        } finally {
            serverClosed = true;
        }
    }

    /**
     * Whether Ratis has let go of the store. Until then nobody may look into its files, not even to mend them: an old
     * writer may still be at work.
     */
    boolean released() {
        String member = identity.memberId().toString();
        if (serverClosed && !CloseUnblocker.writes(member)) {
            return true;
        }
        if (CloseUnblocker.unblock(member)) {
            setup.changed().run();
        }
        return false;
    }
}
