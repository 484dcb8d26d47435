package io.directorate.node.sim;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLogException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** The entries of a leader that wait for a majority, and what is said of those that got a place in the log but no answer. */
final class PendingAppends {
    private final RaftSetting setting;
    private final TreeMap<Long, Pending> waiting = new TreeMap<>();

    private record Pending(long term, CompletableFuture<LogPosition> result) {}

    PendingAppends(RaftSetting setting) {
        this.setting = setting;
    }

    void add(LogPosition position, CompletableFuture<LogPosition> result, Timeline time) {
        waiting.put(position.index(), new Pending(position.term(), result));
        if (setting.has(PlantedFault.ACKNOWLEDGE_BEFORE_COMMIT)) {
            result.complete(position);
        }
        time.after(
                setting.life(),
                setting.request(),
                "append-timeout",
                () -> result.completeExceptionally(perhaps("time-out")));
    }

    void applied(LogPosition position) {
        Pending pending = waiting.remove(position.index());
        if (pending != null && pending.term == position.term()) {
            pending.result.complete(position);
        } else if (pending != null) {
            pending.result.completeExceptionally(perhaps("another entry took its place"));
        }
    }

    void leadershipLost() {
        List<Pending> lost = new ArrayList<>(waiting.values());
        waiting.clear();
        lost.forEach(pending -> pending.result.completeExceptionally(perhaps("leadership was lost")));
    }

    private ServiceLogException perhaps(String why) {
        return setting.has(PlantedFault.REFUSE_FOR_CERTAIN)
                ? refusal(LogProblem.Kind.OVERLOADED, why)
                : new IndeterminateAppendException(why, new TimeoutException(why));
    }

    /** Why nothing can be appended here, if so. */
    static Optional<ServiceLogException> refusal(LogRole role, int leader, boolean diskFull, boolean ready) {
        if (role != LogRole.LEADER) {
            return Optional.of(
                    new NotLeaderException(leader < 0 ? Optional.empty() : Optional.of(Names.member(leader))));
        }
        if (diskFull) {
            return Optional.of(refusal(LogProblem.Kind.NO_SPACE, "the disk is full"));
        }
        return ready ? Optional.empty() : Optional.of(refusal(LogProblem.Kind.STARTING, "the leader is changing"));
    }

    private static LogUnavailableException refusal(LogProblem.Kind kind, String why) {
        return new LogUnavailableException(new LogProblem(kind, why, true));
    }
}
