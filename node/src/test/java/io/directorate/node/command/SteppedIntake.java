package io.directorate.node.command;

import io.directorate.consensus.log.LogPosition;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.projection.Projection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@link CommandIntake} does, without a thread: the same batches, driven by whoever gives the time. */
public final class SteppedIntake implements Commands {
    private static final Duration TURN = Duration.ofNanos(50_000);

    private final CommandBatch.Ports ports;
    private final BiConsumer<Duration, Runnable> later;
    private final Deque<PendingCommand> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * Makes one that has nothing to do.
     *
     * @param log the service log
     * @param projection that the log's entries go to
     * @param appendTimeout after which an append is taken as unknown
     * @param later does something after a while, on the one thread
     */
    public SteppedIntake(
            Supplier<Optional<ServiceLog>> log,
            Projection projection,
            Duration appendTimeout,
            BiConsumer<Duration, Runnable> later) {
        this.ports = new CommandBatch.Ports(log, projection, appendTimeout, new IntakeStatistics());
        this.later = later;
    }

    @Override
    public CompletionStage<CommandResult> submit(CommandEnvelope command) {
        PendingCommand pending = new PendingCommand(command);
        waiting.add(pending);
        if (!busy) {
            busy = true;
            later.accept(TURN, this::turn);
        }
        return pending.result();
    }

    private void turn() {
        List<PendingCommand> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < CommandIntake.MAX_BATCH) {
            batch.add(waiting.removeFirst());
        }
        drive(new CommandBatch(ports, batch));
    }

    private void drive(CommandBatch batch) {
        Optional<CompletionStage<LogPosition>> append = batch.next();
        if (append.isPresent()) {
            Waiting once = new Waiting(batch);
            later.accept(ports.appendTimeout(), () -> once.end(batch::timedOut));
            append.get().whenComplete((position, failure) -> later.accept(TURN, () -> once.end(position, failure)));
        } else if (waiting.isEmpty()) {
            busy = false;
        } else {
            later.accept(TURN, this::turn);
        }
    }

    /** One append: what comes first counts, its end or the time-out. */
    private final class Waiting {
        private final CommandBatch batch;
        private boolean ended;

        Waiting(CommandBatch batch) {
            this.batch = batch;
        }

        void end(@Nullable LogPosition position, @Nullable Throwable failure) {
            end(() -> {
                if (position != null) {
                    batch.appended(position);
                } else if (failure != null) {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    batch.failed(cause == null ? failure : cause);
                }
            });
        }

        void end(Runnable how) {
            if (!ended) {
                ended = true;
                how.run();
                drive(batch);
            }
        }
    }
}
