package io.directorate.node.cluster;

import io.directorate.consensus.log.LogEndpoint;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Keeps the taking in of directors and the raising of the feature level apart, on the one that leads: else a director could come in whose build
 * does not support what the cluster is about to be raised to. Thread-safe; nothing blocks.
 */
final class LevelGate {
    private final IntSupplier level;
    private int admissions;
    private int raisingTo;

    /**
     * Makes it.
     *
     * @param level the cluster's level now
     */
    LevelGate(IntSupplier level) {
        this.level = level;
    }

    /**
     * Asks for one to be taken in.
     *
     * @param where it listens
     * @param supports the highest level of its build
     * @return why it is not; if empty, {@link #left} must follow
     */
    synchronized Optional<String> enter(LogEndpoint where, int supports) {
        int needed = Math.max(level.getAsInt(), raisingTo);
        if (supports < needed) {
            String now = raisingTo > level.getAsInt() ? " is being raised to " : " is at ";
            return Optional.of("the director at " + where + " supports feature level " + supports
                    + ", and the cluster" + now + needed + ": install a build on it that supports " + needed
                    + "; it then joins by itself");
        }
        admissions++;
        return Optional.empty();
    }

    /** The one that entered is in, or is not. */
    synchronized void left() {
        admissions--;
    }

    /**
     * Asks for the level to be raised.
     *
     * @return false while one is being taken in; if true, nobody of a lower level is, until {@link #settled}
     */
    synchronized boolean raise(int to) {
        if (admissions > 0) {
            return false;
        }
        raisingTo = to;
        return true;
    }

    /** The level is raised, or it is certain that this attempt does not raise it any more. */
    synchronized void settled() {
        raisingTo = 0;
    }
}
