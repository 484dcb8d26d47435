package io.directorate.dataplane.plan;

import io.directorate.events.model.ServiceKey;
import java.util.Set;

/**
 * Which services of a dataplane are the log's. Those that the log has are; those that it once had are too, since a director may have died
 * between the event that deleted one and the kernel's hearing of it. All others are foreign.
 *
 * @param former services that the log had once, and has no more
 * @param foreign what to do about those it never had
 */
public record OwnershipScope(Set<ServiceKey> former, ForeignPolicy foreign) {
    /** Nothing was there before; foreign services stay. */
    public static final OwnershipScope DEFAULT = new OwnershipScope(Set.of(), ForeignPolicy.KEEP);

    /** Copies. */
    public OwnershipScope {
        former = Set.copyOf(former);
    }
}
