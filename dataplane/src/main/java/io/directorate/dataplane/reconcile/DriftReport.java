package io.directorate.dataplane.reconcile;

import io.directorate.events.service.Command;
import io.directorate.events.service.DriftAction;
import java.util.List;

/**
 * What somebody else changed in the dataplane, and what was done about it.
 *
 * @param differences one line each, at most {@link #MOST_LINES}
 * @param count all differences, also those not listed
 * @param action what was done
 * @param commands that make the log equal to the dataplane; empty unless adopted
 * @param refused what could not be adopted, one line each
 */
public record DriftReport(
        List<String> differences, int count, DriftAction action, List<Command> commands, List<String> refused) {
    /** Lines in a report, which goes into the log. */
    public static final int MOST_LINES = 100;

    /** Copies, at most {@link #MOST_LINES} differences. */
    public DriftReport {
        differences = List.copyOf(differences.subList(0, Math.min(MOST_LINES, differences.size())));
        commands = List.copyOf(commands);
        refused = List.copyOf(refused);
    }

    static DriftReport of(List<String> differences, DriftAction action) {
        return new DriftReport(differences, differences.size(), action, List.of(), List.of());
    }
}
