package io.directorate.node.director;

import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.ClusterImage;
import io.directorate.node.projection.Follower;
import io.directorate.node.projection.ImageChange;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each new image to the reconciler, with what has changed in it.
 *
 * <p>While a director that has lost its history gets it again, the images of long ago are held back: the dataplane is ahead of them.
 */
final class ImageFeed implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(ImageFeed.class);

    private final Reconciler reconciler;
    private boolean held;

    ImageFeed(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    /** Hands nothing on until {@link #start}. */
    synchronized void hold() {
        held = true;
    }

    /** Hands on this image, and each new one from now on, unless it was told to hold. */
    synchronized void startUnlessHeld(ClusterImage image) {
        if (!held) {
            start(image);
        }
    }

    /** Hands on this image, and each new one from now on. */
    synchronized void start(ClusterImage image) {
        held = false;
        reconciler.submit(
                DesiredStates.of(image),
                image.services().keySet(),
                image.provenance().sequence());
    }

    @Override
    public synchronized void onChange(ImageChange change) {
        if (held) {
            return;
        }
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
