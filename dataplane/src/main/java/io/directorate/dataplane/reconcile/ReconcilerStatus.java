package io.directorate.dataplane.reconcile;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a reconciler stands, as of its last step.
 *
 * @param state in a word
 * @param submittedSequence of the latest desired state worked on; -1 for none
 * @param appliedSequence of the latest desired state to which the dataplane was equal; -1 for none
 * @param hash gives {@link #tableHash}
 * @param lastReadAt when the whole dataplane was last read
 * @param lastError why the dataplane did not answer; empty if it did
 * @param stuckCount changes that the dataplane refuses
 * @param stuck the first {@link #MOST_STUCK} of them
 * @param driftCount differences that the policy leaves
 * @param foreignCount services that are somebody else's
 * @param counters what was done so far
 */
public record ReconcilerStatus(
        ReconcilerState state,
        long submittedSequence,
        long appliedSequence,
        Supplier<String> hash,
        Optional<Instant> lastReadAt,
        Optional<String> lastError,
        int stuckCount,
        List<StuckChange> stuck,
        int driftCount,
        int foreignCount,
        ReconcilerCounters counters) {
    /** Stuck changes that are listed. */
    public static final int MOST_STUCK = 100;

    /** Copies. */
    public ReconcilerStatus {
        stuck = List.copyOf(stuck);
    }

    /**
     * Returns a hash of what the log owns in the dataplane: equal on directors that hold the same; without counters, reserved objects and
     * foreign services. After a large change the first who asks may wait until it is worked out.
     *
     * @return 64 hexadecimal digits
     */
    public String tableHash() {
        return hash.get();
    }

    /**
     * Tells whether the dataplane is as the log wants it, but for drift that the policy leaves.
     *
     * @return true if nothing is left to do
     */
    public boolean converged() {
        return state == ReconcilerState.CONVERGED || state == ReconcilerState.DRIFTED;
    }
}
