package io.directorate.consensus.raft;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.log.ServiceLogException;
import io.directorate.consensus.store.StoreIdentity;
import java.util.Optional;
import java.util.UUID;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;

/** Turns Ratis's failures into what a caller can act on. */
final class Outcomes {
    private Outcomes() {}

    static LogProblem closed() {
        return new LogProblem(LogProblem.Kind.CLOSED, "service log: closed", false);
    }

    static LogProblem starting(String what) {
        return new LogProblem(LogProblem.Kind.STARTING, "service log: " + what + "; try again shortly", true);
    }

    /** What a failure goes back to. */
    static Throwable root(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether a failed session is worth another one without anybody's doing. */
    static boolean passing(LogProblem.Kind kind) {
        return switch (kind) {
            case APPLY_FAILED, REMOVED, IDENTITY_LOST -> false;
            default -> true;
        };
    }

    /** What a failed session means for the caller. */
    static String consequence(LogProblem.Kind kind) {
        return switch (kind) {
            case APPLY_FAILED -> "; the director must be restarted";
            case REMOVED, IDENTITY_LOST -> "";
            default -> "; no change is taken until it is open again";
        };
    }

    /** What a removed member has to know. */
    static String removed(ServiceLogConfig config, StoreIdentity identity) {
        return "member " + identity.memberId() + " was removed from the group " + identity.groupId()
                + "; to come back it must join with an empty directory instead of " + config.directory();
    }

    /** Why a store cannot be used as it is configured, or any more. */
    static Optional<LogProblem> unfit(ServiceLogConfig config, StoreIdentity identity) {
        if (identity.stage() == StoreIdentity.Stage.REMOVED) {
            return Optional.of(
                    new LogProblem(LogProblem.Kind.REMOVED, "service log: " + removed(config, identity), false));
        }
        return config.group()
                .join()
                .filter(wanted -> !wanted.equals(identity.groupId()))
                .map(wanted -> new LogProblem(
                        LogProblem.Kind.NOT_A_MEMBER,
                        "service log: " + config.directory() + " belongs to the group " + identity.groupId()
                                + ", but the group " + wanted + " is to be joined; use an empty directory for that",
                        false));
    }

    /**
     * What to answer when an entry failed.
     *
     * @param handedOver whether it may have got a place in the log: then a refusal would be a lie, even where Ratis says
     *     that this member does not lead
     * @param failure what Ratis said
     */
    static ServiceLogException failure(boolean handedOver, Throwable failure) {
        if (handedOver) {
            return indeterminate(failure);
        }
        if (failure instanceof org.apache.ratis.protocol.exceptions.NotLeaderException notLeader) {
            RaftPeer leader = notLeader.getSuggestedLeader();
            Optional<UUID> hint = leader == null
                    ? Optional.empty()
                    : RaftSettings.memberId(leader.getId().toString());
            return new NotLeaderException(hint);
        }
        return new LogUnavailableException(problem(failure), failure);
    }

    /** What to answer when the store went away under an entry. */
    static ServiceLogException failure(boolean handedOver, LogProblem problem, Optional<Throwable> cause) {
        LogUnavailableException refusal = cause.map(failure -> new LogUnavailableException(problem, failure))
                .orElseGet(() -> new LogUnavailableException(problem));
        return handedOver ? indeterminate(refusal) : refusal;
    }

    private static IndeterminateAppendException indeterminate(Throwable failure) {
        return new IndeterminateAppendException(
                "service log: the change may or may not be in the log (" + failure.getMessage()
                        + "); send it again only with the same command id",
                failure);
    }

    private static LogProblem problem(Throwable failure) {
        if (failure instanceof LeaderNotReadyException || failure instanceof LeaderSteppingDownException) {
            return starting("the leader is changing");
        }
        if (failure instanceof ResourceUnavailableException) {
            return new LogProblem(
                    LogProblem.Kind.OVERLOADED, "service log: too many entries wait; try again shortly", true);
        }
        if (failure instanceof AlreadyClosedException) {
            return starting("the store was just closed");
        }
        return new LogProblem(
                LogProblem.Kind.STORE_FAILED, "service log: the entry was refused: " + failure.getMessage(), true);
    }
}
