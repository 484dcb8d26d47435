package io.directorate.node.command;

import io.directorate.events.service.CommandEnvelope;
import java.util.concurrent.CompletionStage;

/** Takes commands, wherever they are decided. */
public interface Commands {
    /**
     * Takes a command. May be called from any thread and never blocks.
     *
     * @param command with a command id: the same id again returns the first result
     * @return completes when the command is on the log, or refused; never exceptionally
     */
    CompletionStage<CommandResult> submit(CommandEnvelope command);
}
