package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogMember;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners when something changed that matters to them. */
final class StateBoard {
    private static final Logger LOG = LoggerFactory.getLogger(StateBoard.class);

    private final List<Consumer<LogState>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable LogState told;

    synchronized ServiceLog.Registration register(Consumer<LogState> listener, LogState now) {
        listeners.add(listener);
        tell(listener, now);
        return () -> listeners.remove(listener);
    }

    synchronized void offer(LogState now) {
        LogState before = told;
        if (before != null && sameButProgress(before, now)) {
            return;
        }
        told = now;
        listeners.forEach(listener -> tell(listener, now));
    }

    /** Progress of entries and sizes is not told. */
    private static boolean sameButProgress(LogState a, LogState b) {
        return a.role() == b.role()
                && a.ready() == b.ready()
                && a.term() == b.term()
                && a.memberId().equals(b.memberId())
                && a.leaderId().equals(b.leaderId())
                && sameMembers(a.members(), b.members())
                && a.problem().equals(b.problem())
                && a.tailCut().equals(b.tailCut());
    }

    private static boolean sameMembers(List<LogMember> a, List<LogMember> b) {
        return a.size() == b.size() && a.stream().allMatch(one -> b.stream().anyMatch(one::sameAs));
    }

    private static void tell(Consumer<LogState> listener, LogState now) {
        try {
            listener.accept(now);
        } catch (RuntimeException failure) {
            LOG.warn("a listener of the service log's state failed", failure);
        }
    }
}
