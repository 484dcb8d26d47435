package io.directorate.consensus.log;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Asks others over the log's port, with the log's certificates; there a {@link CallHandler} answers. It needs no log of its
 * own, and nobody needs to lead.
 *
 * <p>Safe for use by several threads. No thread waits for an answer. What is attached to the stages runs on threads of the
 * transport, and delays nothing but itself.
 */
public interface LogCalls extends AutoCloseable {
    /** The longest question, and the longest answer: two of the largest entries by default, and something around them. */
    int MAX_BYTES = 33 << 20;

    /**
     * Asks whoever listens at an endpoint.
     *
     * @param whom where a member listens
     * @param groupId the group that it must take part in, or wait for
     * @param question at most {@link #MAX_BYTES}; must not be changed before the stage completes
     * @param timeout how long to wait for the answer; positive
     * @return completes with the answer, or exceptionally with {@link CallFailedException}: within the timeout, and sooner
     *     when the other one cannot be reached or has gone silent
     */
    CompletionStage<byte[]> ask(LogEndpoint whom, UUID groupId, byte[] question, Duration timeout);

    /**
     * Asks in which groups whoever listens at an endpoint takes part, or for which it waits. By this one that wants to join
     * finds its group.
     *
     * @param whom where a member listens
     * @param timeout how long to wait for the answer; positive
     * @return completes with the groups, normally one; exceptionally as {@link #ask} does
     */
    CompletionStage<List<UUID>> groups(LogEndpoint whom, Duration timeout);

    /**
     * Uses other certificates from now on. Questions that were asked before are still answered.
     *
     * @param tls the new ones
     * @throws IllegalStateException if there were none before: then everything is in clear
     * @throws IllegalArgumentException if they cannot be used; the old ones stay in use
     */
    void renewCertificates(LogTls tls);

    /** Closes all connections. What was not answered yet fails at once. */
    @Override
    void close();
}
