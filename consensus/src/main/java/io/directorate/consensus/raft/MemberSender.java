package io.directorate.consensus.raft;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;

/**
 * Sends the log to one other member, and tells Ratis that this one has caught up as soon as it is in the group.
 *
 * <p>Ratis 3.3.0 notes that only for voters ({@code LeaderStateImpl.checkStaging} asks {@code containsInConf} without a
 * role), and forgets it when it starts a sender anew. Whoever has not caught up is taken for one that is just being
 * added: when the next addition of anybody fails, it loses its sender and hears nothing until another leader is elected
 * ({@code ConfigurationStagingState.fail}); and while it is away, every addition fails.
 */
final class MemberSender extends GrpcLogAppender {
    private static final MethodHandle CATCH_UP = catchUp();

    private boolean caughtUp;

    MemberSender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        super(server, state, follower);
        noteMember();
    }

    /**
     * Does nothing, but fails where Ratis is not the one that this was written for.
     *
     * @throws IllegalStateException if so
     */
    static void check() {
        if (!CATCH_UP.type().returnType().equals(void.class)) {
            throw new IllegalStateException("FollowerInfoImpl.catchUp answers something");
        }
    }

    private static MethodHandle catchUp() {
        try {
            Class<?> type = Class.forName("org.apache.ratis.server.impl.FollowerInfoImpl");
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVirtual(type, "catchUp", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException("not the Ratis 3.3.0 that this is written for: " + other, other);
        }
    }

    @Override
    public AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat) throws RaftLogIOException {
        noteMember();
        return super.newAppendEntriesRequest(callId, heartbeat);
    }

    private void noteMember() {
        if (!caughtUp && GroupView.contains(getServer(), getFollowerId())) {
            try {
                CATCH_UP.invoke(getFollower());
            } catch (RuntimeException | Error failure) {
                throw failure;
            } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
            }
            caughtUp = true;
        }
    }
}
