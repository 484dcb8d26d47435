package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import java.util.Optional;

/**
 * Reads the whole dataplane while the reconciler goes on changing it: with ten thousand services reading takes long, and no change shall wait for
 * it. One reading at a time. {@link #request} and {@link #take} are for the reconciler's thread.
 */
public interface BackgroundReader extends AutoCloseable {
    /**
     * What came of a reading.
     *
     * @param state what was read; empty if it failed
     * @param nanos how long it took
     */
    record Reading(Optional<ActualState> state, long nanos) {}

    /**
     * Starts to read; what a reading that was not taken yet brings is dropped.
     *
     * @param desired says what there is to compare with
     * @param whenDone run when there is something to take, on any thread
     */
    void request(DesiredState desired, Runnable whenDone);

    /**
     * Takes what the latest reading brought.
     *
     * @return empty if it is not done, or was taken
     */
    Optional<Reading> take();

    /** Stops reading. */
    @Override
    void close();
}
