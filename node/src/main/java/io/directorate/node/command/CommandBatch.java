package io.directorate.node.command;

import io.directorate.consensus.log.IndeterminateAppendException;
import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.LogUnavailableException;
import io.directorate.consensus.log.NotLeaderException;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.codec.CodecException;
import io.directorate.events.codec.CommandCodec;
import io.directorate.events.codec.DecidedCommand;
import io.directorate.events.codec.EncodedEntry;
import io.directorate.events.codec.LogEntry;
import io.directorate.events.codec.LogEntryCodec;
import io.directorate.events.service.ClusterDelta;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.events.service.Decider;
import io.directorate.events.service.Decision;
import io.directorate.events.service.Event;
import io.directorate.events.service.Rejection;
import io.directorate.node.projection.Projection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides commands that came together, one log entry after another, until each is answered.
 *
 * <p>It waits for nothing: {@link #next} hands over an append, and whoever drives it says how that ended before calling {@code next} again. For
 * one thread at a time.
 */
final class CommandBatch {
    private static final int MAX_STALE_RETRIES = 5;

    private final Ports ports;
    private final Deque<Work> work = new ArrayDeque<>();
    private @Nullable Entry appending;

    /**
     * What deciding needs.
     *
     * @param log the service log; empty while it is not open
     * @param projection that the log's entries go to
     * @param appendTimeout after which an append is taken as unknown
     * @param statistics of what is done
     */
    record Ports(
            Supplier<Optional<ServiceLog>> log,
            Projection projection,
            Duration appendTimeout,
            IntakeStatistics statistics) {}

    /** Commands to be decided, and how often none of them could be because the log had moved on. */
    private record Work(List<PendingCommand> commands, int attempt) {}

    CommandBatch(Ports ports, List<PendingCommand> commands) {
        this.ports = ports;
        work.add(new Work(List.copyOf(commands), 0));
    }

    /**
     * Decides until an entry is on its way to the log.
     *
     * @return its append, to be answered by {@link #appended}, {@link #failed} or {@link #timedOut}; empty when all commands are answered
     */
    Optional<CompletionStage<LogPosition>> next() {
        while (!work.isEmpty()) {
            Work todo = work.removeFirst();
            if (todo.attempt >= MAX_STALE_RETRIES) {
                todo.commands.forEach(p -> p.complete(new CommandResult.Unavailable(
                        "log-moving",
                        "the log moved on " + MAX_STALE_RETRIES + " times while this was decided; try again")));
                continue;
            }
            Entry entry = decideSome(todo);
            if (entry.commands.isEmpty()) {
                goOn(todo, entry.left);
                continue;
            }
            Optional<CompletionStage<LogPosition>> append = append(entry);
            if (append.isPresent()) {
                appending = entry;
                return append;
            }
        }
        return Optional.empty();
    }

    /** The append that {@link #next} handed over has got this position, and is applied. */
    void appended(LogPosition position) {
        Entry entry = ended();
        ports.statistics.appended(System.nanoTime() - entry.beginNanos, entry.commands.size());
        if (ports.projection.accepted(position.index())) {
            entry.acknowledge();
            goOn(entry.of, entry.left);
        } else {
            // It was refused as stale, and must be decided again.
            ports.statistics.stale.increment();
            List<PendingCommand> again = new ArrayList<>(entry.pending);
            again.addAll(entry.left);
            goOn(entry.of, again);
        }
    }

    /** The append that {@link #next} handed over has failed. */
    void failed(Throwable cause) {
        fail(failure(cause));
    }

    /** The append that {@link #next} handed over was not answered in time. */
    void timedOut() {
        fail(new CommandResult.Indeterminate("the log did not answer within " + ports.appendTimeout.toMillis()
                + " ms; send the change again with the same command id"));
    }

    private void fail(CommandResult result) {
        Entry entry = ended();
        ports.statistics.failed.increment();
        entry.fail(result);
        goOn(entry.of, entry.left);
    }

    private Entry ended() {
        Entry entry = appending;
        if (entry == null) {
            throw new IllegalStateException("no append is under way");
        }
        appending = null;
        return entry;
    }

    private void goOn(Work before, List<PendingCommand> left) {
        if (!left.isEmpty()) {
            work.addFirst(new Work(left, left.size() == before.commands.size() ? before.attempt + 1 : 0));
        }
    }

    /** Decides as many as fit one entry. */
    private Entry decideSome(Work todo) {
        ClusterImage image = ports.projection.image();
        ClusterDelta delta = new ClusterDelta(image);
        Entry entry = new Entry(todo, image.provenance().sequence());
        Set<String> inEntry = new HashSet<>();
        int events = 0;
        for (PendingCommand p : todo.commands) {
            boolean full = events > CommandIntake.MAX_BATCH_EVENTS;
            if (full || inEntry.contains(p.command().commandId())) {
                entry.left.add(p);
                continue;
            }
            Optional<DecidedCommand> decided = decide(p, delta, entry);
            if (decided.isPresent()) {
                inEntry.add(p.command().commandId());
                events += decided.get().events().size();
            }
        }
        return entry;
    }

    private Optional<DecidedCommand> decide(PendingCommand p, ClusterDelta delta, Entry entry) {
        CommandEnvelope command = p.command();
        String digest = CommandCodec.digest(command.command());
        Optional<CommandResult> earlier = ports.projection.findCommand(command.commandId(), digest);
        if (earlier.isPresent()) {
            ports.statistics.repeated.increment();
            p.complete(earlier.get());
            return Optional.empty();
        }
        Decision decision = Decider.decide(delta, command, ports.projection.features());
        if (decision instanceof Decision.Refused refused) {
            ports.statistics.refused.increment();
            p.complete(new CommandResult.Refused(refused.rejection()));
            return Optional.empty();
        }
        List<Event> events = ((Decision.Accepted) decision).events();
        DecidedCommand decided = new DecidedCommand(
                command.commandId(), command.actor(), command.reason(), command.timeMillis(), digest, events);
        events.forEach(delta::apply);
        entry.add(p, decided);
        return Optional.of(decided);
    }

    /** Begins the append; if there is none, the entry's commands are answered, or to be decided one by one. */
    private Optional<CompletionStage<LogPosition>> append(Entry entry) {
        Optional<ServiceLog> open = ports.log.get();
        if (open.isEmpty()) {
            entry.fail(new CommandResult.Unavailable(
                    "log-unavailable", "the service log is not open; see GET /health for the reason"));
            goOn(entry.of, entry.left);
            return Optional.empty();
        }
        EncodedEntry encoded;
        try {
            encoded = LogEntryCodec.encodeWithEvents(
                    LogEntry.of(entry.base, entry.commands), ports.projection.features());
        } catch (CodecException e) {
            tooLarge(entry, e);
            return Optional.empty();
        }
        ports.projection.expect(encoded);
        entry.beginNanos = System.nanoTime();
        return Optional.of(open.get().append(encoded.bytes()));
    }

    /** One command alone is refused; of several each is tried alone. */
    private void tooLarge(Entry entry, CodecException e) {
        goOn(entry.of, entry.left);
        if (entry.commands.size() == 1) {
            ports.statistics.refused.increment();
            entry.fail(
                    new CommandResult.Refused(new Rejection(Rejection.Rule.LIMIT, "", String.valueOf(e.getMessage()))));
        } else {
            for (int i = entry.pending.size() - 1; i >= 0; i--) {
                work.addFirst(new Work(List.of(entry.pending.get(i)), 0));
            }
        }
    }

    private static CommandResult failure(Throwable cause) {
        if (cause instanceof IndeterminateAppendException) {
            return new CommandResult.Indeterminate(
                    cause.getMessage() + "; send the change again with the same command id");
        }
        return new CommandResult.Unavailable(rule(cause), String.valueOf(cause.getMessage()));
    }

    private static String rule(Throwable cause) {
        if (cause instanceof NotLeaderException) {
            return "not-leader";
        }
        if (cause instanceof LogUnavailableException unavailable) {
            return switch (unavailable.problem().kind()) {
                case NO_QUORUM -> "no-quorum";
                case STARTING -> "log-starting";
                default -> "log-unavailable";
            };
        }
        return "log-unavailable";
    }

    /** A log entry in the making, with those who wait for it. */
    private static final class Entry {
        private final Work of;
        private final long base;
        private final List<PendingCommand> pending = new ArrayList<>();
        private final List<DecidedCommand> commands = new ArrayList<>();
        private final List<PendingCommand> left = new ArrayList<>();
        private long beginNanos;

        Entry(Work of, long base) {
            this.of = of;
            this.base = base;
        }

        void add(PendingCommand p, DecidedCommand decided) {
            pending.add(p);
            commands.add(decided);
        }

        void acknowledge() {
            long sequence = base;
            for (int i = 0; i < pending.size(); i++) {
                int events = commands.get(i).events().size();
                sequence += events;
                pending.get(i).complete(new CommandResult.Applied(sequence, events, false));
            }
        }

        void fail(CommandResult result) {
            pending.forEach(p -> p.complete(result));
        }
    }
}
