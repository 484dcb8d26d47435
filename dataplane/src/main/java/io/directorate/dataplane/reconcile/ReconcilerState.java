package io.directorate.dataplane.reconcile;

/**
 * How a reconciler stands.
 *
 * <p>{@code STARTING} until the first desired state is worked in. Then {@code CONVERGED}, {@code DRIFTED} or {@code NOT_CONVERGED} after each
 * pass, {@code UNAVAILABLE} whenever the dataplane did not answer; from each of them to each other.
 */
public enum ReconcilerState {
    /** No desired state yet, or the dataplane was not read yet. Nothing was touched. */
    STARTING,
    /** The dataplane is as it shall be, as far as it is ours. */
    CONVERGED,
    /** As {@link #CONVERGED}, but for what somebody else changed and the policy leaves. */
    DRIFTED,
    /** The dataplane refuses some changes; they are tried again. */
    NOT_CONVERGED,
    /** The dataplane cannot be read or written; it keeps what it has, and is tried again. */
    UNAVAILABLE
}
