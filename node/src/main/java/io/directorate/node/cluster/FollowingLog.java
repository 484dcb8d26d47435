package io.directorate.node.cluster;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogMembership;
import io.directorate.consensus.log.LogPeer;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogRole;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.log.MembershipException;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service log as a director sees it that is no member of it: it knows who leads, so that commands find their way, and takes no entries itself. Any thread
 * may call.
 */
public final class FollowingLog implements ServiceLog, LogMembership {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingLog.class);

    private final LogMember self;
    private final Supplier<LogPosition> applied;
    private final LongSupplier freeBytes;
    private final List<Consumer<LogState>> listeners = new CopyOnWriteArrayList<>();
    private volatile Optional<GroupPicture> picture = Optional.empty();
    private volatile Optional<LogProblem> problem;
    private volatile boolean closed;

    /**
     * Makes it.
     *
     * @param director name of this director; its id comes of it
     * @param cluster name of the cluster
     * @param listen this director's {@code cluster.listen}
     * @param applied how far this director is
     * @param freeBytes on the disk with its journal
     */
    public FollowingLog(
            String director,
            String cluster,
            LogEndpoint listen,
            Supplier<LogPosition> applied,
            LongSupplier freeBytes) {
        this.self = new LogMember(memberId(cluster, director), listen, false, OptionalLong.empty(), Optional.empty());
        this.applied = applied;
        this.freeBytes = freeBytes;
        this.problem = Optional.of(
                new LogProblem(LogProblem.Kind.STARTING, "this director looks for the cluster that it follows", true));
    }

    /** The same at each start, without a store that would remember it. */
    private static UUID memberId(String cluster, String director) {
        return UUID.nameUUIDFromBytes(("follower " + cluster + " " + director).getBytes(StandardCharsets.UTF_8));
    }

    UUID memberId() {
        return self.memberId();
    }

    /** What a member has told. */
    void seen(GroupPicture now) {
        picture = Optional.of(now);
        problem = now.leader().isPresent()
                ? Optional.empty()
                : Optional.of(new LogProblem(
                        LogProblem.Kind.NO_QUORUM,
                        "no director knows a leader of the service log: changes are refused until a majority of the voters is"
                                + " back; forwarding goes on",
                        true));
        tell();
    }

    /** Nobody has told anything. */
    void unseen(String why) {
        // Who led may lead still, but cannot be asked.
        picture = picture.map(GroupPicture::leaderless);
        problem = Optional.of(new LogProblem(LogProblem.Kind.NO_QUORUM, why, true));
        tell();
    }

    private void tell() {
        LogState state = state();
        for (Consumer<LogState> listener : listeners) {
            tell(listener, state);
        }
    }

    private static void tell(Consumer<LogState> listener, LogState state) {
        try {
            listener.accept(state);
        } catch (RuntimeException e) {
            LOG.error("Somebody who wants to know of the log failed", e);
        }
    }

    @Override
    public LogState state() {
        Optional<GroupPicture> known = picture;
        LogPosition position = applied.get();
        List<LogMember> members =
                new ArrayList<>(known.map(GroupPicture::members).orElse(List.of()));
        if (known.isPresent()) {
            members.add(self);
        }
        return new LogState(
                closed ? LogRole.CLOSED : LogRole.LISTENER,
                false,
                known.map(GroupPicture::term).orElse(0L),
                Optional.of(self.memberId()),
                known.map(GroupPicture::groupId),
                known.flatMap(GroupPicture::leader),
                members,
                position,
                position.index(),
                problem,
                Optional.empty(),
                0,
                freeBytes.getAsLong());
    }

    @Override
    public CompletionStage<LogPosition> append(byte[] entry) {
        return CompletableFuture.failedFuture(new NotLeaderException(picture.flatMap(GroupPicture::leader)));
    }

    @Override
    public Registration onStateChange(Consumer<LogState> listener) {
        listeners.add(listener);
        tell(listener, state());
        return () -> listeners.remove(listener);
    }

    @Override
    public LogMembership membership() {
        return this;
    }

    @Override
    public List<LogMember> members() {
        return state().members();
    }

    @Override
    public CompletionStage<Void> addVoter(LogPeer member, Duration timeout) {
        return notHere();
    }

    @Override
    public CompletionStage<Void> addListener(LogPeer member, Duration timeout) {
        return notHere();
    }

    @Override
    public CompletionStage<Void> remove(UUID memberId, Duration timeout) {
        return notHere();
    }

    @Override
    public CompletionStage<Void> transferLeadership(UUID memberId, Duration timeout) {
        return notHere();
    }

    @Override
    public CompletionStage<Void> stepDown(Duration timeout) {
        return notHere();
    }

    private static CompletionStage<Void> notHere() {
        return CompletableFuture.failedFuture(new MembershipException(
                MembershipException.Reason.REFUSED,
                "this director follows the feed and is no member of the service log"));
    }

    /** It has no connections of its own: those that it makes with {@code LogCalls} are renewed there. */
    @Override
    public void renewCertificates(LogTls tls) {
        LOG.debug("No connection of the log is open here");
    }

    @Override
    public void close() {
        closed = true;
    }
}
