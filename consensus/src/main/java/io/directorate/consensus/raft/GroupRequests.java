package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;

/** Requests about the group, as this member's Ratis takes them. */
record GroupRequests(RaftServer server, RaftGroupId groupId, ClientId clientId, LongSupplier callIds) {
    /** Replaces the members, if they are still the ones that this member knows. */
    CompletableFuture<RaftClientReply> setMembers(Membership.Next next) throws IOException {
        RaftServer.Division open = server.getDivision(groupId);
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(List.copyOf(open.getRaftConf().getAllPeers(RaftPeerRole.FOLLOWER)))
                .setListenersInCurrentConf(List.copyOf(open.getRaftConf().getAllPeers(RaftPeerRole.LISTENER)))
                .setServersInNewConf(peers(next.voters, RaftPeerRole.FOLLOWER))
                .setListenersInNewConf(peers(next.listeners, RaftPeerRole.LISTENER))
                .build();
        return server.setConfigurationAsync(
                new SetConfigurationRequest(clientId, server.getId(), groupId, callIds.getAsLong(), arguments));
    }

    private static List<RaftPeer> peers(List<LogPeer> members, RaftPeerRole role) {
        return members.stream()
                .map(member -> RaftPeer.newBuilder(RaftSettings.peer(member))
                        .setStartupRole(role)
                        .build())
                .toList();
    }

    /** Hands leadership to another voter, or to whomever the others elect. */
    CompletableFuture<RaftClientReply> transferLeadership(Optional<UUID> to, Duration timeout) throws IOException {
        return server.transferLeadershipAsync(new TransferLeadershipRequest(
                clientId,
                server.getId(),
                groupId,
                callIds.getAsLong(),
                to.map(RaftSettings::peerId).orElse(null),
                timeout.toMillis()));
    }
}
