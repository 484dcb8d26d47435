package io.directorate.node.sim;

import io.directorate.consensus.log.CallFailedException;
import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Questions among directors, with the failures that {@code RaftCalls} tells: nobody listens, an address that swallows everything, one that falls
 * silent, one that dies over the answer. A question that is on its way arrives even if whoever asked has given up.
 */
final class ModelCalls implements LogCalls {
    private static final Duration SWALLOWED = Duration.ofSeconds(1);
    private static final Duration SILENT = Duration.ofSeconds(2);

    private final int from;
    private final Life life;
    private final Timeline time;
    private final Network network;
    private final Others others;

    /** The directors that can be asked. */
    interface Others {
        /** The process that listens there, dead or alive. */
        Life life(int id);

        /** Who answers there. */
        CallHandler handler(int id);
    }

    ModelCalls(int from, Life life, Timeline time, Network network, Others others) {
        this.from = from;
        this.life = life;
        this.time = time;
        this.network = network;
        this.others = others;
    }

    @Override
    public CompletionStage<byte[]> ask(LogEndpoint whom, UUID groupId, byte[] question, Duration timeout) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        int to = Names.at(whom);
        fail(answer, timeout, CallFailedException.Reason.UNKNOWN_OUTCOME, "no answer in time");
        if (!network.passes(from, to)
                || (!network.passes(to, from) && time.gen().chance(70))) {
            // There was no connection yet, and none can be made.
            fail(answer, SWALLOWED, CallFailedException.Reason.UNREACHABLE, "swallows everything");
            return answer;
        }
        time.after(new Life(), network.latency(), "question", () -> arrive(to, question, answer));
        return answer;
    }

    private void arrive(int to, byte[] question, CompletableFuture<byte[]> answer) {
        Life there = others.life(to);
        if (!there.isAlive()) {
            fail(answer, Duration.ZERO, CallFailedException.Reason.UNREACHABLE, "nobody listens");
        } else if (!network.passes(from, to)) {
            fail(answer, SILENT, CallFailedException.Reason.UNKNOWN_OUTCOME, "has gone silent");
        } else {
            if (!there.runs()) {
                fail(answer, SILENT, CallFailedException.Reason.UNKNOWN_OUTCOME, "has gone silent");
            }
            there.whenEnded(() ->
                    fail(answer, Duration.ZERO, CallFailedException.Reason.UNKNOWN_OUTCOME, "died over the answer"));
            there.run(() -> others.handler(to)
                    .answer(question)
                    .whenComplete((bytes, failure) -> back(to, there, answer, bytes, failure)));
        }
    }

    private void back(int to, Life there, CompletableFuture<byte[]> answer, byte[] bytes, Throwable failure) {
        time.after(there, network.latency(), "answer", () -> {
            if (!network.passes(to, from)) {
                fail(answer, SILENT, CallFailedException.Reason.UNKNOWN_OUTCOME, "has gone silent");
            } else if (failure != null) {
                fail(answer, Duration.ZERO, CallFailedException.Reason.REFUSED, String.valueOf(failure.getMessage()));
            } else {
                life.run(() -> answer.complete(bytes));
            }
        });
    }

    private void fail(CompletableFuture<byte[]> answer, Duration after, CallFailedException.Reason reason, String why) {
        time.after(
                life, after, "call-failed", () -> answer.completeExceptionally(new CallFailedException(reason, why)));
    }

    @Override
    public CompletionStage<List<UUID>> groups(LogEndpoint whom, Duration timeout) {
        return CompletableFuture.completedFuture(List.of(Names.GROUP));
    }

    @Override
    public void renewCertificates(LogTls tls) {
        throw new UnsupportedOperationException("a simulation has no certificates");
    }

    @Override
    public void close() {
        // What waits ends with the life of the process.
    }
}
