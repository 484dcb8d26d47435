package io.directorate.node.director;

import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.ClusterImage;
import io.directorate.node.projection.Follower;
import io.directorate.node.projection.ImageChange;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each new image to the reconciler, with what has changed in it. */
final class ImageFeed implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(ImageFeed.class);

    private final Reconciler reconciler;

    ImageFeed(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    void start(ClusterImage image) {
        reconciler.submit(
                DesiredStates.of(image),
                image.services().keySet(),
                image.provenance().sequence());
    }

    @Override
    public void onChange(ImageChange change) {
        ClusterImage image = change.image();
        reconciler.submit(
                DesiredStates.of(image), change.services(), image.provenance().sequence());
        for (Optional<ServiceKey> service : change.zeroed()) {
            if (!reconciler.zero(service)) {
                LOG.warn("Counters are not set to zero: too many requests wait");
            }
        }
    }
}
