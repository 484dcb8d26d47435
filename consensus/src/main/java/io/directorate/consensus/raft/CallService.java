package io.directorate.consensus.raft;

import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogCalls;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions on the port of one member.
 *
 * <p>It is a service of our own beside those of Ratis, not a stale read through Ratis: so it does not wait in Ratis's threads,
 * does not need the log to run, ends with the asker's time-out, and refuses by group and length before anything is read.
 */
final class CallService {
    /** Questions that are answered at one time; more are refused. */
    static final int MAX_ANSWERING = 256;
    /** Their bytes together. */
    static final long MAX_ANSWERING_BYTES = 2L * LogCalls.MAX_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(CallService.class);
    /** Bytes are counted in pieces of so many, and each question begins one. */
    private static final int PIECE_BYTES = 1024;

    private final UUID groupId;
    private final CallHandler handler;
    private final Semaphore questions = new Semaphore(MAX_ANSWERING);
    private final Semaphore pieces = new Semaphore(Math.toIntExact(MAX_ANSWERING_BYTES / PIECE_BYTES) + MAX_ANSWERING);

    CallService(UUID groupId, CallHandler handler) {
        this.groupId = groupId;
        this.handler = handler;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(CallWire.SERVICE)
                .addMethod(CallWire.ASK, this::ask)
                .addMethod(CallWire.GROUPS, this::groups)
                .build();
    }

    private ServerCall.Listener<byte[]> groups(ServerCall<byte[], CallWire.Reply> call, Metadata headers) {
        send(call, new CallWire.Reply(CallWire.Kind.ANSWER, CallWire.ofGroups(List.of(groupId))));
        return new ServerCall.Listener<>() {};
    }

    private ServerCall.Listener<byte[]> ask(ServerCall<byte[], CallWire.Reply> call, Metadata headers) {
        int length = length(headers.get(CallWire.LENGTH));
        Optional<CallWire.Reply> refusal = refusal(headers.get(CallWire.GROUP), length);
        if (refusal.isPresent()) {
            send(call, refusal.get());
            return new ServerCall.Listener<>() {};
        }
        int pieceCount = length / PIECE_BYTES + 1;
        if (!admit(pieceCount)) {
            send(
                    call,
                    CallWire.Reply.text(
                            CallWire.Kind.BUSY,
                            "as many questions are being answered there as may at one time: " + MAX_ANSWERING + " or "
                                    + MAX_ANSWERING_BYTES + " bytes; ask again later"));
            return new ServerCall.Listener<>() {};
        }
        call.request(1);
        return new Answering(call, length, pieceCount);
    }

    private boolean admit(int pieceCount) {
        if (!questions.tryAcquire()) {
            return false;
        }
        if (pieces.tryAcquire(pieceCount)) {
            return true;
        }
        questions.release();
        return false;
    }

    private Optional<CallWire.Reply> refusal(@Nullable String group, int length) {
        if (!groupId.toString().equals(group)) {
            return Optional.of(CallWire.Reply.text(
                    CallWire.Kind.NO_SUCH_GROUP, "is asked as one of group " + group + ", but is of " + groupId));
        }
        if (length > LogCalls.MAX_BYTES) {
            return Optional.of(CallWire.Reply.text(CallWire.Kind.TOO_LARGE, tooLarge("question", length)));
        }
        return length < 0
                ? Optional.of(CallWire.Reply.text(CallWire.Kind.REFUSED, "the question does not tell its length"))
                : Optional.empty();
    }

    private static int length(@Nullable String header) {
        try {
            return header == null ? -1 : Integer.parseInt(header);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    static String tooLarge(String what, int length) {
        return "the " + what + " has " + length + " bytes; at most " + LogCalls.MAX_BYTES + " are allowed";
    }

    private static void send(ServerCall<byte[], CallWire.Reply> call, CallWire.Reply reply) {
        try {
            call.sendHeaders(new Metadata());
            call.sendMessage(reply);
            call.close(Status.OK, new Metadata());
        } catch (IllegalStateException gone) {
            LOG.debug("an answer was dropped", gone);
        }
    }

    /** One question, from its headers to its answer, or until whoever asked gives up. */
    private final class Answering extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], CallWire.Reply> call;
        private final int length;
        private final int pieceCount;
        private final AtomicBoolean released = new AtomicBoolean();
        private byte @Nullable [] question;

        Answering(ServerCall<byte[], CallWire.Reply> call, int length, int pieceCount) {
            this.call = call;
            this.length = length;
            this.pieceCount = pieceCount;
        }

        @Override
        public void onMessage(byte[] message) {
            question = message;
        }

        @Override
        public void onHalfClose() {
            byte[] asked = question;
            question = null;
            if (asked == null || asked.length != length) {
                String found = asked == null ? "nothing" : asked.length + " bytes";
                String text = "the question has " + found + ", not " + length + " bytes as it says";
                reply(CallWire.Reply.text(CallWire.Kind.REFUSED, text));
                return;
            }
            try {
                CompletionStage<byte[]> stage = handler.answer(asked);
                stage.whenComplete((answer, failure) -> reply(reply(answer, failure)));
            } catch (RuntimeException failure) {
                reply(reply(null, failure));
            } catch (Error failure) {
                release();
                throw failure;
            }
        }

        private CallWire.Reply reply(byte @Nullable [] answer, @Nullable Throwable failure) {
            if (failure != null || answer == null) {
                Throwable known = failure == null ? new NullPointerException("no answer") : RaftSession.unwrap(failure);
                LOG.debug("a question was refused", known);
                String message = known.getMessage();
                return CallWire.Reply.text(CallWire.Kind.REFUSED, message == null ? known.toString() : message);
            }
            return answer.length > LogCalls.MAX_BYTES
                    ? CallWire.Reply.text(CallWire.Kind.TOO_LARGE, tooLarge("answer", answer.length))
                    : new CallWire.Reply(CallWire.Kind.ANSWER, answer);
        }

        private void reply(CallWire.Reply reply) {
            release();
            if (!call.isCancelled()) {
                send(call, reply);
            }
        }

        private void release() {
            if (released.compareAndSet(false, true)) {
                pieces.release(pieceCount);
                questions.release();
            }
        }

        @Override
        public void onCancel() {
            release();
        }

        @Override
        public void onComplete() {
            release();
        }
    }
}
