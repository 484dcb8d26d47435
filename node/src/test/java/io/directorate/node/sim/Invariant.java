package io.directorate.node.sim;

import java.util.Locale;

/** What must hold, whatever happens. */
enum Invariant {
    /** In each term at most one member leads. */
    ONE_LEADER_PER_TERM,
    /** All members have the same committed entries at the same places, and none is ever cut off again. */
    ONE_ORDER,
    /** A director's applied index never falls while it lives, nor over a crash. */
    APPLIED_ONLY_GROWS,
    /** After an entry every director stands at the sequence that the agreed log leads to: an entry whose base does not fit is not applied. */
    APPLIED_AS_AGREED,
    /** After the same entry all directors have the same chain of events. */
    SAME_HISTORY,
    /** What was acknowledged is in the agreed log, at the sequence that was said. */
    ACKNOWLEDGED_IS_AGREED,
    /** What was refused for certain is not in the agreed log, and never comes there. */
    REFUSED_IS_NOT_DONE,
    /** A follower of the feed gets each event of the log once, in order. */
    FEED_IS_WHOLE,
    /** A service that the image has, and the kernel had, stays in the kernel. */
    NOTHING_WITHDRAWN,
    /** When all is quiet, each kernel has what the image says. */
    TABLE_IS_IMAGE,
    /** When all is quiet, all directors have all of the log, and every command has its answer. */
    ALL_COME_TOGETHER,
    /** What the history checker says at the end. */
    HISTORY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
