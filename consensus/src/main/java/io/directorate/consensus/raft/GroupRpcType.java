package io.directorate.consensus.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * The transport of a member of a group: Ratis's gRPC, with {@link Senders} that are looked after.
 *
 * <p>Public with a public constructor because Ratis makes it from its class name.
 */
public final class GroupRpcType implements RpcType {
    /** Made by Ratis. */
    public GroupRpcType() {}

    @Override
    public String name() {
        return GroupRpcType.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new Factory(parameters, Senders.in(parameters));
    }

    private static final class Factory extends GrpcFactory {
        private final Senders senders;

        private Factory(Parameters parameters, Senders senders) {
            super(parameters);
            this.senders = senders;
        }

        @Override
        public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
            return senders.make(server, state, follower);
        }
    }
}
