package io.directorate.dataplane.reconcile;

/**
 * What a reconciler did since it was made; each number only rises.
 *
 * @param submits desired states that were put into the mailbox
 * @param passes over changed services only
 * @param reads of the whole dataplane
 * @param readNanos spent in them
 * @param changesApplied carried out by the dataplane
 * @param changesFailed refused by the dataplane
 * @param applyNanos spent changing
 * @param unavailable times that the dataplane did not answer
 * @param driftReports times that drift was found
 * @param driftDifferences in all of them
 */
public record ReconcilerCounters(
        long submits,
        long passes,
        long reads,
        long readNanos,
        long changesApplied,
        long changesFailed,
        long applyNanos,
        long unavailable,
        long driftReports,
        long driftDifferences) {
    /** Nothing done yet. */
    public static final ReconcilerCounters ZERO = new ReconcilerCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
