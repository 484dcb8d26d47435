package io.directorate.node.projection;

/** Somebody who wants to know each new image. */
@FunctionalInterface
public interface Follower {
    /**
     * Takes a new image. Called on the log's one apply thread, in order, after the events are on disk; must not block and must not throw.
     *
     * @param change what has changed, and the new image
     */
    void onChange(ImageChange change);
}
