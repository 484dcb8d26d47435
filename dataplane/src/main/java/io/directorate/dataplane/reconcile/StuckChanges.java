package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.plan.PlannedChange;
import io.directorate.dataplane.plan.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes that the dataplane refused the last time. Used by the reconciler's thread. */
final class StuckChanges {
    private record Stuck(Subject subject, StuckChange change) {}

    private final Map<DataplaneChange, Stuck> stuck = new LinkedHashMap<>();

    void refused(PlannedChange planned, FailedChange failed) {
        Stuck before = stuck.get(planned.change());
        stuck.put(
                planned.change(),
                new Stuck(
                        planned.subject(),
                        new StuckChange(
                                planned.change().describe(),
                                planned.difference(),
                                failed.errno(),
                                failed.message(),
                                before == null ? 1 : before.change.attempts() + 1)));
    }

    void carriedOut(DataplaneChange change) {
        // The hash of a change is that of all its values.
        if (!stuck.isEmpty()) {
            stuck.remove(change);
        }
    }

    boolean contains(DataplaneChange change) {
        return stuck.containsKey(change);
    }

    /** What is no longer planned need not be tried again. */
    void retain(Set<DataplaneChange> planned) {
        stuck.keySet().retainAll(planned);
    }

    void forget(Subject subject) {
        stuck.values().removeIf(change -> change.subject.equals(subject));
    }

    boolean isEmpty() {
        return stuck.isEmpty();
    }

    int size() {
        return stuck.size();
    }

    /** Whether one was refused for the first time, so that it may yet go well. */
    boolean anyFresh() {
        return stuck.values().stream().anyMatch(change -> change.change.attempts() == 1);
    }

    List<StuckChange> first(int most) {
        return stuck.values().stream().map(Stuck::change).limit(most).toList();
    }
}
