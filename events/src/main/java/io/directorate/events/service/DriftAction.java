package io.directorate.events.service;

/** What a director did about a dataplane that differs from the image. */
public enum DriftAction {
    /** Made the dataplane equal to the image. */
    REPAIRED,
    /** Took the dataplane's state over into the log. */
    ADOPTED,
    /** Only said so. */
    ALERTED
}
