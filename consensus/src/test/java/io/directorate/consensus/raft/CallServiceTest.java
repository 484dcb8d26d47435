package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogCalls;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerMethodDefinition;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is refused, and when there is room again; and the form of what travels. */
class CallServiceTest {
    private static final UUID GROUP = new UUID(1, 2);

    private final List<CompletableFuture<byte[]>> asked = new ArrayList<>();
    private final CallService service = new CallService(GROUP, question -> {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    });

    /** One call, without a network. */
    private static final class Call extends ServerCall<byte[], CallWire.Reply> {
        private int requested;
        private boolean cancelled;
        private CallWire.@Nullable Reply reply;
        private @Nullable Status closed;

        @Override
        public void request(int messages) {
            requested += messages;
        }

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(CallWire.Reply message) {
            reply = message;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public MethodDescriptor<byte[], CallWire.Reply> getMethodDescriptor() {
            return CallWire.ASK;
        }

        CallWire.Reply reply() {
            assertThat(closed).isEqualTo(Status.OK);
            return java.util.Objects.requireNonNull(reply);
        }
    }

    @SuppressWarnings("unchecked") // The method is of these types.
    private static ServerCall.Listener<byte[]> begin(CallService service, Call call, Metadata headers) {
        ServerMethodDefinition<byte[], CallWire.Reply> method = (ServerMethodDefinition<byte[], CallWire.Reply>)
                java.util.Objects.requireNonNull(service.definition().getMethod(CallWire.SERVICE + "/Ask"));
        return method.getServerCallHandler().startCall(call, headers);
    }

    private static Metadata headers(String group, String length) {
        Metadata headers = new Metadata();
        headers.put(CallWire.GROUP, group);
        headers.put(CallWire.LENGTH, length);
        return headers;
    }

    private ServerCall.Listener<byte[]> ask(Call call, int length) {
        ServerCall.Listener<byte[]> listener = begin(service, call, headers(GROUP.toString(), "" + length));
        if (call.requested > 0) {
            listener.onMessage(new byte[length]);
            listener.onHalfClose();
        }
        return listener;
    }

    private CallWire.Kind refusedUnread(Metadata headers) {
        Call call = new Call();
        begin(service, call, headers);
        assertThat(call.requested).isZero();
        return call.reply().kind();
    }

    @Test
    void refusesByItsHeadersWhatItDoesNotEvenRead() {
        String group = GROUP.toString();
        assertThat(refusedUnread(new Metadata())).isEqualTo(CallWire.Kind.NO_SUCH_GROUP);
        assertThat(refusedUnread(headers("another", "1"))).isEqualTo(CallWire.Kind.NO_SUCH_GROUP);
        assertThat(refusedUnread(headers(group, "" + (LogCalls.MAX_BYTES + 1)))).isEqualTo(CallWire.Kind.TOO_LARGE);
        for (String wrong : List.of("-1", "", "1e3", "99999999999")) {
            assertThat(refusedUnread(headers(group, wrong))).as(wrong).isEqualTo(CallWire.Kind.REFUSED);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void refusesAQuestionOfAnotherLengthThanItSaid() {
        for (int length : new int[] {0, 9, 11}) {
            Call call = new Call();
            ServerCall.Listener<byte[]> listener = begin(service, call, headers(GROUP.toString(), "10"));
            listener.onMessage(new byte[length]);
            listener.onHalfClose();
            assertThat(call.reply().kind()).isEqualTo(CallWire.Kind.REFUSED);
            assertThat(call.reply().text()).contains("has " + length + " bytes, not 10");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void hasRoomAgainForEachThatIsAnsweredOrGivenUp() {
        List<ServerCall.Listener<byte[]>> waiting = new ArrayList<>();
        for (int i = 0; i < CallService.MAX_ANSWERING; i++) {
            waiting.add(ask(new Call(), 1));
        }
        assertThat(asked).hasSize(CallService.MAX_ANSWERING);
        assertBusy(1);
        // Given up by who asked; its late answer makes no second place.
        waiting.get(0).onCancel();
        asked.get(0).complete(new byte[1]);
        waiting.get(0).onComplete();
        ask(new Call(), 1);
        assertBusy(1);
        asked.get(1).completeExceptionally(new IllegalStateException("no"));
        ask(new Call(), 1);
        assertBusy(1);
        assertThat(asked).hasSize(CallService.MAX_ANSWERING + 2);
    }

    @Test
    void takesSoManyBytesAtOneTime() {
        ask(new Call(), LogCalls.MAX_BYTES);
        ServerCall.Listener<byte[]> second = ask(new Call(), LogCalls.MAX_BYTES);
        assertBusy(LogCalls.MAX_BYTES);
        ask(new Call(), 1);
        second.onCancel();
        ask(new Call(), LogCalls.MAX_BYTES);
        assertThat(asked).hasSize(4);
    }

    private void assertBusy(int length) {
        int before = asked.size();
        Call call = new Call();
        ask(call, length);
        assertThat(call.reply().kind()).isEqualTo(CallWire.Kind.BUSY);
        assertThat(asked).hasSize(before);
    }

    @Test
    void dropsTheAnswerForOneThatIsGone() {
        Call call = new Call();
        ServerCall.Listener<byte[]> listener = ask(call, 1);
        call.cancelled = true;
        listener.onCancel();
        asked.get(0).complete(new byte[1]);
        assertThat(call.closed).isNull();
    }

    @Test
    void anErrorOfTheHandlerLeavesItsPlaceFree() {
        CallService failing = new CallService(GROUP, question -> {
            throw new StackOverflowError("deep");
        });
        for (int i = 0; i < CallService.MAX_ANSWERING + 1; i++) {
            Call call = new Call();
            ServerCall.Listener<byte[]> listener = begin(failing, call, headers(GROUP.toString(), "1"));
            assertThat(call.requested).isEqualTo(1);
            listener.onMessage(new byte[1]);
            assertThatThrownBy(listener::onHalfClose).isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void noHandlerRefusesInWords() {
        assertThat(CallHandler.NONE.answer(new byte[0]).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void readsWhatItWritesAndKnowsWhatItDoesNotKnow() {
        for (CallWire.Kind kind : CallWire.Kind.values()) {
            CallWire.Reply back = CallWire.ASK.parseResponse(
                    CallWire.ASK.streamResponse(new CallWire.Reply(kind, new byte[] {1, 2})));
            assertThat(back.kind()).isEqualTo(kind);
            assertThat(back.content()).containsExactly(1, 2);
        }
        for (byte[] strange : List.of(new byte[0], new byte[] {99}, new byte[] {-7, 1})) {
            assertThat(CallWire.ASK
                            .parseResponse(new ByteArrayInputStream(strange))
                            .kind())
                    .isEqualTo(CallWire.Kind.UNKNOWN);
        }
        List<UUID> groups = List.of(GROUP, new UUID(-1, 0));
        assertThat(CallWire.groups(CallWire.ofGroups(groups))).isEqualTo(groups);
        assertThatThrownBy(() -> CallWire.groups(new byte[17])).isInstanceOf(IllegalArgumentException.class);
    }
}
