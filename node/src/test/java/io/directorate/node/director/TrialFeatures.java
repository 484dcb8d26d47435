package io.directorate.node.director;

import io.directorate.events.service.Event;
import io.directorate.events.service.FeatureLevel;
import io.directorate.events.service.FeatureSet;

/** Builds as they may come one day: setting the connection timeouts is new in level 2, and unknown to those that support 1. */
final class TrialFeatures {
    /** The new level. */
    static final int NEW = 2;

    private TrialFeatures() {}

    /** What a build knows that supports so much. */
    static FeatureSet supporting(int level) {
        return new FeatureSet(level, event -> event instanceof Event.TimeoutsSet ? NEW : FeatureLevel.FIRST);
    }
}
