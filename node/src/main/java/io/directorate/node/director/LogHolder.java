package io.directorate.node.director;

import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.node.api.NodeServices.LogView;
import io.directorate.node.cluster.Members;
import java.util.Optional;

/**
 * The service log, and whether this director still follows it.
 *
 * <p>A director forwards its last image whether or not the log can be had; here stands why it cannot.
 */
final class LogHolder implements AutoCloseable {
    private volatile Optional<ServiceLog> log = Optional.empty();
    private volatile String stopped = "";
    private volatile String waiting = "the service log is being opened";

    void set(ServiceLog opened) {
        waiting = "";
        log = Optional.of(opened);
    }

    /** Says why there is no log yet, or why this director is not taken into the group. */
    void waiting(String why) {
        waiting = why;
    }

    /** Takes no more changes until the process is started anew. */
    void stop(String why) {
        stopped = why;
    }

    Optional<ServiceLog> get() {
        return stopped.isEmpty() ? log : Optional.empty();
    }

    LogView view() {
        Optional<ServiceLog> open = log;
        if (!stopped.isEmpty() || open.isEmpty()) {
            return new LogView(false, stopped.isEmpty() ? waiting : stopped, Optional.empty());
        }
        LogState state = open.get().state();
        boolean ready = Members.takesChanges(state);
        String why = ready ? "" : state.problem().map(this::told).orElse("the service log has no leader yet");
        return new LogView(ready, why, Optional.of(state));
    }

    /** Who waits to be taken in learns why it is not. */
    private String told(LogProblem problem) {
        boolean outside = problem.kind() == LogProblem.Kind.NOT_A_MEMBER && !waiting.isEmpty();
        return outside ? problem.message() + "; " + waiting : problem.message();
    }

    @Override
    public void close() {
        log.ifPresent(ServiceLog::close);
    }
}
