package io.directorate.consensus.raft;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those that send the log to the other members while this one leads; at most one to each.
 *
 * <p>One that ended although its member is in the group is started anew: Ratis does so only in some of the cases, and not
 * where the sender failed while its member was being added.
 */
final class Senders {
    private static final Logger LOG = LoggerFactory.getLogger(Senders.class);
    private static final String KEY = "directorate.senders";

    private final Map<RaftPeerId, LogAppender> latest = new ConcurrentHashMap<>();
    /** Those that had ended at the last look already: Ratis was given time to start them anew. */
    private Set<LogAppender> ended = Set.of();

    /** Puts these where the transport finds them. */
    void into(Parameters parameters) {
        parameters.put(KEY, this, Senders.class);
    }

    /** Finds what {@link #into} has put. */
    static Senders in(Parameters parameters) {
        MemberSender.check();
        return parameters.getNonNull(KEY, Senders.class);
    }

    LogAppender make(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        LogAppender made = new MemberSender(server, state, follower);
        latest.put(follower.getId(), made);
        return made;
    }

    /** The one that sends to a member, or did so last. */
    LogAppender to(RaftPeerId member) {
        LogAppender known = latest.get(member);
        if (known == null) {
            throw new IllegalArgumentException("nothing was ever sent to " + member);
        }
        return known;
    }

    /** Has all others told at once that this member leads, and what is committed. */
    void heartbeat() {
        latest.values().forEach(LogAppender::triggerHeartbeat);
    }

    /** Starts anew what has ended at two looks, if this member leads; by one thread only. */
    void look(RaftServer.Division division) {
        Set<LogAppender> now = new HashSet<>();
        if (division.getInfo().isLeader() && division.getInfo().isLeaderReady() && GroupView.isCertain(division)) {
            for (LogAppender sender : latest.values()) {
                if (!sender.isRunning()) {
                    now.add(sender);
                }
            }
        }
        for (LogAppender sender : now) {
            if (!GroupView.contains(division, sender.getFollowerId())) {
                latest.remove(sender.getFollowerId(), sender);
            } else if (ended.contains(sender)) {
                startAnew(sender);
            }
        }
        ended = Set.copyOf(now);
    }

    private static void startAnew(LogAppender sender) {
        LOG.warn(
                "nothing is sent to {} any more although it is in the group; that is begun again",
                sender.getFollowerId());
        try {
            sender.getLeaderState().restart(sender);
        } catch (RuntimeException meanwhile) {
            LOG.warn("sending to {} could not be begun again; it is tried again", sender.getFollowerId(), meanwhile);
        }
    }
}
