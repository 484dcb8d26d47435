package io.directorate.node.cluster;

import io.directorate.events.service.CommandEnvelope;
import io.directorate.node.command.CommandResult;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** One command on its way to the leader. Each method holds the lock; nothing is called out from inside. */
final class Routed {
    private static final long LED = -1;

    private final CommandEnvelope command;
    private final long beginNanos;
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
    private int attempt;
    private boolean outstanding;
    private Optional<UUID> asked = Optional.empty();
    private boolean uncertain;
    private String reason = "";
    private long leaderlessSince = LED;
    /** When the time without a leader began that the leader asked now has ended, unless that one cannot be reached. */
    private long leaderlessBefore = LED;

    private Optional<UUID> outOfReach = Optional.empty();

    /** What is to be done about a command that has no answer yet. */
    enum Step {
        /** Nothing but wait. */
        WAIT,
        /** Send it to whoever leads now. */
        SEND,
        /** It was waited for too long. */
        GIVE_UP
    }

    /**
     * What counts for the next step.
     *
     * @param now the time
     * @param leader who leads and could be asked; absent while there is none
     * @param timeoutNanos longest wait in all
     * @param leaderlessNanos longest wait for a leader
     */
    record Circumstances(long now, Optional<UUID> leader, long timeoutNanos, long leaderlessNanos) {}

    Routed(CommandEnvelope command, long beginNanos) {
        this.command = command;
        this.beginNanos = beginNanos;
    }

    CommandEnvelope command() {
        return command;
    }

    CompletableFuture<CommandResult> result() {
        return result;
    }

    long beginNanos() {
        return beginNanos;
    }

    /** Decides; a command that goes out again may have been applied by the leader that was asked before. */
    synchronized Step step(Circumstances circumstances) {
        if (result.isDone()) {
            return Step.WAIT;
        }
        if (circumstances.leader().isPresent() && !circumstances.leader().equals(outOfReach)) {
            leaderlessBefore = leaderlessSince == LED ? leaderlessBefore : leaderlessSince;
            leaderlessSince = LED;
        } else if (leaderlessSince == LED) {
            leaderlessSince = circumstances.now();
        }
        boolean late = circumstances.now() - beginNanos >= circumstances.timeoutNanos();
        boolean orphaned =
                leaderlessSince != LED && circumstances.now() - leaderlessSince >= circumstances.leaderlessNanos();
        if (late || orphaned) {
            return Step.GIVE_UP;
        }
        if (circumstances.leader().isEmpty() || (outstanding && asked.equals(circumstances.leader()))) {
            return Step.WAIT;
        }
        uncertain |= outstanding;
        return Step.SEND;
    }

    /** Notes that it is sent; returns the number of this attempt. */
    synchronized int sent(UUID leader) {
        attempt++;
        outstanding = true;
        asked = Optional.of(leader);
        return attempt;
    }

    /** Notes that an attempt led to nothing, or to nothing that is known. */
    synchronized void inVain(int number, boolean perhapsApplied, String why) {
        uncertain |= perhapsApplied;
        reason = why;
        if (number == attempt) {
            outstanding = false;
            outOfReach = Optional.empty();
            leaderlessBefore = LED;
        }
    }

    /** Notes that the leader could not be reached: as long as that one is said to lead, it is as good as no leader. */
    synchronized void outOfReach(int number, String why) {
        reason = why;
        if (number == attempt) {
            outstanding = false;
            outOfReach = asked;
            leaderlessSince = leaderlessBefore == LED ? leaderlessSince : leaderlessBefore;
            leaderlessBefore = LED;
        }
    }

    /** How often it was sent. */
    synchronized int attempts() {
        return attempt;
    }

    void finish(CommandResult value) {
        result.complete(value);
    }

    /** What one attempt came to, seen with those before: where one of them may yet be applied, a refusal is not the last word. */
    synchronized CommandResult asFarAsKnown(CommandResult one) {
        if (!uncertain || one instanceof CommandResult.Applied || one instanceof CommandResult.Indeterminate) {
            return one;
        }
        String why = one instanceof CommandResult.Refused refused
                ? refused.rejection().message()
                : ((CommandResult.Unavailable) one).detail();
        return new CommandResult.Indeterminate(why + "; an earlier sending of this change (" + reason
                + ") may yet be applied: send it again with the same command id");
    }

    /** What is said when nobody can be asked any more. */
    synchronized CommandResult givenUp(String rule, String why) {
        String all = reason.isEmpty() || reason.equals(why) ? why : why + " (before that: " + reason + ")";
        if (uncertain || outstanding) {
            return new CommandResult.Indeterminate(
                    all + "; the change may have been applied: send it again with the same command id");
        }
        return new CommandResult.Unavailable(rule, all + "; nothing was changed");
    }
}
