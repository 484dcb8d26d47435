package io.directorate.node.projection;

import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.ClusterImage;
import java.util.Collections;
import java.util.LinkedHashSet;
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
    /** Copies, in the given order: in that the dataplane is programmed. */
    public ImageChange {
        services = Collections.unmodifiableSet(new LinkedHashSet<>(services));
        zeroed = List.copyOf(zeroed);
    }
}
