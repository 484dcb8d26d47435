package io.directorate.consensus.raft;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * A transport for one member alone: it opens no port, so no other process on the machine can vote, read or reconfigure.
 *
 * <p>Public with a public constructor because Ratis makes it from its class name.
 */
public final class NoPortRpcType implements RpcType {
    /** Made by Ratis. */
    public NoPortRpcType() {}

    @Override
    public String name() {
        return NoPortRpcType.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new Factory(this);
    }

    private record Factory(RpcType rpcType) implements ServerFactory {
        @Override
        public RpcType getRpcType() {
            return rpcType;
        }

        @Override
        public RaftServerRpc newRaftServerRpc(RaftServer server) {
            return new Rpc(rpcType);
        }
    }

    private record Rpc(RpcType rpcType) implements RaftServerRpc {
        @Override
        public RpcType getRpcType() {
            return rpcType;
        }

        @Override
        public void start() {
            // Nothing to listen on.
        }

        @Override
        public InetSocketAddress getInetSocketAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }

        @Override
        public void addRaftPeers(Collection<RaftPeer> peers) {
            // Only this member itself: a store whose group has others is refused before it is opened.
        }

        @Override
        public void handleException(RaftPeerId serverId, Exception e, boolean reconnect) {
            // There is nobody to reconnect to.
        }

        @Override
        public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
            throw alone("a vote");
        }

        @Override
        public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
            throw alone("an append");
        }

        @Override
        public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
            throw alone("a snapshot");
        }

        @Override
        public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
                throws IOException {
            throw alone("an election");
        }

        @Override
        public void close() {
            // Nothing is open.
        }

        private static IOException alone(String what) {
            return new IOException("this member is alone and has no port; " + what + " cannot be sent");
        }
    }
}
