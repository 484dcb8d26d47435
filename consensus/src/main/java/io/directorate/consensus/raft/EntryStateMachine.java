package io.directorate.consensus.raft;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.store.DurableFiles;
import io.directorate.consensus.store.SnapshotFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between Ratis and the {@link ApplyWriter}.
 *
 * <p>Ratis replays from its last snapshot, not from what the journal has applied: the writer leaves out what it has
 * already, and what Ratis is told as applied starts at the snapshot and only ever rises.
 */
final class EntryStateMachine extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(EntryStateMachine.class);
    private static final long NO_SNAPSHOT = -1;

    private final SimpleStateMachineStorage snapshots = new SimpleStateMachineStorage();
    private final ApplyWriter writer;
    private final Events events;
    private final SnapshotPacer pacer;
    private final LongConsumer onHandedOver;
    private volatile long handedIndex = -1;

    /** What the session wants to know. */
    interface Events {
        /** Role, leader or readiness may have changed. */
        void roleChanged();

        /** This member leads, and has handed over all entries of earlier terms up to an index. */
        void leaderReady(long handedIndex);

        /** Ratis could not write its log; it takes nothing more. */
        void logFailed(Throwable cause);

        /** Whether this member leads and can say for certain that another one is not in the group. */
        boolean knowsToBeOut(RaftPeerId other);

        /** An election found that this member is not in the group any more. */
        void leftOut();

        /** The last snapshot attempt: null if it went well. */
        void snapshotTried(@Nullable IOException failure);
    }

    /**
     * Makes the state machine.
     *
     * @param onHandedOver called with the call id of a request just before it gets its place in the log; from then on
     *     it may become part of the log whatever is answered
     */
    EntryStateMachine(ApplyWriter writer, SnapshotPacer pacer, Events events, LongConsumer onHandedOver) {
        this.writer = writer;
        this.pacer = pacer;
        this.events = events;
        this.onHandedOver = onHandedOver;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        super.initialize(server, group, storage);
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            snapshots.init(storage);
                            loadSnapshot();
                        },
                        IOException.class);
        writer.start();
    }

    private void loadSnapshot() throws IOException {
        SingleFileSnapshotInfo latest = snapshots.loadLatestSnapshot();
        if (latest == null) {
            return;
        }
        LogPosition label = new LogPosition(latest.getTerm(), latest.getIndex());
        if (label.isAfter(writer.applied())) {
            Path file = latest.getFile().getPath();
            LOG.info("restoring the state at {} from {}; the journal has {}", label, file, writer.applied());
            writer.restore(new SnapshotFile(file, label));
        }
        setLastAppliedTermIndex(latest.getTermIndex());
    }

    @Override
    public synchronized void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        writer.quiesce();
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public synchronized void reinitialize() throws IOException {
        SingleFileSnapshotInfo installed = snapshots.loadLatestSnapshot();
        if (installed != null) {
            // Ratis does not force what it installs.
            Path file = installed.getFile().getPath();
            DurableFiles.forceFile(file);
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                DurableFiles.forceDirectory(directory);
            }
        }
        loadSnapshot();
        if (getLifeCycleState() == LifeCycle.State.PAUSED) {
            getLifeCycle().transition(LifeCycle.State.STARTING);
            getLifeCycle().transition(LifeCycle.State.RUNNING);
        }
    }

    @Override
    public SimpleStateMachineStorage getStateMachineStorage() {
        return snapshots;
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        RaftClientRequest request = transaction.getClientRequest();
        if (request != null) {
            onHandedOver.accept(request.getCallId());
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        LogPosition position = new LogPosition(entry.getTerm(), entry.getIndex());
        byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
        handedIndex = position.index();
        return writer.apply(new CommittedEntry(position, bytes)).thenApply(applied -> {
            raiseApplied(applied.term(), applied.index());
            return answer(applied);
        });
    }

    /** Entries without content (elections, members) come in between, ahead of those that still wait. */
    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        raiseApplied(term, index);
    }

    private synchronized void raiseApplied(long term, long index) {
        TermIndex before = getLastAppliedTermIndex();
        if (before == null || index > before.getIndex()) {
            updateLastAppliedTermIndex(term, index);
        }
    }

    /** The position as the answer to a request. */
    static Message answer(LogPosition position) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * Long.BYTES);
        buffer.putLong(position.term()).putLong(position.index()).flip();
        return Message.valueOf(ByteString.copyFrom(buffer));
    }

    /** Reads {@link #answer}. */
    static LogPosition position(Message answer) {
        ByteBuffer buffer = answer.getContent().asReadOnlyByteBuffer();
        return new LogPosition(buffer.getLong(), buffer.getLong());
    }

    /**
     * Makes a snapshot, labelled with what the journal contains: entries without content behind that stay in the log.
     * Ratis has waited for everything it handed over.
     */
    @Override
    public long takeSnapshot() throws IOException {
        LogPosition applied = writer.applied();
        TermIndex told = getLastAppliedTermIndex();
        boolean replaying = told == null || told.getIndex() < applied.index();
        if (writer.failed() || replaying || applied.equals(LogPosition.NONE)) {
            return NO_SNAPSHOT;
        }
        SingleFileSnapshotInfo latest = snapshots.getLatestSnapshot();
        if (latest != null && latest.getIndex() >= applied.index()) {
            return latest.getIndex();
        }
        long lastBytes = latest == null ? 0 : Files.size(latest.getFile().getPath());
        if (!pacer.mayTry(lastBytes)) {
            return NO_SNAPSHOT;
        }
        try {
            long index = writeSnapshot(applied);
            pacer.succeeded();
            events.snapshotTried(null);
            return index;
        } catch (IOException failure) {
            pacer.failed();
            LOG.warn("the snapshot at {} failed; it is tried again later: {}", applied, failure.getMessage());
            events.snapshotTried(failure);
            return NO_SNAPSHOT;
        }
    }

    private long writeSnapshot(LogPosition applied) throws IOException {
        Path target = snapshots.getSnapshotFile(applied.term(), applied.index()).toPath();
        SnapshotFile snapshot = new SnapshotFile(target, applied);
        Path part = target.resolveSibling(target.getFileName() + SnapshotFile.PART_SUFFIX);
        try {
            LogPosition label = writer.copyTo(part);
            if (!label.equals(applied)) {
                throw new IOException("the state is at " + label + ", not at " + applied);
            }
            MD5Hash digest = MD5Hash.newInstance(snapshot.publish(part));
            snapshots.updateLatestSnapshot(new SingleFileSnapshotInfo(
                    new FileInfo(target, digest), TermIndex.valueOf(label.term(), label.index())));
            return label.index();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        events.roleChanged();
    }

    @Override
    public void notifyLeaderReady() {
        events.leaderReady(handedIndex);
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        events.roleChanged();
    }

    /** Tells another member, whose id the request is, how far this one is, and whether it is out of the group. */
    @Override
    public CompletableFuture<Message> queryStale(Message request, long minIndex) {
        LogPosition applied = writer.applied();
        RaftPeerId asking = RaftPeerId.valueOf(request.getContent());
        ByteBuffer buffer = ByteBuffer.allocate(2 * Long.BYTES + 1);
        buffer.putLong(applied.term()).putLong(applied.index());
        buffer.put((byte) (events.knowsToBeOut(asking) ? 1 : 0)).flip();
        return CompletableFuture.completedFuture(Message.valueOf(ByteString.copyFrom(buffer)));
    }

    /** Reads from the answer to {@link #queryStale} whether the asking member is out. */
    static boolean isOut(Message answer) {
        return answer.getContent().size() > 2 * Long.BYTES
                && answer.getContent().byteAt(2 * Long.BYTES) == 1;
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto roleInfo, boolean allServer) {
        if (!allServer) {
            events.leftOut();
        }
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        events.logFailed(cause);
    }
}
