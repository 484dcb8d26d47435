package io.directorate.events.journal;

import java.util.List;

/**
 * What opening a journal met.
 *
 * @param created true if there was none
 * @param rowsChecked of the chain's end
 * @param notices for the operator: what was cut off, what was put back; empty after an orderly stop
 */
public record OpenReport(boolean created, long rowsChecked, List<String> notices) {
    /** Copies the list. */
    public OpenReport {
        notices = List.copyOf(notices);
    }
}
