package io.directorate.dataplane.reconcile;

/** Hears of drift. Called on the reconciler's thread: must not block. What it throws is logged and changes nothing. */
@FunctionalInterface
public interface DriftListener {
    /**
     * Somebody else changed the dataplane.
     *
     * @param report what, and what was done; commands in it are to be decided as one, and nothing happens if they are not
     */
    void onDrift(DriftReport report);
}
