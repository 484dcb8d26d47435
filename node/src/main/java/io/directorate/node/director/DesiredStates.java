package io.directorate.node.director;

import io.directorate.dataplane.plan.DesiredState;
import io.directorate.events.service.ClusterImage;

/** From the cluster's image to what this director's dataplane shall be. */
public final class DesiredStates {
    private DesiredStates() {}

    /**
     * Makes the desired state of an image.
     *
     * @param image of the cluster
     * @return a view of it, without overlays
     */
    public static DesiredState of(ClusterImage image) {
        return DesiredState.of(image.services(), image.groups(), image.timeouts(), image.sysctls());
    }
}
