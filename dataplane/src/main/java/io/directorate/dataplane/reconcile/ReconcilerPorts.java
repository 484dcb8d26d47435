package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.snat.SourceNat;
import io.directorate.events.model.ServiceKey;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What a reconciler works with. All of it is used on the reconciler's thread alone.
 *
 * @param dataplane to keep; stays open when the reconciler is closed
 * @param reader reads everything every interval; without one the reconciler reads itself, and changes wait. Closed with the reconciler
 * @param sourceNat the rules of FULLNAT; empty where the dataplane does without
 * @param onceKnown tells whether the log ever had a service, such as by asking the journal: what it had and has no more is deleted, what it
 *     never had is foreign. Asked once for each service that the desired state does not have
 * @param driftListener hears of drift
 * @param clock for the times in the status
 * @param nanoTime for durations, as {@link System#nanoTime}
 */
public record ReconcilerPorts(
        Dataplane dataplane,
        Optional<BackgroundReader> reader,
        Optional<SourceNat> sourceNat,
        Predicate<ServiceKey> onceKnown,
        DriftListener driftListener,
        InstantSource clock,
        LongSupplier nanoTime) {
    /**
     * Makes those of a reconciler that reads itself.
     *
     * @param dataplane to keep
     * @param sourceNat the rules of FULLNAT
     * @param onceKnown tells whether the log ever had a service
     * @param driftListener hears of drift
     * @param clock for the times in the status
     * @param nanoTime for durations
     */
    public ReconcilerPorts(
            Dataplane dataplane,
            Optional<SourceNat> sourceNat,
            Predicate<ServiceKey> onceKnown,
            DriftListener driftListener,
            InstantSource clock,
            LongSupplier nanoTime) {
        this(dataplane, Optional.empty(), sourceNat, onceKnown, driftListener, clock, nanoTime);
    }

    /**
     * Adds somebody who reads in the background.
     *
     * @param backgroundReader on a connection of its own
     * @return a copy
     */
    public ReconcilerPorts withReader(BackgroundReader backgroundReader) {
        return new ReconcilerPorts(
                dataplane, Optional.of(backgroundReader), sourceNat, onceKnown, driftListener, clock, nanoTime);
    }
}
