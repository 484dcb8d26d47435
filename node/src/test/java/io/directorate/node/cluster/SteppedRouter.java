package io.directorate.node.cluster;

import io.directorate.consensus.log.LogCalls;
import io.directorate.consensus.log.ServiceLog;
import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.command.CommandResult;
import io.directorate.node.command.Commands;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The real {@link CommandRouter} whose thread is not started: whoever gives the time calls {@link #round}. */
public final class SteppedRouter implements Commands {
    /** How often the router's thread looks. */
    public static final Duration PERIOD = Duration.ofNanos(CommandRouter.PERIOD_NANOS);

    private final CommandRouter router;

    /**
     * Makes one.
     *
     * @param local decides when this director leads
     * @param log the service log
     * @param calls to the other directors
     * @param timeout after which a command is answered as unknown
     * @param nanoTime the time
     */
    public SteppedRouter(
            Commands local,
            Supplier<Optional<ServiceLog>> log,
            LogCalls calls,
            Duration timeout,
            LongSupplier nanoTime) {
        router = new CommandRouter(
                local, log, () -> "it is not open", calls, new CommandRouter.Limits(timeout, nanoTime));
    }

    @Override
    public CompletionStage<CommandResult> submit(CommandEnvelope command) {
        return router.submit(command);
    }

    /** Does what the thread does once every period. */
    public void round() {
        router.round();
    }
}
