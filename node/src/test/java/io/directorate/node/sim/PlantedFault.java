package io.directorate.node.sim;

/** What somebody could get wrong. Each is built into a model or a wrapper around the real thing, and only tests switch it on. */
enum PlantedFault {
    /** One director applies an entry twice, its fences against that being open. */
    APPLY_TWICE,
    /** One director leaves an entry out. */
    SKIP_INDEX,
    /** The leader's log says that an entry is in before a majority has it. */
    ACKNOWLEDGE_BEFORE_COMMIT,
    /** A leader that was deposed goes on, and the others do not ask for its term. */
    FORGET_TERM,
    /** Entries are applied whatever sequence they were decided on. */
    FORGET_BASE,
    /** A member says that an entry is on its disk before it is, and loses it in a crash. */
    FORCE_NOTHING,
    /** An entry that was handed over is answered with a certain refusal where nobody can know. */
    REFUSE_FOR_CERTAIN,
    /** A follower of the feed takes what comes next on the ring, whatever is missing. */
    IGNORE_FEED_GAP,
    /** A director does not tell its reconciler of some changes. */
    SKIP_RECONCILE
}
