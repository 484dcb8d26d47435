package io.directorate.consensus.raft;

import io.directorate.consensus.log.CallFailedException;
import io.directorate.consensus.log.CallFailedException.Reason;
import io.directorate.consensus.log.LogEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ClientCall;
import org.apache.ratis.thirdparty.io.grpc.ClientStreamTracer;
import org.apache.ratis.thirdparty.io.grpc.ConnectivityState;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NegotiationType;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.netty.channel.ChannelOption;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one endpoint. gRPC makes it when there is a question, and makes it again after it broke.
 *
 * <p>What gRPC would do too late is done here: it waits longer and longer before it connects again, so a connection that
 * failed is replaced by a fresh one at the next question; it notices a silently lost connection only after ten seconds, so
 * {@link #look} asks for a sign of life.
 */
final class CallConnection {
    /** Questions that may wait at one time for answers over one connection. */
    static final int MAX_OUTSTANDING = 256;

    private static final Duration TCP_CONNECT = Duration.ofSeconds(1);
    /** As long as a member takes to send away who does not prove who it is. */
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** While somebody waits for an answer, silence of this length is looked into; the sign of life has the same time. */
    private static final Duration SILENCE = Duration.ofSeconds(1);
    /** A failed connection is not replaced sooner: until then questions fail as the last one did. */
    private static final Duration RECONNECT = Duration.ofMillis(200);

    private final LogEndpoint whom;
    private final ManagedChannel channel;
    private final long madeAt = System.nanoTime();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long askedAt = madeAt;
    private volatile long heardAt = madeAt;
    private volatile long changedAt = madeAt;
    private volatile boolean suspect;
    /** Why everything was ended, if so. */
    private volatile @Nullable String givenUp;

    private final Object lock = new Object();
    private int outstanding;
    private boolean retired;

    /**
     * Prepares a connection; nothing is sent.
     *
     * @param tls certificates; none: in clear
     * @throws IllegalArgumentException if the endpoint cannot be the name of a host
     */
    CallConnection(LogEndpoint whom, Optional<SslContext> tls) {
        this.whom = whom;
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(whom.toString())
                .proxyDetector(target -> null)
                .disableServiceConfigLookUp()
                .disableRetry()
                .maxInboundMessageSize(CallWire.MAX_MESSAGE_BYTES)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(TCP_CONNECT.toMillis()));
        if (tls.isPresent()) {
            builder.useTransportSecurity().sslContext(tls.get());
        } else {
            builder.negotiationType(NegotiationType.PLAINTEXT);
        }
        this.channel = builder.build();
        stateChanged();
    }

    private void stateChanged() {
        changedAt = System.nanoTime();
        ConnectivityState state = channel.getState(false);
        if (state != ConnectivityState.SHUTDOWN) {
            channel.notifyWhenStateChanged(state, this::stateChanged);
        }
    }

    private boolean connectsTooLong() {
        return channel.getState(false) == ConnectivityState.CONNECTING
                && System.nanoTime() - changedAt > CONNECT.toNanos();
    }

    /** Whether another connection would be better for the next question. */
    boolean worn() {
        ConnectivityState state = channel.getState(false);
        boolean failed = suspect
                || state == ConnectivityState.TRANSIENT_FAILURE
                || state == ConnectivityState.SHUTDOWN
                || connectsTooLong();
        return failed && System.nanoTime() - madeAt > RECONNECT.toNanos();
    }

    /** Ends the connection if nobody has asked anything for so long, or waits for an answer. */
    boolean retireIfUnused(Duration time) {
        synchronized (lock) {
            if (outstanding > 0 || System.nanoTime() - askedAt <= time.toNanos()) {
                return false;
            }
            retired = true;
        }
        channel.shutdown();
        return true;
    }

    /** Takes no more questions, and ends when those that wait are answered. */
    void retire() {
        synchronized (lock) {
            retired = true;
            if (outstanding > 0) {
                return;
            }
        }
        channel.shutdown();
    }

    /** Whether it has ended for good. */
    boolean ended() {
        return channel.isTerminated();
    }

    /** Ends everything, for a reason. */
    void drop(String why) {
        givenUp = why;
        suspect = true;
        channel.shutdownNow();
    }

    /**
     * Announces a question.
     *
     * @return false if this connection takes no more; another one must be used
     * @throws CallFailedException if as many wait already as may
     */
    boolean enter() {
        synchronized (lock) {
            if (retired) {
                return false;
            }
            if (outstanding >= MAX_OUTSTANDING) {
                throw new CallFailedException(
                        Reason.UNREACHABLE,
                        "service log: " + whom + " is not asked: " + MAX_OUTSTANDING
                                + " questions wait for its answers already; ask again later");
            }
            askedAt = System.nanoTime();
            if (outstanding == 0) {
                heardAt = askedAt;
            }
            outstanding++;
            return true;
        }
    }

    private void leave() {
        synchronized (lock) {
            outstanding--;
            if (!retired || outstanding > 0) {
                return;
            }
        }
        channel.shutdown();
    }

    /** Sends a question that was announced; the result fails with {@link CallFailedException} only. */
    CompletionStage<CallWire.Reply> send(
            MethodDescriptor<byte[], CallWire.Reply> method, Metadata headers, byte[] question, Duration timeout) {
        return call(method, headers, question, timeout).whenComplete((reply, failure) -> leave());
    }

    private CompletionStage<CallWire.Reply> call(
            MethodDescriptor<byte[], CallWire.Reply> method, Metadata headers, byte[] question, Duration timeout) {
        Waiting waiting = new Waiting(timeout);
        ClientCall<byte[], CallWire.Reply> call = channel.newCall(
                method,
                CallOptions.DEFAULT
                        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        .withStreamTracerFactory(waiting.tracing()));
        try {
            call.start(waiting, headers);
            call.request(2);
            call.sendMessage(question);
            call.halfClose();
        } catch (RuntimeException failure) {
            call.cancel("could not be sent", failure);
            waiting.fail(Status.CANCELLED.withDescription("could not be sent").withCause(failure));
        }
        return waiting.result;
    }

    /** Looks whether the other one is still there, if somebody waits for it and nothing has come for a while. */
    void look() {
        long silentSince = heardAt;
        synchronized (lock) {
            if (outstanding == 0 || System.nanoTime() - silentSince <= SILENCE.toNanos()) {
                return;
            }
        }
        if (connectsTooLong()) {
            drop("it takes the connection, but nothing more for " + CONNECT.toMillis() + " ms");
        }
        if (channel.getState(false) != ConnectivityState.READY || !probing.compareAndSet(false, true)) {
            return;
        }
        call(CallWire.GROUPS, new Metadata(), new byte[0], SILENCE).whenComplete((reply, failure) -> {
            probing.set(false);
            if (failure != null && heardAt == silentSince) {
                drop("it has gone silent, also when asked for a sign of life; the connection is given up");
            }
        });
    }

    /** One question that was sent, or is about to be. */
    private final class Waiting extends ClientCall.Listener<CallWire.Reply> {
        private final CompletableFuture<CallWire.Reply> result = new CompletableFuture<>();
        private final Duration timeout;
        private final long startedAt = System.nanoTime();
        /** Whether anything of it may have left: there was a connection that was ready. */
        private volatile boolean sent;

        private volatile CallWire.@Nullable Reply reply;

        Waiting(Duration timeout) {
            this.timeout = timeout;
        }

        ClientStreamTracer.Factory tracing() {
            return new ClientStreamTracer.Factory() {
                @Override
                public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
                    return new Tracer(Waiting.this);
                }
            };
        }

        @Override
        public void onMessage(CallWire.Reply message) {
            reply = message;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            CallWire.Reply answer = reply;
            if (status.isOk() && answer != null) {
                result.complete(answer);
            } else {
                fail(status);
            }
        }

        private void fail(Status status) {
            boolean late = status.getCode() == Status.Code.DEADLINE_EXCEEDED;
            // Of a connection that has never been ready nothing is known yet: the next question may still use it.
            suspect = suspect || (late && sent && heardAt - startedAt <= 0);
            if (status.getCode() == Status.Code.UNIMPLEMENTED) {
                result.completeExceptionally(new CallFailedException(
                        Reason.REFUSED,
                        "service log: " + whom + " answers no questions; it may run an older version of Directorate"));
                return;
            }
            String why = late ? "no answer within " + timeout.toMillis() + " ms" : reason(status);
            result.completeExceptionally(
                    sent
                            ? new CallFailedException(
                                    Reason.UNKNOWN_OUTCOME,
                                    "service log: " + whom + " was asked, but has not answered: " + why,
                                    status.asException())
                            : new CallFailedException(
                                    Reason.UNREACHABLE,
                                    "service log: " + whom + " cannot be reached: " + why,
                                    status.asException()));
        }

        private String reason(Status status) {
            String known = givenUp;
            if (known != null) {
                return known;
            }
            Throwable cause = status.getCause();
            String described =
                    status.getDescription() == null ? status.getCode().name() : status.getDescription();
            String rooted = cause == null ? null : Outcomes.root(cause).getMessage();
            return rooted == null ? described : described + ": " + rooted;
        }
    }

    /** Sees what happens to a question on the network. */
    private final class Tracer extends ClientStreamTracer {
        private final Waiting waiting;

        Tracer(Waiting waiting) {
            this.waiting = waiting;
        }

        @Override
        public void streamCreated(org.apache.ratis.thirdparty.io.grpc.Attributes transport, Metadata headers) {
            waiting.sent = true;
        }

        @Override
        public void inboundHeaders() {
            heardAt = System.nanoTime();
        }

        @Override
        public void inboundWireSize(long bytes) {
            heardAt = System.nanoTime();
        }
    }
}
