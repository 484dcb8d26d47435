package io.directorate.node.command;

import io.directorate.events.service.CommandEnvelope;
import java.util.concurrent.CompletableFuture;

/** A command that waits for its result. */
record PendingCommand(CommandEnvelope command, CompletableFuture<CommandResult> result) {
    PendingCommand(CommandEnvelope command) {
        this(command, new CompletableFuture<>());
    }

    void complete(CommandResult value) {
        result.complete(value);
    }
}
