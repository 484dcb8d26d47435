package io.directorate.events.service;

/** The level of features that events may use: raised by an event once every member supports it. See {@link FeatureSet}. */
public final class FeatureLevel {
    /** Where every cluster begins. */
    public static final int FIRST = 1;

    /** The highest that this build supports. */
    public static final int SUPPORTED = 1;

    private FeatureLevel() {}
}
