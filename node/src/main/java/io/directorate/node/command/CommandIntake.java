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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides commands in order, many at a time, on one thread.
 *
 * <p>It takes the commands that wait, decides each on the image that the previous ones leave, appends all resulting events as one log entry
 * that names the sequence it is based on, and goes on when that entry is applied. So while an append is under way the next commands gather,
 * and one disk write serves them all.
 *
 * <p>{@link #submit} may be called from any thread and never blocks.
 */
public final class CommandIntake implements Commands, AutoCloseable {
    /** The most commands that wait; one more is refused. */
    public static final int MAX_WAITING = 4096;

    /** The most commands in one log entry. */
    public static final int MAX_BATCH = 256;

    /** The most events in one log entry, unless one command alone has more. */
    public static final int MAX_BATCH_EVENTS = 4096;

    private static final int MAX_STALE_RETRIES = 5;
    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

    private final Supplier<Optional<ServiceLog>> log;
    private final Projection projection;
    private final Duration appendTimeout;
    private final BlockingQueue<Pending> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final IntakeStatistics statistics = new IntakeStatistics();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Starts the deciding thread.
     *
     * @param log the service log; empty while it is not open
     * @param projection that the log's entries go to
     * @param appendTimeout after which an append is taken as unknown
     */
    public CommandIntake(Supplier<Optional<ServiceLog>> log, Projection projection, Duration appendTimeout) {
        this.log = log;
        this.projection = projection;
        this.appendTimeout = appendTimeout;
        this.thread = new Thread(this::run, "decide");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public CompletionStage<CommandResult> submit(CommandEnvelope command) {
        Pending pending = new Pending(command);
        if (closed || !waiting.offer(pending)) {
            statistics.busy.increment();
            pending.complete(new CommandResult.Unavailable(
                    closed ? "stopping" : "busy",
                    closed
                            ? "the director is stopping; ask another one"
                            : MAX_WAITING + " commands wait already; try again later"));
        }
        return pending.result;
    }

    /**
     * Returns what has been done so far.
     *
     * @return live counters
     */
    public IntakeStatistics statistics() {
        return statistics;
    }

    /**
     * Returns how many commands wait.
     *
     * @return 0 to {@link #MAX_WAITING}
     */
    public int waiting() {
        return waiting.size();
    }

    private void run() {
        List<Pending> batch = new ArrayList<>(MAX_BATCH);
        while (!closed) {
            try {
                Pending first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                waiting.drainTo(batch, MAX_BATCH - 1);
                serve(batch);
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                LOG.error("Deciding failed; {} commands are answered as unknown", batch.size(), e);
                batch.forEach(p -> p.complete(new CommandResult.Indeterminate("deciding failed: " + e)));
            } finally {
                batch.clear();
            }
        }
        List<Pending> rest = new ArrayList<>();
        waiting.drainTo(rest);
        rest.forEach(p -> p.complete(new CommandResult.Unavailable("stopping", "the director is stopping")));
    }

    private void serve(List<Pending> batch) throws InterruptedException {
        List<Pending> left = new ArrayList<>(batch);
        for (int attempt = 0; !left.isEmpty(); ) {
            int before = left.size();
            left = serveSome(left);
            attempt = left.size() == before ? attempt + 1 : 0;
            if (attempt >= MAX_STALE_RETRIES) {
                left.forEach(p -> p.complete(new CommandResult.Unavailable(
                        "log-moving",
                        "the log moved on " + MAX_STALE_RETRIES + " times while this was decided; try again")));
                return;
            }
        }
    }

    /** Decides as many as fit one entry, appends it, and returns those still to do. */
    private List<Pending> serveSome(List<Pending> pending) throws InterruptedException {
        ClusterImage image = projection.image();
        ClusterDelta delta = new ClusterDelta(image);
        Entry entry = new Entry(image.provenance().sequence());
        List<Pending> left = new ArrayList<>();
        Map<String, Pending> inEntry = new HashMap<>();
        int events = 0;
        for (Pending p : pending) {
            boolean full = events > MAX_BATCH_EVENTS;
            if (full || inEntry.containsKey(p.command.commandId())) {
                left.add(p);
                continue;
            }
            Optional<DecidedCommand> decided = decide(p, delta, entry);
            if (decided.isPresent()) {
                inEntry.put(p.command.commandId(), p);
                events += decided.get().events().size();
            }
        }
        if (!entry.commands.isEmpty() && !append(entry)) {
            List<Pending> again = new ArrayList<>(entry.pending);
            again.addAll(left);
            return again;
        }
        return left;
    }

    private Optional<DecidedCommand> decide(Pending p, ClusterDelta delta, Entry entry) {
        CommandEnvelope command = p.command;
        String digest = CommandCodec.digest(command.command());
        Optional<CommandResult> earlier = projection.findCommand(command.commandId(), digest);
        if (earlier.isPresent()) {
            statistics.repeated.increment();
            p.complete(earlier.get());
            return Optional.empty();
        }
        Decision decision = Decider.decide(delta, command, projection.features());
        if (decision instanceof Decision.Refused refused) {
            statistics.refused.increment();
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

    /** Appends and answers; false if the entry was refused as stale and must be decided again. */
    private boolean append(Entry entry) throws InterruptedException {
        Optional<ServiceLog> open = log.get();
        if (open.isEmpty()) {
            entry.fail(new CommandResult.Unavailable(
                    "log-unavailable", "the service log is not open; see GET /health for the reason"));
            return true;
        }
        EncodedEntry encoded;
        try {
            encoded = LogEntryCodec.encodeWithEvents(LogEntry.of(entry.base, entry.commands), projection.features());
        } catch (CodecException e) {
            return tooLarge(entry, e);
        }
        projection.expect(encoded);
        long begin = System.nanoTime();
        try {
            LogPosition position = open.get()
                    .append(encoded.bytes())
                    .toCompletableFuture()
                    .get(appendTimeout.toMillis(), TimeUnit.MILLISECONDS);
            statistics.appended(System.nanoTime() - begin, entry.commands.size());
            if (!projection.accepted(position.index())) {
                statistics.stale.increment();
                return false;
            }
            entry.acknowledge();
        } catch (TimeoutException e) {
            statistics.failed.increment();
            entry.fail(new CommandResult.Indeterminate("the log did not answer within " + appendTimeout.toMillis()
                    + " ms; send the change again with the same command id"));
        } catch (ExecutionException e) {
            statistics.failed.increment();
            entry.fail(failure(e.getCause() == null ? e : e.getCause()));
        }
        return true;
    }

    /** One command alone is refused; of several each is tried alone. */
    private boolean tooLarge(Entry entry, CodecException e) throws InterruptedException {
        if (entry.commands.size() == 1) {
            statistics.refused.increment();
            entry.fail(
                    new CommandResult.Refused(new Rejection(Rejection.Rule.LIMIT, "", String.valueOf(e.getMessage()))));
        } else {
            for (Pending pending : entry.pending) {
                serve(List.of(pending));
            }
        }
        return true;
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

    /** Stops deciding; what waits is refused. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(appendTimeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Pending {
        private final CommandEnvelope command;
        private final CompletableFuture<CommandResult> result = new CompletableFuture<>();

        Pending(CommandEnvelope command) {
            this.command = command;
        }

        void complete(CommandResult value) {
            result.complete(value);
        }
    }

    /** A log entry in the making, with those who wait for it. */
    private static final class Entry {
        private final long base;
        private final List<Pending> pending = new ArrayList<>();
        private final List<DecidedCommand> commands = new ArrayList<>();

        Entry(long base) {
            this.base = base;
        }

        void add(Pending p, DecidedCommand decided) {
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
