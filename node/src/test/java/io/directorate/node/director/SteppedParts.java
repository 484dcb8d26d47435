package io.directorate.node.director;

import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.plan.OwnershipScope;
import io.directorate.dataplane.reconcile.Reconciler;
import io.directorate.events.journal.Journal;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.ClusterImage;
import io.directorate.node.projection.Follower;
import java.util.function.Predicate;

/** The parts of a director that stand between journal, image and reconciler. */
public final class SteppedParts {
    private final ImageFeed feed;
    private final Ownership ownership;

    /**
     * Makes them.
     *
     * @param journal of the director
     * @param reconciler made with what {@link #ownership} says
     */
    public SteppedParts(Journal journal, Reconciler reconciler) {
        feed = new ImageFeed(reconciler);
        ownership = new Ownership(journal);
    }

    /**
     * Tells whether the log ever had a service.
     *
     * @param journal of the director
     * @return what the director tells its reconciler
     */
    public static Predicate<ServiceKey> ownership(Journal journal) {
        return new Ownership(journal);
    }

    /**
     * Returns what hands images to the reconciler.
     *
     * @return to be added to the projection
     */
    public Follower feed() {
        return feed;
    }

    /**
     * Hands the first image on.
     *
     * @param image that the journal led to
     */
    public void start(ClusterImage image) {
        feed.startUnlessHeld(image);
    }

    /**
     * Says whose the services of a table are.
     *
     * @param desired what it should be
     * @param table what it is
     * @return for a plan
     */
    public OwnershipScope scope(DesiredState desired, IpvsTable table) {
        return ownership.scope(desired, table, ForeignPolicy.KEEP);
    }
}
