package io.directorate.events.service;

import java.util.function.ToIntFunction;

/**
 * What a build knows: up to which feature level it can follow a cluster, and from which level each event may be logged.
 *
 * <p>A cluster's level is raised by {@link Event.FeatureLevelRaised} once every member supports it. An event of a higher level than the cluster's
 * is never logged, so that in a rolling upgrade nobody meets an event that it does not know. Should a build meet one all the same, it stops there.
 *
 * @param supported the highest level that the build knows, {@link FeatureLevel#FIRST} or higher
 * @param levels from which level an event may be logged, {@link FeatureLevel#FIRST} or higher; pure. It may look at fields, not only at the type
 */
public record FeatureSet(int supported, ToIntFunction<Event> levels) {
    /** What this build knows; every event so far is of the first level. */
    public static final FeatureSet THIS_BUILD = new FeatureSet(FeatureLevel.SUPPORTED, event -> FeatureLevel.FIRST);

    /** Checks the level. */
    public FeatureSet {
        if (supported < FeatureLevel.FIRST) {
            throw new IllegalArgumentException(
                    "a build supports feature level " + FeatureLevel.FIRST + " or higher, not " + supported);
        }
    }

    /**
     * Tells from which level on an event may be logged.
     *
     * @param event any
     * @return {@link FeatureLevel#FIRST} or higher
     */
    public int levelOf(Event event) {
        return levels.applyAsInt(event);
    }
}
