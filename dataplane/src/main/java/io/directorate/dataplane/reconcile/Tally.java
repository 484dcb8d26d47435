package io.directorate.dataplane.reconcile;

/** The counters while they are counted. Used by the reconciler's thread. */
final class Tally {
    private long submits;
    private long passes;
    private long reads;
    private long readNanos;
    private long changesApplied;
    private long changesFailed;
    private long applyNanos;
    private long unavailable;
    private long driftReports;
    private long driftDifferences;

    void submitted(int count) {
        submits += count;
    }

    void passed() {
        passes++;
    }

    void read(long nanos) {
        reads++;
        readNanos += nanos;
    }

    void applied(int done, int failed, long nanos) {
        changesApplied += done;
        changesFailed += failed;
        applyNanos += nanos;
    }

    void unavailable() {
        unavailable++;
    }

    void drift(int differences) {
        driftReports++;
        driftDifferences += differences;
    }

    ReconcilerCounters counters() {
        return new ReconcilerCounters(
                submits,
                passes,
                reads,
                readNanos,
                changesApplied,
                changesFailed,
                applyNanos,
                unavailable,
                driftReports,
                driftDifferences);
    }
}
