package io.directorate.consensus.raft;

import io.directorate.consensus.log.CallFailedException;
import io.directorate.consensus.log.CallFailedException.Reason;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the members of the log's group over the port and with the certificates of {@link RatisServiceLog}. One connection to
 * each endpoint is kept while it is in use.
 */
public final class RaftCalls implements LogCalls {
    /** Questions that may wait at one time for answers, whomever they were put to. */
    static final int MAX_OUTSTANDING = 4 * CallConnection.MAX_OUTSTANDING;

    /** Endpoints that are known at one time. */
    private static final int MAX_ENDPOINTS = 256;
    /** An endpoint that is not asked for so long is disconnected. */
    private static final Duration UNUSED = Duration.ofMinutes(3);

    private static final String CLOSING = "this director is closing";
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Longer waits are cut to this, which is for ever. */
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(RaftCalls.class);

    /** Those that the next question goes over. */
    private final Map<LogEndpoint, CallConnection> connections = new ConcurrentHashMap<>();
    /** All that have not ended: also replaced ones, while somebody waits for an answer over them. */
    private final Set<CallConnection> open = ConcurrentHashMap.newKeySet();

    private final Semaphore outstanding = new Semaphore(MAX_OUTSTANDING);
    private final Duration unused;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(Threads.daemon("service-log-calls"));
    private final Future<?> looking;
    private volatile Optional<SslContext> tls;
    private volatile boolean closed;

    private RaftCalls(Optional<LogTls> tls, Duration unused) {
        this.tls = tls.map(RaftCalls::context);
        this.unused = unused;
        this.looking =
                watch.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Makes one that asks with certificates. No log needs to be open; nothing is connected yet.
     *
     * @param tls certificates, as for the log; absent: in clear, and only to loopback addresses
     * @return what asks, to be closed
     * @throws IllegalArgumentException if the certificates cannot be used
     */
    public static LogCalls open(Optional<LogTls> tls) {
        return open(tls, UNUSED);
    }

    /** As above, with another time after which an endpoint is disconnected. */
    static RaftCalls open(Optional<LogTls> tls, Duration unused) {
        return new RaftCalls(tls, unused);
    }

    /** A context has its own sessions: none is resumed that was made with other certificates. */
    private static SslContext context(LogTls tls) {
        return GrpcUtil.buildSslContextForClient(new TlsKeys(tls).config());
    }

    @Override
    public CompletionStage<byte[]> ask(LogEndpoint whom, UUID groupId, byte[] question, Duration timeout) {
        if (question.length > MAX_BYTES) {
            return CompletableFuture.failedStage(new CallFailedException(
                    Reason.TOO_LARGE,
                    "service log: " + whom + " is not asked: " + CallService.tooLarge("question", question.length)));
        }
        Metadata headers = new Metadata();
        headers.put(CallWire.GROUP, groupId.toString());
        headers.put(CallWire.LENGTH, Integer.toString(question.length));
        return send(new Question(whom, CallWire.ASK, headers, question), timeout, content -> content);
    }

    @Override
    public CompletionStage<List<UUID>> groups(LogEndpoint whom, Duration timeout) {
        return send(new Question(whom, CallWire.GROUPS, new Metadata(), new byte[0]), timeout, CallWire::groups);
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared; the caller's bytes are not copied.
    private record Question(
            LogEndpoint whom, MethodDescriptor<byte[], CallWire.Reply> method, Metadata headers, byte[] content) {}

    private <T> CompletionStage<T> send(Question question, Duration timeout, Function<byte[], T> reading) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: must be positive, is " + timeout);
        }
        Duration time = timeout.compareTo(MAX_TIMEOUT) < 0 ? timeout : MAX_TIMEOUT;
        if (!outstanding.tryAcquire()) {
            return CompletableFuture.failedStage(new CallFailedException(
                    Reason.UNREACHABLE,
                    "service log: " + question.whom() + " is not asked: " + MAX_OUTSTANDING
                            + " questions wait for answers already; ask again later"));
        }
        CallConnection connection;
        try {
            connection = enter(question.whom());
        } catch (CallFailedException refused) {
            outstanding.release();
            return CompletableFuture.failedStage(refused);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        connection
                .send(question.method(), question.headers(), question.content(), time)
                .whenComplete((reply, failure) -> {
                    outstanding.release();
                    try {
                        result.complete(reading.apply(content(question.whom(), reply, failure)));
                    } catch (CallFailedException known) {
                        result.completeExceptionally(known);
                    } catch (RuntimeException malformed) {
                        result.completeExceptionally(new CallFailedException(
                                Reason.UNKNOWN_OUTCOME,
                                "service log: " + question.whom() + " answered what cannot be read: "
                                        + malformed.getMessage(),
                                malformed));
                    }
                });
        return result.minimalCompletionStage();
    }

    private static byte[] content(LogEndpoint whom, CallWire.@Nullable Reply reply, @Nullable Throwable failure) {
        if (failure != null && RaftSession.unwrap(failure) instanceof CallFailedException known) {
            throw known;
        }
        if (reply == null) {
            throw new IllegalStateException("nothing", failure);
        }
        String who = "service log: " + whom + ": ";
        return switch (reply.kind()) {
            case ANSWER -> reply.content();
            case REFUSED -> throw new CallFailedException(Reason.REFUSED, reply.text());
            case NO_SUCH_GROUP -> throw new CallFailedException(Reason.NO_SUCH_GROUP, who + reply.text());
            case BUSY -> throw new CallFailedException(Reason.UNREACHABLE, who + reply.text());
            case TOO_LARGE -> throw new CallFailedException(Reason.TOO_LARGE, who + reply.text());
            case UNKNOWN ->
                throw new CallFailedException(
                        Reason.UNKNOWN_OUTCOME, who + "its answer is of a later version; upgrade this director");
        };
    }

    /** The connection to use, which knows of the question. */
    private CallConnection enter(LogEndpoint whom) {
        CallConnection connection = connection(whom);
        while (!connection.enter()) {
            // It was retired, and taken out, just now.
            connections.remove(whom, connection);
            connection = connection(whom);
        }
        return connection;
    }

    private CallConnection connection(LogEndpoint whom) {
        CallConnection known = connections.get(whom);
        if (known == null || known.worn()) {
            known = connections.compute(whom, (endpoint, before) -> {
                if (before != null && !before.worn()) {
                    return before;
                }
                CallConnection fresh = connect(endpoint, before == null);
                if (before != null) {
                    before.retire();
                }
                return fresh;
            });
        }
        if (closed) {
            known.drop(CLOSING);
            throw closed(whom);
        }
        return known;
    }

    private static CallFailedException closed(LogEndpoint whom) {
        return new CallFailedException(Reason.UNREACHABLE, "service log: " + whom + " is not asked: " + CLOSING);
    }

    private CallConnection connect(LogEndpoint whom, boolean another) {
        if (closed) {
            throw closed(whom);
        }
        Optional<SslContext> context = tls;
        if (context.isEmpty() && !isLoopback(whom.host())) {
            throw new CallFailedException(
                    Reason.UNREACHABLE,
                    "service log: " + whom + " is not asked: without certificates only loopback addresses are");
        }
        if (another && connections.size() >= MAX_ENDPOINTS) {
            throw new CallFailedException(
                    Reason.UNREACHABLE,
                    "service log: " + whom + " is not asked: " + MAX_ENDPOINTS
                            + " other endpoints were asked in the last minutes; ask again later");
        }
        try {
            CallConnection made = new CallConnection(whom, context);
            open.add(made);
            return made;
        } catch (RuntimeException unusable) {
            throw new CallFailedException(
                    Reason.UNREACHABLE,
                    "service log: " + whom + " cannot be reached: " + unusable.getMessage(),
                    unusable);
        }
    }

    /** Decided by the text alone: a name may mean another address each time. */
    private static boolean isLoopback(String host) {
        return host.equals("::1") || host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private void look() {
        try {
            connections.forEach((whom, connection) -> {
                if (connection.retireIfUnused(unused)) {
                    connections.remove(whom, connection);
                }
            });
            open.removeIf(CallConnection::ended);
            open.forEach(CallConnection::look);
        } catch (RuntimeException unexpected) {
            // Otherwise it would never be done again.
            LOG.error("the connections to other members could not be looked after", unexpected);
        }
    }

    /** How many endpoints are connected, or are being connected. */
    int connected() {
        return connections.size();
    }

    @Override
    public void renewCertificates(LogTls other) {
        if (tls.isEmpty()) {
            throw new IllegalStateException("these questions are asked without certificates; restart the director");
        }
        tls = Optional.of(context(other));
        connections.forEach((whom, connection) -> {
            if (connections.remove(whom, connection)) {
                connection.retire();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        looking.cancel(false);
        watch.shutdown();
        open.forEach(connection -> connection.drop(CLOSING));
        connections.clear();
    }
}
