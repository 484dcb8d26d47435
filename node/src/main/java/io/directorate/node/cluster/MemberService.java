package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.service.FeatureLevel;
import io.directorate.node.command.CommandResult;
import io.directorate.node.command.Commands;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Answers what other directors ask. Whoever asks has shown a certificate of the cluster's own CA, and may do what this director may.
 *
 * <p>Called by the log's threads; never blocks.
 */
public final class MemberService implements CallHandler {
    /** The rule by which one is not taken in whose build does not support the cluster's level. */
    static final String BEHIND = "feature-level";

    private final Commands commands;
    private final Supplier<Optional<ServiceLog>> log;
    private final Supplier<ObjectNode> self;
    private final Followers followers;
    private final LevelKeeper levels;

    /**
     * Makes the service.
     *
     * @param commands decides here, if this director leads
     * @param log the service log; empty while it is not open
     * @param self how this director is
     * @param followers is told of directors that follow the feed
     * @param levels which builds may come in
     */
    public MemberService(
            Commands commands,
            Supplier<Optional<ServiceLog>> log,
            Supplier<ObjectNode> self,
            Followers followers,
            LevelKeeper levels) {
        this.commands = commands;
        this.log = log;
        this.self = self;
        this.followers = followers;
        this.levels = levels;
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        CompletionStage<Answer> answer;
        try {
            answer = answer(MemberCodec.question(question));
        } catch (IllegalArgumentException e) {
            answer = CompletableFuture.completedFuture(
                    new Answer.Failed("bad-question", String.valueOf(e.getMessage())));
        }
        return answer.thenApply(MemberCodec::encode);
    }

    private CompletionStage<Answer> answer(Question question) {
        if (question instanceof Question.Status) {
            return CompletableFuture.completedFuture(new Answer.State(self.get()));
        }
        Optional<ServiceLog> open = log.get();
        if (open.isEmpty()) {
            return CompletableFuture.completedFuture(new Answer.Failed("log-unavailable", "the log is not open here"));
        }
        LogState state = open.get().state();
        if (question instanceof Question.Follow follow) {
            return CompletableFuture.completedFuture(follow(follow, state));
        }
        if (!state.ready()) {
            return CompletableFuture.completedFuture(new Answer.NotLeader(
                    Members.reachableLeader(state).flatMap(leader -> Members.endpoint(state, leader))));
        }
        if (question instanceof Question.Decide decide) {
            if (LevelKeeper.raises(decide.command().command())) {
                return CompletableFuture.completedFuture(
                        new Answer.Decided(new CommandResult.Refused(LevelKeeper.NOT_BY_HAND)));
            }
            return commands.submit(decide.command()).thenApply(Answer.Decided::new);
        }
        LogMembership membership = open.get().membership();
        if (question instanceof Question.Join join) {
            return admit(membership, join);
        }
        return membership
                .remove(((Question.Remove) question).memberId(), Admission.TIMEOUT)
                .handle((done, failure) -> outcome(failure));
    }

    private CompletionStage<Answer> admit(LogMembership membership, Question.Join join) {
        LevelGate gate = levels.gate();
        Optional<String> refused = gate.enter(join.endpoint(), join.supports());
        if (refused.isPresent()) {
            return CompletableFuture.completedFuture(new Answer.Failed(BEHIND, refused.get()));
        }
        CompletionStage<Void> change;
        try {
            change = Admission.admit(membership, join);
        } catch (RuntimeException e) {
            change = CompletableFuture.failedFuture(e);
        }
        return change.handle((done, failure) -> {
            gate.left();
            return outcome(failure);
        });
    }

    private Answer follow(Question.Follow follow, LogState state) {
        if (state.groupId().isEmpty() || state.members().isEmpty()) {
            return new Answer.Failed("log-unavailable", "this director is in no cluster yet");
        }
        if (state.members().stream().anyMatch(member -> member.endpoint().equals(follow.endpoint()))) {
            return new Answer.Failed(
                    "member",
                    follow.endpoint()
                            + " is a member of the service log; one that follows the feed is none: let it go first, with"
                            + " directorate cluster remove " + follow.endpoint());
        }
        int supports = MemberLevel.of(follow.self()).supports().orElse(FeatureLevel.FIRST);
        Optional<String> behind = levels.gate().enter(follow.endpoint(), supports);
        if (behind.isPresent()) {
            return new Answer.Failed(BEHIND, behind.get());
        }
        try {
            if (!followers.heard(follow)) {
                return new Answer.Failed("too-many", Followers.MOST + " directors follow the feed already");
            }
        } finally {
            levels.gate().left();
        }
        return new Answer.State(
                GroupPicture.of(state, self.get(), followers.endpoints()).toJson());
    }

    /** What a change of the members came to. */
    static Answer outcome(Throwable failure) {
        if (failure == null) {
            return new Answer.Done();
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof NotLeaderException
                ? new Answer.NotLeader(Optional.empty())
                : new Answer.Failed("membership", String.valueOf(cause.getMessage()));
    }
}
