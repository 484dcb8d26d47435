package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.plan.Plan;
import io.directorate.dataplane.plan.PlannedChange;
import io.directorate.dataplane.plan.Subject;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out plans, batch by batch, and keeps what we believe in step. Used by the reconciler's thread. */
final class Applier {
    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final Dataplane dataplane;
    private final int mostPerBatch;
    private final LongSupplier nanoTime;
    private final Tally tally;
    private final StuckChanges stuck;
    private final Set<Subject> uncertain = new HashSet<>();
    private final Set<Subject> touched = new HashSet<>();
    private boolean surprised;

    Applier(ReconcilerPorts ports, int mostPerBatch, Tally tally, StuckChanges stuck) {
        this.dataplane = ports.dataplane();
        this.nanoTime = ports.nanoTime();
        this.mostPerBatch = mostPerBatch;
        this.tally = tally;
        this.stuck = stuck;
    }

    /**
     * Carries out changes. When this throws, some of their subjects are {@link #uncertain()}.
     *
     * @return how many were carried out
     */
    int apply(List<PlannedChange> planned, Believed believed) {
        int done = 0;
        for (List<PlannedChange> batch : new Plan(planned, List.of()).batches(mostPerBatch)) {
            done += applyBatch(batch, believed);
        }
        return done;
    }

    private int applyBatch(List<PlannedChange> batch, Believed believed) {
        List<DataplaneChange> changes =
                batch.stream().map(PlannedChange::change).toList();
        Set<Subject> subjects = subjects(batch);
        uncertain.addAll(subjects);
        touched.addAll(subjects);
        long begin = nanoTime.getAsLong();
        ApplyResult result = dataplane.apply(changes);
        long nanos = nanoTime.getAsLong() - begin;
        subjects.forEach(uncertain::remove);
        Map<Integer, FailedChange> failures = new HashMap<>();
        result.failures().forEach(failed -> failures.put(failed.index(), failed));
        for (int i = 0; i < batch.size(); i++) {
            PlannedChange change = batch.get(i);
            FailedChange failed = failures.get(i);
            if (failed != null) {
                stuck.refused(change, failed);
                LOG.warn("The dataplane refused: {}", failed.describe());
            } else {
                stuck.carriedOut(change.change());
                surprised |= !believed.carriedOut(change);
                if (LOG.isDebugEnabled()) {
                    LOG.debug("{}", change.change().describe());
                }
            }
        }
        tally.applied(batch.size() - failures.size(), failures.size(), nanos);
        return batch.size() - failures.size();
    }

    /** Changes of one service follow each other, and share their subject: then the set is asked once. */
    private static Set<Subject> subjects(List<PlannedChange> batch) {
        Set<Subject> subjects = new LinkedHashSet<>();
        Subject last = null;
        for (PlannedChange change : batch) {
            if (change.subject() != last) {
                last = change.subject();
                subjects.add(last);
            }
        }
        return subjects;
    }

    /** Zeroes counters; what is refused is said and forgotten, since there is nothing to mend. */
    void zero(Set<Optional<ServiceKey>> keys) {
        List<DataplaneChange> changes = new ArrayList<>();
        keys.forEach(key -> changes.add(new DataplaneChange.ZeroCounters(key)));
        long begin = nanoTime.getAsLong();
        ApplyResult result = dataplane.apply(changes);
        result.failures().forEach(failed -> LOG.warn("The dataplane refused: {}", failed.describe()));
        int failed = result.failures().size();
        tally.applied(changes.size() - failed, failed, nanoTime.getAsLong() - begin);
    }

    /** Subjects of changes of which it is not known whether they were carried out. */
    Set<Subject> uncertain() {
        return uncertain;
    }

    /** Subjects of all changes that were tried since {@link #readingBegins}. */
    Set<Subject> touched() {
        return touched;
    }

    /** A reading begins, and sees all that was done before. */
    void readingBegins() {
        touched.clear();
    }

    /** The dataplane did what it could not have done, were it as we believed: it must be read. */
    boolean surprised() {
        return surprised;
    }

    /** All was read. */
    void read() {
        uncertain.clear();
        surprised = false;
    }
}
