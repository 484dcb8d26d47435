package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.TableService;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.Adoption;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.ForeignPolicy;
import io.directorate.dataplane.plan.Plan;
import io.directorate.dataplane.plan.PlannedChange;
import io.directorate.dataplane.plan.Subject;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.DriftAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what somebody else changed from what we have not done yet, and remembers what is left as it is.
 *
 * <p>A difference is drift if its subject is not what we believed it to be: as last read, with what was carried out since. What was merely wished
 * for since then is not there yet, but as we believed it. Used by the reconciler's thread.
 */
final class DriftWatch {
    /** Subjects that the policy leaves, with the value that was left: another value is drift anew. */
    private final Map<Subject, Left> tolerated = new HashMap<>();

    private Set<String> reported = Set.of();
    private Set<String> reportedForeign = Set.of();

    /** A value that was left, and how much of it is not as it shall be. */
    private record Left(Optional<Object> value, int differences) {}

    /**
     * What a plan holds, parted by what is to be done.
     *
     * @param toDo in order
     * @param repaired those to do that somebody else made necessary
     * @param left those that the policy leaves
     */
    record Sorted(List<PlannedChange> toDo, List<PlannedChange> repaired, List<PlannedChange> left) {}

    /**
     * Parts a plan.
     *
     * @param plan of a whole reading
     * @param actual that reading
     * @param drifted subjects that are not as believed
     * @param repair whether drift is to be repaired
     */
    Sorted sort(Plan plan, ActualState actual, Set<Subject> drifted, boolean repair) {
        Sorted sorted = new Sorted(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (PlannedChange change : plan.planned()) {
            Subject subject = change.subject();
            boolean owned = change.origin() == PlannedChange.Origin.OWNED;
            boolean isDrift = change.origin() == PlannedChange.Origin.FOREIGN
                    || (owned && (drifted.contains(subject) || isTolerated(subject, actual)));
            if (isDrift && owned && !repair) {
                sorted.left.add(change);
                continue;
            }
            sorted.toDo.add(change);
            if (isDrift) {
                sorted.repaired.add(change);
            }
        }
        tolerated.clear();
        sorted.left.forEach(change -> tolerated.merge(
                change.subject(),
                new Left(actual.valueOf(change.subject()), 1),
                (left, one) -> new Left(left.value, left.differences + 1)));
        return sorted;
    }

    /** The log changed it: from now on it is to be as the log wants it. */
    void forget(ServiceKey key) {
        tolerated.remove(new Subject.Service(key));
    }

    /** The log changed timeouts or settings. */
    void forgetSettings() {
        tolerated.keySet().removeIf(subject -> !(subject instanceof Subject.Service));
    }

    /** Differences that are left. */
    int count() {
        return tolerated.values().stream().mapToInt(Left::differences).sum();
    }

    private boolean isTolerated(Subject subject, ActualState actual) {
        Left left = tolerated.get(subject);
        return left != null && left.value.equals(actual.valueOf(subject));
    }

    boolean isTolerated(Subject subject) {
        return tolerated.containsKey(subject);
    }

    /** What is to be said about drift that was left; nothing if it was said before. */
    Optional<DriftReport> reportLeft(
            List<PlannedChange> drift, DriftPolicy policy, DesiredState desired, ActualState actual) {
        List<String> lines = drift.stream().map(PlannedChange::difference).toList();
        Set<String> now = Set.copyOf(lines);
        if (now.equals(reported)) {
            return Optional.empty();
        }
        reported = now;
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Set<Subject> subjects = new LinkedHashSet<>();
        drift.forEach(change -> subjects.add(change.subject()));
        return Optional.of(
                policy == DriftPolicy.ADOPT
                        ? adopted(lines, Adoption.of(desired, actual, subjects))
                        : DriftReport.of(lines, DriftAction.ALERTED));
    }

    /** What is to be said about services that are not the log's; nothing if it was said before. */
    Optional<DriftReport> reportForeign(Plan plan, ForeignPolicy policy, DesiredState desired, ActualState actual) {
        if (policy != ForeignPolicy.ADOPT && policy != ForeignPolicy.ALERT) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        Set<Subject> subjects = new LinkedHashSet<>();
        for (ServiceKey key : plan.foreign()) {
            String found =
                    actual.table().service(key).map(TableService::describe).orElse(key.toString());
            lines.add("service " + found + " was found, which the log never had");
            subjects.add(new Subject.Service(key));
        }
        Set<String> now = Set.copyOf(lines);
        if (now.equals(reportedForeign)) {
            return Optional.empty();
        }
        reportedForeign = now;
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                policy == ForeignPolicy.ADOPT
                        ? adopted(lines, Adoption.of(desired, actual, subjects))
                        : DriftReport.of(lines, DriftAction.ALERTED));
    }

    private static DriftReport adopted(List<String> lines, Adoption adoption) {
        DriftAction action = adoption.commands().isEmpty() ? DriftAction.ALERTED : DriftAction.ADOPTED;
        return new DriftReport(lines, lines.size(), action, adoption.commands(), adoption.refused());
    }
}
