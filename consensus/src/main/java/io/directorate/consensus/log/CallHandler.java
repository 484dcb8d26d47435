package io.directorate.consensus.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers what other members, and those who want to be, ask over the log's port. Whoever asks has a certificate of the
 * cluster's authority; nothing else is known of it.
 *
 * <p>It is called while the log's port is open, whatever the log is doing: with or without a leader, as leader, follower,
 * listener, or waiting to be added. Questions come on several threads at once.
 */
@FunctionalInterface
public interface CallHandler {
    /** Refuses every question. */
    CallHandler NONE = question -> CompletableFuture.failedFuture(
            new UnsupportedOperationException("this member answers no questions over the service log's port"));

    /**
     * Answers one question. Must not block: whatever takes time goes to the handler's own threads.
     *
     * <p>Whoever asked may have given up meanwhile; then the answer is dropped.
     *
     * @param question what was asked, at most {@link LogCalls#MAX_BYTES}; may be kept
     * @return completes with the answer, at most {@link LogCalls#MAX_BYTES}, not changed afterwards. If it fails, or this
     *     method throws, who asked gets a {@link CallFailedException} of reason {@link
     *     CallFailedException.Reason#REFUSED} with the failure's message
     */
    CompletionStage<byte[]> answer(byte[] question);
}
