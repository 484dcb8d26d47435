package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.MembershipException;
import io.directorate.consensus.log.MembershipException.Reason;
import io.directorate.consensus.log.ServiceLogException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.jspecify.annotations.Nullable;

/** Changes of the members, checked before Ratis is asked, and with answers that say what to do. */
final class Membership implements LogMembership {
    private final Supervisor supervisor;
    private final RaftTransport transport;
    private final Optional<LogEndpoint> listen;

    Membership(Supervisor supervisor, RaftTransport transport, Optional<LogEndpoint> listen) {
        this.listen = listen;
        this.supervisor = supervisor;
        this.transport = transport;
    }

    @Override
    public List<LogMember> members() {
        return supervisor.session().map(session -> session.view().members()).orElse(List.of());
    }

    @Override
    public void renewCertificates(LogTls tls) {
        transport.renew(tls);
    }

    @Override
    public CompletionStage<Void> addVoter(LogPeer member, Duration timeout) {
        return change(timeout, "adding " + member.memberId() + " as a voter", (members, next) -> {
            for (LogMember known : members) {
                if (known.memberId().equals(member.memberId()) && known.voter()) {
                    throw new MembershipException(
                            Reason.ALREADY_MEMBER, "service log: " + known + " votes already; nothing to do");
                }
            }
            next.listeners.removeIf(peer -> peer.memberId().equals(member.memberId()));
            next.voters.add(member);
            if (next.voters.size() > MAX_VOTERS) {
                throw new MembershipException(
                        Reason.WRONG_NUMBER,
                        "service log: the group has " + MAX_VOTERS
                                + " voters already, the most that make sense; add a listener instead");
            }
        });
    }

    @Override
    public CompletionStage<Void> addListener(LogPeer member, Duration timeout) {
        return change(timeout, "adding " + member.memberId() + " as a listener", (members, next) -> {
            for (LogMember known : members) {
                if (known.memberId().equals(member.memberId())) {
                    throw new MembershipException(
                            Reason.ALREADY_MEMBER,
                            "service log: " + known + " is in the group already; remove it first to take its vote");
                }
            }
            next.listeners.add(member);
        });
    }

    @Override
    public CompletionStage<Void> remove(UUID memberId, Duration timeout) {
        return change(timeout, "removing " + memberId, (members, next) -> {
            boolean voted = next.voters.removeIf(peer -> peer.memberId().equals(memberId));
            if (!voted && !next.listeners.removeIf(peer -> peer.memberId().equals(memberId))) {
                throw unknown(memberId, members);
            }
            if (next.voters.isEmpty()) {
                throw new MembershipException(
                        Reason.WRONG_NUMBER,
                        "service log: " + memberId + " is the last voter; a group without one can do nothing");
            }
        });
    }

    @Override
    public CompletionStage<Void> transferLeadership(UUID memberId, Duration timeout) {
        return leading(timeout, "handing leadership to " + memberId, (session, members) -> {
            if (members.stream().noneMatch(member -> member.memberId().equals(memberId) && member.voter())) {
                throw unknown(memberId, members);
            }
            return session.requests().transferLeadership(Optional.of(memberId), timeout);
        });
    }

    @Override
    public CompletionStage<Void> stepDown(Duration timeout) {
        return leading(
                timeout,
                "giving leadership up",
                (session, members) -> session.requests().transferLeadership(Optional.empty(), timeout));
    }

    private static MembershipException unknown(UUID memberId, List<LogMember> members) {
        return new MembershipException(
                Reason.UNKNOWN_MEMBER,
                "service log: no such voter or listener: " + memberId + "; there are " + members);
    }

    /** Who is to be in the group. */
    static final class Next {
        final List<LogPeer> voters = new ArrayList<>();
        final List<LogPeer> listeners = new ArrayList<>();
    }

    private interface Edit {
        void apply(List<LogMember> members, Next next);
    }

    private interface Request {
        CompletableFuture<RaftClientReply> send(RaftSession session, List<LogMember> members) throws IOException;
    }

    private CompletionStage<Void> change(Duration timeout, String what, Edit edit) {
        return leading(timeout, what, (session, members) -> {
            Next next = new Next();
            for (LogMember member : members) {
                (member.voter() ? next.voters : next.listeners).add(new LogPeer(member.memberId(), member.endpoint()));
            }
            edit.apply(members, next);
            refuseUnheardOf(session, members);
            return session.requests().setMembers(next);
        });
    }

    /**
     * One who began alone, without an address, stands in its own log without one: who came would never reach it.
     */
    private void refuseUnheardOf(RaftSession session, List<LogMember> members) {
        UUID self = session.identity().memberId();
        for (LogMember member : members) {
            if (member.memberId().equals(self) && !listen.equals(Optional.of(member.endpoint()))) {
                throw new MembershipException(
                        Reason.REFUSED,
                        "service log: the group knows this member at " + member.endpoint() + ", but it listens at "
                                + listen.map(LogEndpoint::toString).orElse("no address")
                                + "; make its store anew from its journal, by the command that mends a damaged one,"
                                + " or listen at the known address");
            }
        }
    }

    private CompletionStage<Void> leading(Duration timeout, String what, Request request) {
        CompletableFuture<RaftClientReply> reply;
        try {
            RaftSession session =
                    supervisor.session().orElseThrow(() -> new LogUnavailableException(supervisor.problem()));
            Optional<ServiceLogException> refusal = session.refusal();
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            if (!session.hasPort()) {
                throw new MembershipException(
                        Reason.REFUSED,
                        "service log: this director is alone and has no port; restart it with an address to listen on");
            }
            reply = request.send(session, session.view().members());
        } catch (ServiceLogException refused) {
            return CompletableFuture.failedFuture(refused);
        } catch (IOException | RuntimeException failure) {
            return CompletableFuture.failedFuture(translate(what, failure));
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        var unused = reply.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (answer != null && answer.isSuccess()) {
                                result.complete(null);
                            } else {
                                result.completeExceptionally(translate(what, cause(answer, failure)));
                            }
                        },
                        Membership::elsewhere);
        return result.minimalCompletionStage();
    }

    /** Ratis answers on a thread that the next change would wait for: who asks for one change after another must not use it. */
    private static void elsewhere(Runnable task) {
        Threads.daemon("service-log-members").newThread(task).start();
    }

    private static Throwable cause(@Nullable RaftClientReply answer, @Nullable Throwable failure) {
        if (failure != null) {
            return RaftSession.unwrap(failure);
        }
        Throwable said = answer == null ? null : answer.getException();
        return said != null ? said : new IOException("Ratis gave no reason");
    }

    /** What a failure means; where it may have come after the change was written, the outcome is unknown. */
    static ServiceLogException translate(String what, Throwable failure) {
        String text = "service log: " + what + " failed: ";
        if (failure instanceof ReconfigurationTimeoutException) {
            return new MembershipException(
                    Reason.NOT_CAUGHT_UP,
                    text
                            + "the new member cannot be reached or does not catch up; see that it runs, listens at the given"
                            + " address, joins this group and has a certificate of its authority that names that address",
                    failure);
        }
        if (failure instanceof ReconfigurationInProgressException || failure instanceof SetConfigurationException) {
            return new MembershipException(
                    Reason.CHANGE_IN_PROGRESS,
                    text + "another change is under way; look at the members, and try again",
                    failure);
        }
        if (failure instanceof LeaderNotReadyException || failure instanceof LeaderSteppingDownException) {
            return new LogUnavailableException(Outcomes.starting("the leader is changing"), failure);
        }
        if (failure instanceof TransferLeadershipException) {
            return new MembershipException(
                    Reason.REFUSED,
                    text + failure.getMessage() + "; see that the member runs and lags little, and try again",
                    failure);
        }
        if (failure instanceof TimeoutException
                || failure instanceof org.apache.ratis.protocol.exceptions.TimeoutIOException
                || failure instanceof org.apache.ratis.protocol.exceptions.NotLeaderException) {
            return new MembershipException(
                    Reason.UNKNOWN_OUTCOME,
                    text
                            + (failure instanceof org.apache.ratis.protocol.exceptions.NotLeaderException
                                    ? "leadership was lost"
                                    : "no answer in time")
                            + "; it may still happen: look at the members before trying again",
                    failure);
        }
        return new MembershipException(Reason.REFUSED, text + failure.getMessage(), failure);
    }
}
