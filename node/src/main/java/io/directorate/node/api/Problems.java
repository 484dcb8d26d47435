package io.directorate.node.api;

import io.directorate.dataplane.reconcile.ReconcilerStatus;
import java.util.ArrayList;
import java.util.List;

/** Why a dataplane is not as it shall be, one line each. */
final class Problems {
    private Problems() {}

    static List<String> of(ReconcilerStatus status) {
        List<String> lines = new ArrayList<>();
        status.lastError().ifPresent(lines::add);
        status.stuck()
                .forEach(stuck -> lines.add("cannot " + stuck.change() + ": " + stuck.errno() + ", " + stuck.message()
                        + " (tried " + stuck.attempts() + " times)"));
        if (status.stuckCount() > status.stuck().size()) {
            lines.add("and " + (status.stuckCount() - status.stuck().size()) + " more");
        }
        return lines;
    }
}
