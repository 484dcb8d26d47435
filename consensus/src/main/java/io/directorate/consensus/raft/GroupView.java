package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.ServiceLogConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** The members as Ratis knows them at the moment. */
final class GroupView {
    private static final long NOTHING = -1;
    /** A new leader is heard within one or two elections. */
    private static final int UNHEARD_ELECTIONS = 3;

    private GroupView() {}

    private record Progress(long match, long silentMillis) {}

    /** Voters, then listeners, with their progress where this member leads. */
    static List<LogMember> members(RaftServer.Division division) {
        Map<UUID, Progress> progress = progress(division.getInfo());
        long last = progress.isEmpty() ? NOTHING : lastIndex(division);
        List<LogMember> members = new ArrayList<>();
        add(members, division.getRaftConf().getCurrentPeers(RaftPeerRole.FOLLOWER), true, progress, last);
        add(members, division.getRaftConf().getCurrentPeers(RaftPeerRole.LISTENER), false, progress, last);
        return List.copyOf(members);
    }

    private static long lastIndex(RaftServer.Division division) {
        try {
            return division.getRaftLog().getNextIndex() - 1;
        } catch (IllegalStateException closing) {
            return NOTHING;
        }
    }

    /** Whether there is nothing on disk yet; false where it cannot be told any more. */
    static boolean isEmpty(RaftServer.Division division) {
        try {
            return division.getRaftLog().getLastEntryTermIndex() == null
                    && division.getStateMachine().getLatestSnapshot() == null;
        } catch (IllegalStateException closing) {
            return false;
        }
    }

    private static void add(
            List<LogMember> members,
            Collection<RaftPeer> peers,
            boolean voters,
            Map<UUID, Progress> progress,
            long last) {
        for (RaftPeer peer : peers) {
            Optional<UUID> id = RaftSettings.memberId(peer.getId().toString());
            if (id.isPresent()) {
                Progress of = progress.get(id.get());
                members.add(new LogMember(
                        id.get(),
                        LogEndpoint.parse(peer.getAddress()),
                        voters,
                        of == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, last - of.match)),
                        Optional.ofNullable(of).map(known -> Duration.ofMillis(known.silentMillis))));
            }
        }
    }

    private static Map<UUID, Progress> progress(DivisionInfo info) {
        Map<UUID, Progress> progress = new HashMap<>();
        if (!info.isLeader()) {
            return progress;
        }
        List<ServerRpcProto> followers = info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
        long @Nullable [] matches = info.getFollowerMatchIndices();
        if (matches == null || matches.length != followers.size()) {
            // The members are just changing; the next look will fit.
            return progress;
        }
        for (int i = 0; i < matches.length; i++) {
            ServerRpcProto follower = followers.get(i);
            long match = matches[i];
            RaftSettings.memberId(RaftPeerId.valueOf(follower.getId().getId()).toString())
                    .ifPresent(id -> progress.put(id, new Progress(match, follower.getLastRpcElapsedTimeMs())));
        }
        return progress;
    }

    /** Whether all founders have something of the log on disk, as the leader of a new group must know. */
    static boolean everyFollowerHasBegun(DivisionInfo info) {
        long @Nullable [] matches = info.getFollowerMatchIndices();
        if (matches == null) {
            return false;
        }
        for (long match : matches) {
            if (match <= NOTHING) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a member has become a listener while Ratis still runs it as a follower, as it does with one that was added
     * while it ran: when it misses the leader, it would take itself for removed. Opened again, it is a listener.
     */
    static boolean mustBeginToListen(RaftServer.Division division, RaftPeerId id) {
        return division.getRaftConf().getPeer(id, RaftPeerRole.LISTENER) != null
                && division.getRaftConf().getPeer(id) == null
                && !division.getInfo().isListener();
    }

    /**
     * Whether a listener has not heard of its leader for long. It takes part in no election, so Ratis would name the last
     * leader for ever.
     */
    static boolean isUnheard(DivisionInfo info, ServiceLogConfig.Timing timing) {
        if (!info.isListener()) {
            return false;
        }
        RoleInfoProto role = info.getRoleInfoProto();
        return role.hasFollowerInfo()
                && role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs()
                        > UNHEARD_ELECTIONS * timing.electionMax().toMillis();
    }

    /** Whether a member is in the configuration that is, or is about to be, in force. */
    static boolean contains(RaftServer.Division division, RaftPeerId id) {
        return Stream.of(RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER)
                .flatMap(role -> division.getRaftConf().getCurrentPeers(role).stream())
                .anyMatch(peer -> peer.getId().equals(id));
    }

    /** Whether what the configuration says will not be taken back. */
    static boolean isCertain(RaftServer.Division division) {
        return division.getRaftConf().getLogEntryIndex()
                <= division.getRaftLog().getLastCommittedIndex();
    }

    /** Whether this member leads and can say for certain that another one is not in the group. */
    static boolean knowsToBeOut(RaftServer.Division division, RaftPeerId other) {
        return division.getInfo().isLeader()
                && division.getInfo().isLeaderReady()
                && isCertain(division)
                && !contains(division, other);
    }
}
