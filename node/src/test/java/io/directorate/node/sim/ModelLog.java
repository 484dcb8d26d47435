package io.directorate.node.sim;

import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The service log as the director sees it, on a {@link RaftMember}. */
final class ModelLog implements ServiceLog {
    private static final Duration SAID_AFTER = Duration.ofSeconds(1);

    private final int id;
    private final RaftMember member;
    private final LogApplier applier;
    private final List<LogMember> members = new ArrayList<>();

    ModelLog(RaftSetting setting, RaftMember member, LogApplier applier) {
        this.id = setting.id();
        this.member = member;
        this.applier = applier;
        for (int other = 0; other < setting.members(); other++) {
            members.add(new LogMember(
                    Names.member(other),
                    Names.endpoint(other),
                    setting.votes(other),
                    OptionalLong.empty(),
                    Optional.empty()));
        }
    }

    @Override
    public CompletionStage<LogPosition> append(byte[] entry) {
        return member.append(entry);
    }

    @Override
    public LogState state() {
        Optional<UUID> leader = member.leader() < 0 ? Optional.empty() : Optional.of(Names.member(member.leader()));
        Optional<LogProblem> problem = member.leaderless().compareTo(SAID_AFTER) > 0
                ? Optional.of(new LogProblem(LogProblem.Kind.NO_QUORUM, "no majority answers", true))
                : Optional.empty();
        return new LogState(
                member.role(),
                member.isReady(),
                member.term(),
                Optional.of(Names.member(id)),
                Optional.of(Names.GROUP),
                leader,
                members,
                applier.applied(),
                member.commit(),
                problem,
                Optional.empty(),
                0,
                0);
    }

    @Override
    public Registration onStateChange(Consumer<LogState> listener) {
        throw new UnsupportedOperationException("nobody in a simulation listens to the log's state");
    }

    @Override
    public LogMembership membership() {
        throw new UnsupportedOperationException("the members of a simulation do not change");
    }

    @Override
    public void close() {
        // The life of the process ends; there is nothing else.
    }
}
