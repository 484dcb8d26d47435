package io.directorate.node.cluster;

import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What operators ask of a cluster, at any of its directors.
 *
 * @param membership this director's part
 * @param directors the others
 * @param calls to the others
 * @param log the service log; empty while it is not open
 * @param bus Hazelcast and the event bus; empty if they do not run here
 */
public record ClusterFace(
        Supplier<ClusterRequests> membership,
        Directors directors,
        LogCalls calls,
        Supplier<Optional<ServiceLog>> log,
        Supplier<Optional<BusView>> bus) {
    /**
     * How Hazelcast and the event bus stand.
     *
     * @param members whom Hazelcast sees, this director among them
     * @param problems what is wrong, in words
     */
    public record BusView(List<String> members, List<String> problems) {}

    /**
     * Lets a member go, whoever leads.
     *
     * @param memberId of the one that goes
     * @return completes when the others go on without it; exceptionally with {@link ClusterException}
     */
    public CompletionStage<Answer.Done> remove(UUID memberId) {
        Optional<ServiceLog> open = log.get();
        if (open.isEmpty()) {
            return refused("the service log is not open");
        }
        LogState state = open.get().state();
        if (state.ready()) {
            return open.get()
                    .membership()
                    .remove(memberId, Admission.TIMEOUT)
                    .handle((done, failure) -> done(MemberService.outcome(failure)));
        }
        Optional<LogEndpoint> leader = Members.reachableLeader(state).flatMap(id -> Members.endpoint(state, id));
        if (leader.isEmpty() || state.groupId().isEmpty()) {
            return refused("the service log has no leader; members change only when a majority can be reached");
        }
        byte[] question = MemberCodec.encode(new Question.Remove(memberId));
        return calls.ask(leader.get(), state.groupId().get(), question, Admission.TIMEOUT)
                .thenApply(bytes -> done(MemberCodec.answer(bytes)));
    }

    private static Answer.Done done(Answer answer) {
        if (answer instanceof Answer.Done done) {
            return done;
        }
        String why =
                answer instanceof Answer.Failed failed ? failed.detail() : "the leader has just changed; try again";
        throw new CompletionException(new ClusterException(why));
    }

    private static CompletionStage<Answer.Done> refused(String why) {
        return CompletableFuture.failedFuture(new ClusterException(why));
    }
}
