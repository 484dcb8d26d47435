package io.directorate.node.projection;

import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.ClusterImage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A new image, and what is new in it.
 *
 * @param services added, changed or deleted
 * @param zeroed services whose counters are to be set to zero, an empty one for all
 * @param image the new one
 */
public record ImageChange(Set<ServiceKey> services, List<Optional<ServiceKey>> zeroed, ClusterImage image) {
    /** Copies. */
    public ImageChange {
        services = Set.copyOf(services);
        zeroed = List.copyOf(zeroed);
    }
}
