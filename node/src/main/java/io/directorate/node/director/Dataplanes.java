package io.directorate.node.director;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.ipvs.KernelDataplane;
import io.directorate.dataplane.memory.MemoryDataplane;
import io.directorate.dataplane.plan.ReservedObjects;
import io.directorate.dataplane.reconcile.DriftListener;
import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.dataplane.reconcile.ReconcilerOptions;
import io.directorate.dataplane.reconcile.ReconcilerPorts;
import io.directorate.dataplane.reconcile.ReopeningDataplane;
import io.directorate.dataplane.reconcile.ThreadedReader;
import io.directorate.dataplane.snat.IptablesSourceNatTable;
import io.directorate.dataplane.snat.LocalAddresses;
import io.directorate.dataplane.snat.SourceNat;
import io.directorate.dataplane.snat.SystemCommandRunner;
import io.directorate.events.model.ServiceKey;
import io.directorate.node.config.DirectorConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Makes the dataplane that a configuration names, and the reconciler for it. */
final class Dataplanes {
    /** What Directorate needs in the table for itself: nothing yet, since it shares no connections yet. */
    static final ReservedObjects RESERVED = ReservedObjects.NONE;

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private Dataplanes() {}

    static Supplier<Dataplane> opener(DirectorConfig.Plane plane) {
        return switch (plane.kind()) {
            case KERNEL -> () -> KernelDataplane.open(Optional.empty(), CALL_TIMEOUT);
            case NONE -> {
                MemoryDataplane kept = new MemoryDataplane();
                yield () -> kept;
            }
        };
    }

    static Reconciler reconciler(
            DirectorConfig.Plane plane,
            Supplier<Dataplane> opener,
            DriftListener listener,
            Predicate<ServiceKey> onceKnown) {
        ReconcilerOptions options =
                ReconcilerOptions.DEFAULT.withInterval(plane.interval()).withPolicies(plane.drift(), plane.foreign());
        ReconcilerPorts ports = new ReconcilerPorts(
                new ReopeningDataplane(opener),
                plane.kind() == DirectorConfig.Plane.Kind.NONE
                        ? Optional.empty()
                        : Optional.of(new SourceNat(
                                new IptablesSourceNatTable(new SystemCommandRunner()), LocalAddresses.ALL)),
                onceKnown,
                listener,
                Clock.systemUTC(),
                System::nanoTime);
        return new Reconciler(ports.withReader(new ThreadedReader(opener, System::nanoTime)), options);
    }
}
