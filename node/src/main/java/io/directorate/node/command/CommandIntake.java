package io.directorate.node.command;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.projection.Projection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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

    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

    private final CommandBatch.Ports ports;
    private final BlockingQueue<PendingCommand> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
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
        this.ports = new CommandBatch.Ports(log, projection, appendTimeout, statistics);
        this.thread = new Thread(this::run, "decide");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public CompletionStage<CommandResult> submit(CommandEnvelope command) {
        PendingCommand pending = new PendingCommand(command);
        if (closed || !waiting.offer(pending)) {
            statistics.busy.increment();
            pending.complete(new CommandResult.Unavailable(
                    closed ? "stopping" : "busy",
                    closed
                            ? "the director is stopping; ask another one"
                            : MAX_WAITING + " commands wait already; try again later"));
        }
        return pending.result();
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
        List<PendingCommand> batch = new ArrayList<>(MAX_BATCH);
        while (!closed) {
            try {
                PendingCommand first = waiting.poll(200, TimeUnit.MILLISECONDS);
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
        List<PendingCommand> rest = new ArrayList<>();
        waiting.drainTo(rest);
        rest.forEach(p -> p.complete(new CommandResult.Unavailable("stopping", "the director is stopping")));
    }

    private void serve(List<PendingCommand> batch) throws InterruptedException {
        CommandBatch commands = new CommandBatch(ports, batch);
        for (Optional<CompletionStage<LogPosition>> append = commands.next();
                append.isPresent();
                append = commands.next()) {
            try {
                commands.appended(append.get()
                        .toCompletableFuture()
                        .get(ports.appendTimeout().toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                commands.timedOut();
            } catch (ExecutionException e) {
                commands.failed(e.getCause() == null ? e : e.getCause());
            }
        }
    }

    /** Stops deciding; what waits is refused. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(ports.appendTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
