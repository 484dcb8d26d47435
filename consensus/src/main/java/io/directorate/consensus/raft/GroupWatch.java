package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.log.ServiceLogException;
import io.directorate.consensus.store.StoreIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a group of several sees of it: who is missing, whether it belongs to it at all, and whether the group
 * is founded.
 *
 * <p>A group takes its first entry when every founder has begun its log. From then on a founder whose store is empty has
 * lost it, and must not take part under its old identity: it might have voted for, or confirmed, what it knows no more.
 */
final class GroupWatch implements AutoCloseable {
    private final ServiceLogConfig config;
    private final StoreIdentity identity;
    private final Neighbours neighbours;
    private final boolean beganEmpty;
    private final Runnable changed;
    private volatile @Nullable LostLinks links;
    private volatile @Nullable CommitTeller teller;

    GroupWatch(
            ServiceLogConfig config,
            StoreIdentity identity,
            RaftTransport transport,
            boolean beganEmpty,
            Runnable changed) {
        this.config = config;
        this.identity = identity;
        this.beganEmpty = beganEmpty;
        this.changed = changed;
        this.neighbours = new Neighbours(
                transport,
                RaftSettings.peerId(identity.memberId()),
                RaftSettings.group(config, identity).getGroupId());
    }

    /** Asks the founders, before this store is used for the first time, whether the group has entries already. */
    Optional<RaftSession.Fault> lostBefore() {
        if (!beganEmpty || config.group().others().isEmpty()) {
            return Optional.empty();
        }
        return lost(neighbours.ask(RaftSettings.group(config, identity).getPeers()));
    }

    /** Looks around where Ratis does not tell; the result comes later. */
    void look(RaftServer.Division division, SessionView view) {
        if (view.leaderId().isEmpty() || GroupView.isEmpty(division)) {
            neighbours.look(List.copyOf(division.getRaftConf().getAllPeers()), changed);
        } else {
            neighbours.forget();
        }
    }

    /** Whether it has become clear that this store has lost what it had. */
    Optional<RaftSession.Fault> lostSince(RaftServer.Division division) {
        boolean founder = beganEmpty && !config.group().others().isEmpty();
        // What they said is older than this look at the log: who has said that there are entries, has seen ours begun.
        return founder ? lost(neighbours.last()).filter(fault -> GroupView.isEmpty(division)) : Optional.empty();
    }

    /**
     * What it means that this member stands outside the group all at once. What an uncommitted entry says may be taken
     * back: then the store is opened again, and waits.
     */
    RaftSession.Fault leftOut(RaftServer.Division division) {
        RaftPeerId self = RaftSettings.peerId(identity.memberId());
        if (GroupView.mustBeginToListen(division, self)) {
            return beginsToListen();
        }
        // Who is in the configuration and was told to go, was told so by a leader, who knows.
        boolean certain = GroupView.contains(division, self) || GroupView.isCertain(division);
        String what = Outcomes.removed(config, identity);
        return new RaftSession.Fault(
                certain ? LogProblem.Kind.REMOVED : LogProblem.Kind.NOT_A_MEMBER, what, new IOException(what));
    }

    /**
     * Whether it has become clear that a member was removed: one that waits outside, and was not just not added yet; or a
     * listener, to whom nobody says anything any more.
     */
    Optional<RaftSession.Fault> removedSince(RaftServer.Division division, SessionView view) {
        boolean told = neighbours.last().values().stream().anyMatch(Neighbours.Answer::out);
        boolean waitsInVain = view.waiting()
                && identity.stage() == StoreIdentity.Stage.BEGUN
                && (told || GroupView.isCertain(division));
        boolean listensInVain =
                view.role() == LogRole.LISTENER && view.leaderId().isEmpty() && told;
        if (!waitsInVain && !listensInVain) {
            return Optional.empty();
        }
        String what = Outcomes.removed(config, identity);
        return Optional.of(new RaftSession.Fault(LogProblem.Kind.REMOVED, what, new IOException(what)));
    }

    /** Whether the session must be opened again, to become a listener. */
    Optional<RaftSession.Fault> reopen(RaftServer.Division division) {
        return GroupView.mustBeginToListen(division, RaftSettings.peerId(identity.memberId()))
                ? Optional.of(beginsToListen())
                : Optional.empty();
    }

    private static RaftSession.Fault beginsToListen() {
        String what = "the group has added this member as a listener";
        return new RaftSession.Fault(LogProblem.Kind.STARTING, what, new IOException(what));
    }

    private Optional<RaftSession.Fault> lost(Map<UUID, Neighbours.Answer> answers) {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue()
                        .applied()
                        .filter(applied -> !applied.equals(LogPosition.NONE))
                        .isPresent())
                .findFirst()
                .map(answer -> {
                    String what = "the store in " + config.directory() + " is empty, but " + answer.getKey()
                            + " has entries of the group up to "
                            + answer.getValue().applied().orElse(LogPosition.NONE) + ", in which " + identity.memberId()
                            + " took part: this store was lost; remove this member on another one, empty the directory"
                            + " and join the group anew";
                    return new RaftSession.Fault(LogProblem.Kind.IDENTITY_LOST, what, new IOException(what));
                });
    }

    /** Whether the group may take its first entry. */
    boolean founded(RaftServer.Division division, LogPosition applied) {
        return config.group().others().isEmpty()
                || !applied.equals(LogPosition.NONE)
                || GroupView.everyFollowerHasBegun(division.getInfo());
    }

    /** Why an entry is not taken by a member that is not ready. */
    ServiceLogException refusal(SessionView view) {
        if (view.leaderId().isEmpty()) {
            return new LogUnavailableException(withoutLeader(view));
        }
        return leads(view) ? new LogUnavailableException(leading(view)) : new NotLeaderException(view.leaderId());
    }

    /** What is worth saying about a member that is not ready and does not follow; nothing during a usual election. */
    Optional<LogProblem> problem(SessionView view) {
        if (leads(view)) {
            return Optional.of(leading(view));
        }
        boolean missesSomebody = neighbours.unreachable(view.members()).isPresent();
        return view.waiting() || missesSomebody ? Optional.of(withoutLeader(view)) : Optional.empty();
    }

    private boolean leads(SessionView view) {
        return view.leaderId().filter(identity.memberId()::equals).isPresent();
    }

    private LogProblem leading(SessionView view) {
        return view.founded() ? Outcomes.starting("this member was just elected") : founding(view);
    }

    private LogProblem withoutLeader(SessionView view) {
        if (view.waiting()) {
            return new LogProblem(
                    LogProblem.Kind.NOT_A_MEMBER,
                    "service log: member " + identity.memberId() + " is not in the group " + identity.groupId()
                            + "; it waits until the group adds it",
                    true);
        }
        List<LogMember> voters =
                view.members().stream().filter(LogMember::voter).toList();
        String who = neighbours
                .unreachable(voters)
                .map(silent -> "these do not answer: " + silent)
                .orElse("an election is under way");
        return new LogProblem(
                LogProblem.Kind.NO_QUORUM,
                "service log: no leader is known; " + (voters.size() / 2 + 1) + " of the group's " + voters.size()
                        + " voters must reach one another; " + who,
                true);
    }

    private LogProblem founding(SessionView view) {
        String missing = view.members().stream()
                .filter(member -> !member.memberId().equals(identity.memberId()))
                .map(LogMember::toString)
                .collect(Collectors.joining(", "));
        return Outcomes.starting(
                "the group is being founded, and takes its first entry when all of " + missing + " have begun");
    }

    /** From now on, connections that the network has broken are made anew when it is back. */
    void mendLinks(RaftServer server, Supplier<SessionView> view) {
        LostLinks mending =
                new LostLinks(view, identity.memberId(), member -> reconnect(server, RaftSettings.peerId(member)));
        links = mending;
        mending.start();
    }

    /** From now on, the others are told what is committed without waiting for the next heartbeat. */
    void tellCommits(RaftServer.Division division, Senders senders) {
        teller = new CommitTeller(
                () -> {
                    TermIndex last = division.getInfo().isLeader()
                            ? division.getRaftLog().getLastEntryTermIndex()
                            : null;
                    return last == null ? -1 : last.getIndex();
                },
                senders::heartbeat);
    }

    /** An entry has been applied here. */
    void applied(long index) {
        CommitTeller telling = teller;
        if (telling != null) {
            telling.applied(index);
        }
    }

    private static void reconnect(RaftServer server, RaftPeerId peer) {
        // Ratis waits three seconds for requests under way on the old connection, unless the thread is interrupted.
        Thread.currentThread().interrupt();
        try {
            server.getServerRpc().handleException(peer, new IOException("the network was broken"), true);
        } finally {
            Thread.interrupted();
        }
    }

    @Override
    public void close() {
        LostLinks mending = links;
        if (mending != null) {
            mending.close();
        }
        CommitTeller telling = teller;
        if (telling != null) {
            telling.close();
        }
        neighbours.close();
    }
}
