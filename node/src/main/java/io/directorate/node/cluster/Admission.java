package io.directorate.node.cluster;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a director into the group.
 *
 * <p>A member at the same address under another identity is what that director was before it lost its disk: it is let go first. So a director
 * that was wiped comes back by itself, as long as the others have a majority without it.
 */
final class Admission {
    /** How long one change of the members may take; a newcomer that says nothing is given up earlier. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** With so many voters, who joins with {@code vote: auto} only follows. */
    private static final int USUAL_VOTERS = 3;

    private Admission() {}

    /** What is to be done for one that wants to join. */
    enum Part {
        /** It is in the group as it wants to be. */
        NOTHING,
        /** Give it a vote. */
        VOTER,
        /** Let it follow. */
        LISTENER
    }

    /** Decides from the members as they are, without those that the newcomer replaces. */
    static Part part(List<LogMember> members, Question.Join join) {
        List<LogMember> others = members.stream()
                .filter(member -> !member.memberId().equals(join.memberId()))
                .filter(member -> !member.endpoint().equals(join.endpoint()))
                .toList();
        long voters = others.stream().filter(LogMember::voter).count();
        boolean votes = switch (join.vote()) {
            case NEVER, FOLLOW -> false;
            case AUTO -> voters < USUAL_VOTERS;
            case ALWAYS -> voters < LogMembership.MAX_VOTERS;
        };
        boolean in = members.stream().anyMatch(member -> member.memberId().equals(join.memberId()));
        boolean inAsVoter =
                members.stream().anyMatch(member -> member.memberId().equals(join.memberId()) && member.voter());
        if (in && (inAsVoter || !votes)) {
            return Part.NOTHING;
        }
        return votes ? Part.VOTER : Part.LISTENER;
    }

    /** Members that the newcomer replaces: they had its address. */
    static List<LogMember> replaced(List<LogMember> members, Question.Join join) {
        return members.stream()
                .filter(member -> member.endpoint().equals(join.endpoint()))
                .filter(member -> !member.memberId().equals(join.memberId()))
                .toList();
    }

    static CompletionStage<Void> admit(LogMembership membership, Question.Join join) {
        List<LogMember> members = membership.members();
        CompletionStage<Void> before = CompletableFuture.completedFuture(null);
        for (LogMember old : replaced(members, join)) {
            before = before.thenCompose(done -> told(
                    "member " + old + " goes, for its place is taken", membership.remove(old.memberId(), TIMEOUT)));
        }
        LogPeer peer = new LogPeer(join.memberId(), join.endpoint());
        String who = "member " + join.memberId() + " at " + join.endpoint();
        return switch (part(members, join)) {
            case NOTHING -> before;
            case VOTER ->
                before.thenCompose(done -> told(who + " comes as a voter", membership.addVoter(peer, TIMEOUT)));
            case LISTENER ->
                before.thenCompose(done -> told(who + " comes as a listener", membership.addListener(peer, TIMEOUT)));
        };
    }

    private static CompletionStage<Void> told(String what, CompletionStage<Void> change) {
        LOG.info("Cluster: {}", what);
        return change.whenComplete((done, failure) -> {
            if (failure == null) {
                LOG.info("Cluster: {}: done", what);
            } else {
                LOG.warn("Cluster: {}: {}", what, failure.getMessage());
            }
        });
    }
}
