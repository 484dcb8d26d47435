package io.directorate.events.service;

import io.directorate.events.service.Rejection.Rule;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a command into events, or into a rejection that names the rule broken.
 *
 * <p>Pure: the answer depends on the arguments alone. A command is all or nothing, and one that changes nothing gives no events.
 */
public final class Decider {
    private Decider() {}

    /**
     * Decides a command.
     *
     * @param view what the command meets: an image, or a delta that earlier commands of the same batch led to
     * @param envelope the command with what its asker expects
     * @return events that fit the view, or a rejection
     */
    public static Decision decide(ImageView view, CommandEnvelope envelope) {
        try {
            long expected = envelope.expectedIndex();
            if (expected != CommandEnvelope.ANY_INDEX && expected != view.sequence()) {
                throw new Rejected(
                        Rule.INDEX_MOVED,
                        "expectedIndex",
                        "the command expects index " + expected + ", the log is at " + view.sequence()
                                + "; look at what changed since and ask again");
            }
            return new Decision.Accepted(decide(view, envelope.command()));
        } catch (Rejected e) {
            return new Decision.Refused(e.rejection());
        }
    }

    static List<Event> decide(ImageView view, Command command) {
        if (command instanceof Command.Sequence sequence) {
            return decideSequence(view, sequence);
        }
        return List.of();
    }

    private static List<Event> decideSequence(ImageView view, Command.Sequence sequence) {
        ClusterDelta scratch = new ClusterDelta(view);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < sequence.commands().size(); i++) {
            try {
                List<Event> next = decide(scratch, sequence.commands().get(i));
                next.forEach(scratch::apply);
                events.addAll(next);
            } catch (Rejected e) {
                throw e.under("commands[" + i + "]");
            }
        }
        return events;
    }
}
