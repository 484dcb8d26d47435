package io.directorate.node.director;

import io.directorate.consensus.log.CallHandler;
import io.directorate.consensus.log.LogProblem;
import io.directorate.consensus.log.LogState;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.consensus.log.ServiceLogConfig;
import io.directorate.consensus.raft.HaltOnFatalError;
import io.directorate.consensus.raft.RatisServiceLog;
import io.directorate.node.cluster.Members;
import io.directorate.node.config.DirectorConfig;
import io.directorate.node.projection.ApplyStoppedException;
import io.directorate.node.projection.Projection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the service log as a director's configuration wants it, and tells what happens to it. */
final class ServiceLogs {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLogs.class);

    private final DirectorConfig.Log config;
    private final DataDirectory folder;
    private final Projection projection;
    private final LogHolder holder;
    private final Reports reports;

    ServiceLogs(
            DirectorConfig.Log config, DataDirectory folder, Projection projection, LogHolder holder, Reports reports) {
        this.config = config;
        this.folder = folder;
        this.projection = projection;
        this.holder = holder;
        this.reports = reports;
    }

    /** Opens it and gives it to the holder, which closes it. */
    ServiceLog open(ServiceLogConfig.Group group, CallHandler handler) {
        HaltOnFatalError halt = new HaltOnFatalError();
        RatisServiceLog opened = RatisServiceLog.open(
                settings().with(group),
                projection,
                (what, cause) -> {
                    if (cause instanceof ApplyStoppedException stopped) {
                        LOG.error("ALARM: {}; changes are refused from now on", stopped.getMessage());
                        holder.stop(String.valueOf(stopped.getMessage()));
                    } else {
                        halt.fatal(what, cause);
                    }
                },
                handler);
        holder.set(opened);
        opened.onStateChange(this::told);
        return opened;
    }

    /** Uses a log that is followed from outside; the holder closes it. */
    void follow(ServiceLog seen) {
        holder.set(seen);
        seen.onStateChange(this::told);
    }

    private ServiceLogConfig settings() {
        ServiceLogConfig defaults = ServiceLogConfig.alone(folder.log());
        ServiceLogConfig.Timing timing = defaults.timing();
        ServiceLogConfig.Limits limits = defaults.limits();
        return defaults.withMendCommand(folder.mendCommand())
                .with(new ServiceLogConfig.Timing(
                        timing.electionMin(),
                        timing.electionMax(),
                        config.requestTimeout(),
                        timing.reopenMin(),
                        timing.reopenMax()))
                .with(new ServiceLogConfig.Limits(
                        limits.maxOutstanding(),
                        limits.maxEntryBytes(),
                        limits.applyBatchEntries(),
                        limits.segmentBytes(),
                        config.snapshotEntries(),
                        config.minFreeBytes()));
    }

    private void told(LogState state) {
        state.problem().ifPresent(problem -> {
            if (problem.kind() == LogProblem.Kind.STARTING || problem.kind() == LogProblem.Kind.CLOSED) {
                LOG.debug("{}", problem.message());
            } else {
                LOG.warn("{}", problem.message());
            }
        });
        if (Members.takesChanges(state)) {
            reports.started(Map.of("version", Runtime.version().toString()));
            state.tailCut().ifPresent(cut -> reports.tailCut(cut.toString()));
        }
    }
}
