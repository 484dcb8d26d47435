package io.directorate.node.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.consensus.log.LogEndpoint;
import io.directorate.node.command.CommandResult;
import java.util.Optional;

/** What a director says when asked. */
public sealed interface Answer {
    /**
     * What became of a command.
     *
     * @param result as the leader has it
     */
    record Decided(CommandResult result) implements Answer {}

    /**
     * The one asked does not lead; nothing was done.
     *
     * @param leader where the leader is, as far as known
     */
    record NotLeader(Optional<LogEndpoint> leader) implements Answer {}

    /** It was done, or is so already. */
    record Done() implements Answer {}

    /**
     * It was not done.
     *
     * @param rule short word for programs
     * @param detail why, and what to do
     */
    record Failed(String rule, String detail) implements Answer {}

    /**
     * How a director is.
     *
     * @param director as {@code get directors} shows it
     */
    record State(ObjectNode director) implements Answer {}
}
