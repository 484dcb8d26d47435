package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.client.GrpcClientRpc;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other members whether they are there and how far they are: over the port, with the certificates and through
 * the same code as Raft, so that an answer means that Raft could work. Used where Ratis itself does not tell: without a
 * leader nobody knows who is missing.
 */
final class Neighbours implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
    private static final Duration REQUEST = Duration.ofMillis(700);
    private static final Duration ROUND = Duration.ofSeconds(1);
    /** Rounds are at least so far apart, so that asking does not become a load of its own. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** After so long without an answer a new connection is made: gRPC itself would wait longer and longer. */
    private static final Duration RECONNECT = Duration.ofSeconds(4);

    private static final int MAX_THREADS = 8;

    private final RaftPeerId self;
    private final RaftGroupId groupId;
    private final GrpcClientRpc client;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(4 * MAX_THREADS),
            Threads.daemon("service-log-neighbours"));
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<RaftPeerId, Long> failing = new ConcurrentHashMap<>();
    private volatile Map<UUID, Answer> last = Map.of();
    private volatile long lookedAt = System.nanoTime() - PAUSE.toNanos();

    /**
     * What one member said.
     *
     * @param applied how far it is; absent if it said nothing, or is only starting
     * @param out whether it leads, and says that this member is not in the group
     * @param failure why it said nothing, if so
     */
    record Answer(Optional<LogPosition> applied, boolean out, Optional<String> failure) {
        static Answer none(String failure) {
            return new Answer(Optional.empty(), false, Optional.of(failure));
        }
    }

    Neighbours(RaftTransport transport, RaftPeerId self, RaftGroupId groupId) {
        this.self = self;
        this.groupId = groupId;
        RaftProperties properties = new RaftProperties();
        RaftClientConfigKeys.Rpc.setRequestTimeout(properties, RaftSettings.time(REQUEST));
        this.client = new GrpcFactory(transport.parameters()).newRaftClientRpc(clientId, properties);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Asks all at once and waits, for a second at most. */
    Map<UUID, Answer> ask(Collection<RaftPeer> peers) {
        Map<UUID, Future<Answer>> asked = new HashMap<>();
        for (RaftPeer peer : peers) {
            Optional<UUID> id = RaftSettings.memberId(peer.getId().toString());
            if (id.isPresent() && !peer.getId().equals(self)) {
                try {
                    asked.put(id.get(), threads.submit(() -> askOne(peer)));
                } catch (RejectedExecutionException busyOrClosed) {
                    LOG.debug("{} is not asked: earlier questions still wait", peer);
                }
            }
        }
        long until = System.nanoTime() + ROUND.toNanos();
        Map<UUID, Answer> answers = new HashMap<>();
        asked.forEach((id, future) -> answers.put(id, await(future, until)));
        return Map.copyOf(answers);
    }

    private static Answer await(Future<Answer> future, long until) {
        try {
            return future.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return Answer.none("no answer for " + ROUND.toMillis() + " ms");
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return Answer.none("interrupted");
        } catch (ExecutionException failure) {
            return Answer.none(String.valueOf(failure.getCause()));
        }
    }

    private Answer askOne(RaftPeer peer) {
        client.addRaftPeers(peer);
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(peer.getId())
                .setGroupId(groupId)
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.valueOf(self.toByteString()))
                .setType(RaftClientRequest.staleReadRequestType(-1))
                .build();
        try {
            RaftClientReply reply = client.sendRequest(request);
            if (reply.isSuccess()) {
                failing.remove(peer.getId());
                Message said = reply.getMessage();
                return new Answer(
                        Optional.of(EntryStateMachine.position(said)), EntryStateMachine.isOut(said), Optional.empty());
            }
            throw reply.getException();
        } catch (ServerNotReadyException starting) {
            return new Answer(Optional.empty(), false, Optional.empty());
        } catch (IOException | RuntimeException failure) {
            reconnectNowAndThen(peer.getId(), failure);
            return Answer.none(reason(failure));
        }
    }

    private void reconnectNowAndThen(RaftPeerId peer, Exception failure) {
        long now = System.nanoTime();
        long since = failing.computeIfAbsent(peer, first -> now);
        if (now - since > RECONNECT.toNanos()) {
            failing.put(peer, now);
            client.handleException(peer, failure, true);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = Outcomes.root(failure);
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.startsWith("DEADLINE_EXCEEDED") || cause instanceof TimeoutException
                ? "no answer for " + REQUEST.toMillis() + " ms"
                : message;
    }

    /** Asks in the background, unless that is being done already; {@link #unreachable} tells the result. */
    void look(Collection<RaftPeer> peers, Runnable afterwards) {
        long now = System.nanoTime();
        if (now - lookedAt < PAUSE.toNanos() || !looking.compareAndSet(false, true)) {
            return;
        }
        lookedAt = now;
        Threads.daemon("service-log-look")
                .newThread(() -> {
                    try {
                        last = ask(peers);
                    } finally {
                        looking.set(false);
                    }
                    afterwards.run();
                })
                .start();
    }

    /** Forgets what was said: there is a leader, and the next silence is another one. */
    void forget() {
        if (!last.isEmpty()) {
            last = Map.of();
        }
    }

    /** What was said last. */
    Map<UUID, Answer> last() {
        return last;
    }

    /** Those of the members that did not answer when last asked, with the reason, in words. */
    Optional<String> unreachable(Collection<LogMember> members) {
        List<String> silent = new ArrayList<>();
        for (LogMember member : members) {
            Answer answer = last.get(member.memberId());
            if (answer != null && answer.failure().isPresent()) {
                LogEndpoint where = member.endpoint();
                silent.add(member.memberId() + " at " + where + " ("
                        + answer.failure().get() + ")");
            }
        }
        return silent.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", silent));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
