package io.directorate.node.director;

import io.directorate.dataplane.reconcile.DriftListener;
import io.directorate.dataplane.reconcile.DriftReport;
import io.directorate.events.service.Command;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.command.CommandResult;
import io.directorate.node.command.Commands;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a director has to say itself, as commands: its start, a log tail that was cut, drift that it found. */
final class Reports implements DriftListener {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final String director;
    private final Commands commands;
    private final InstantSource clock;
    private final AtomicBoolean startTold = new AtomicBoolean();
    private final AtomicBoolean cutTold = new AtomicBoolean();

    Reports(String director, Commands commands, InstantSource clock) {
        this.director = director;
        this.commands = commands;
        this.clock = clock;
    }

    /** Tells once that the director has started. */
    void started(Map<String, String> details) {
        if (startTold.compareAndSet(false, true)) {
            give(new Command.ReportDirector(director, "started", details), "");
        }
    }

    /** Tells once that the last record of the log was cut off. */
    void tailCut(String what) {
        if (cutTold.compareAndSet(false, true)) {
            LOG.warn("Service log: {}", what);
            give(new Command.ReportDirector(director, "log-tail-cut", Map.of("cut", what)), "");
        }
    }

    @Override
    public void onDrift(DriftReport report) {
        LOG.warn(
                "The dataplane differs from the log in {} places ({}): {}",
                report.count(),
                report.action(),
                String.join("; ", report.differences()));
        give(
                new Command.ReportDrift(director, report.differences(), report.count(), report.action()),
                "the dataplane was changed by somebody else");
        if (!report.commands().isEmpty()) {
            give(new Command.Sequence(report.commands()), "taken over from the dataplane");
        }
        report.refused().forEach(line -> LOG.warn("Not taken over from the dataplane: {}", line));
    }

    private void give(Command command, String reason) {
        CommandEnvelope envelope = new CommandEnvelope(
                UUID.randomUUID().toString(),
                "director:" + director,
                reason,
                clock.millis(),
                CommandEnvelope.ANY_INDEX,
                command);
        commands.submit(envelope).thenAccept(result -> {
            if (!(result instanceof CommandResult.Applied)) {
                LOG.warn("Not recorded in the log: {}: {}", command, result);
            }
        });
    }
}
