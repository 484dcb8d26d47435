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
        log = Optional.of(opened);
    }

    /** Says why there is no log yet. */
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
        String why = ready ? "" : state.problem().map(LogProblem::message).orElse("the service log has no leader yet");
        return new LogView(ready, why, Optional.of(state));
    }

    @Override
    public void close() {
        log.ifPresent(ServiceLog::close);
    }
}
