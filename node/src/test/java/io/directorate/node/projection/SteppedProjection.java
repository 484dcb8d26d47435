package io.directorate.node.projection;

import io.directorate.events.journal.Journal;
import io.directorate.events.service.FeatureSet;
import io.directorate.node.config.DirectorConfig;
import java.util.ArrayList;
import java.util.List;

/** The real {@link Projection} whose keeper of images has no thread: whoever gives the time calls {@link #keepImage}. */
public final class SteppedProjection {
    private final Projection projection;
    private final List<ImageKeeper> keepers = new ArrayList<>();

    /**
     * Rebuilds the image from the journal.
     *
     * @param journal open
     * @param bounds of the journal
     * @throws ApplyStoppedException if the journal holds an event that this build does not know
     */
    public SteppedProjection(Journal journal, DirectorConfig.History bounds) throws ApplyStoppedException {
        projection = new Projection(
                journal,
                sequence -> {
                    ImageKeeper keeper = new ImageKeeper(journal, bounds, sequence);
                    keepers.add(keeper);
                    return keeper;
                },
                FeatureSet.THIS_BUILD);
    }

    /**
     * Returns the projection.
     *
     * @return the real one
     */
    public Projection projection() {
        return projection;
    }

    /** Keeps the image that waits to be kept, if one does, as the keeper's thread would after a while. */
    public void keepImage() {
        keepers.forEach(ImageKeeper::keep);
    }
}
