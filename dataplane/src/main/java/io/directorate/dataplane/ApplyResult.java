package io.directorate.dataplane;

import java.util.List;

/**
 * What became of a list of changes: all those not named here were carried out.
 *
 * @param failures by rising index
 */
public record ApplyResult(List<FailedChange> failures) {
    /** Every change was carried out. */
    public static final ApplyResult DONE = new ApplyResult(List.of());

    /** Copies the list. */
    public ApplyResult {
        failures = List.copyOf(failures);
    }

    /**
     * Tells whether every change was carried out.
     *
     * @return true if none failed
     */
    public boolean succeeded() {
        return failures.isEmpty();
    }
}
