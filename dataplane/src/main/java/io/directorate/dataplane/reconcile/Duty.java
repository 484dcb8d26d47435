package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.Plan;
import io.directorate.dataplane.plan.PlannedChange;
import io.directorate.dataplane.plan.Planner;
import io.directorate.dataplane.plan.StateHash;
import io.directorate.dataplane.plan.Subject;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.service.DriftAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the {@link Reconciler} does, step by step. All but {@link #status} is for its one thread. */
final class Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Duty.class);

    /** Failures in a row after which those who wait are told. */
    private static final int FAILURES_BEFORE_TOLD = 2;

    private final ReconcilerPorts ports;
    private final ReconcilerOptions options;
    private final Mailbox mailbox;
    private final Waiters waiters;
    private final Tally tally = new Tally();
    private final StuckChanges stuck = new StuckChanges();
    private final DriftWatch watch = new DriftWatch();
    private final Ownership ownership;
    private final Applier applier;
    private final SourceNatStep sourceNat;
    private final BackOff backOff;
    private final Readings readings;

    private @Nullable DesiredState desired;
    private @Nullable Believed believed;
    private Set<ServiceKey> pending = new LinkedHashSet<>();
    private boolean allPending = true;
    private boolean mustRead = true;
    private boolean mustRepair;
    private Set<Optional<ServiceKey>> zeros = new LinkedHashSet<>();
    private List<PlannedChange> repairing = new ArrayList<>();

    private long nextReadAt;
    private long retryAt;
    private boolean retryPlanned;
    private int failuresInRow;

    private long submittedSequence = -1;
    private long appliedSequence = -1;
    private int foreignCount;
    private Optional<String> lastError = Optional.empty();
    private volatile ReconcilerStatus status;

    Duty(ReconcilerPorts ports, ReconcilerOptions options, Mailbox mailbox, Waiters waiters) {
        this.ports = ports;
        this.options = options;
        this.mailbox = mailbox;
        this.waiters = waiters;
        this.ownership = new Ownership(ports.onceKnown());
        this.applier = new Applier(ports, options.mostChangesPerBatch(), tally, stuck);
        this.sourceNat = new SourceNatStep(ports.sourceNat());
        this.backOff = new BackOff(options.firstRetry(), options.lastRetry());
        this.readings = new Readings(ports, tally);
        this.status = new ReconcilerStatus(
                ReconcilerState.STARTING,
                -1,
                -1,
                StateHash.ZERO::toString,
                Optional.empty(),
                Optional.empty(),
                0,
                List.of(),
                0,
                0,
                ReconcilerCounters.ZERO);
    }

    ReconcilerStatus status() {
        return status;
    }

    long nanosUntilDue(long now) {
        if (desired == null) {
            return options.interval().toNanos();
        }
        long due = retryPlanned ? retryAt - now : Long.MAX_VALUE;
        if (lastError.isEmpty()) {
            due = Math.min(due, mustRead ? 0 : nextReadAt - now);
        }
        return Math.max(0, due);
    }

    int doWork(long now) {
        try {
            return work(now);
        } finally {
            // Those who wait were told; now there is time for it, and what it is the hash of is still as it was.
            status.tableHash();
        }
    }

    private int work(long now) {
        accept(mailbox.take());
        DesiredState wished = desired;
        if (wished == null) {
            return 0;
        }
        boolean retry = retryPlanned && retryAt - now <= 0;
        if (lastError.isPresent() && !retry) {
            publish(wished);
            return 0;
        }
        int done = 0;
        try {
            done = step(now, retry, wished);
            lastError = Optional.empty();
            settled(now, retry);
        } catch (DataplaneException e) {
            unavailable(now, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("The reconciler met what it does not expect; it reads the dataplane again", e);
            unavailable(now, "unexpected error, see the log of the director: " + e);
        }
        publish(wished);
        tellWaiters();
        return done;
    }

    private void accept(Mailbox.Work work) {
        tally.submitted(work.submits());
        mustRead |= work.resync();
        mustRepair |= work.repair();
        if (!work.zeros().isEmpty()) {
            zeros.addAll(work.zeros());
        }
        if (work.allChanged()) {
            allPending = true;
            ownership.doubt();
        }
        if (work.desired().isPresent()) {
            DesiredState before = desired;
            desired = work.desired().get();
            submittedSequence = work.sequence();
            pending.addAll(work.changed());
            ownership.learn(work.changed());
            for (ServiceKey key : work.changed()) {
                watch.forget(key);
                stuck.forget(new Subject.Service(key));
            }
            if (before != null
                    && !(before.sysctls().equals(desired.sysctls())
                            && before.timeouts().equals(desired.timeouts())
                            && before.reserved().equals(desired.reserved()))) {
                watch.forgetSettings();
                mustRead = true;
            }
            // The rules of FULLNAT use the groups' addresses.
            mustRead |= before != null && !before.groups().equals(desired.groups());
        }
    }

    private int step(long now, boolean retry, DesiredState wished) {
        sourceNat.follow(wished, allPending ? Optional.empty() : Optional.of(pending));
        DesiredState whole = wished.requiring(sourceNat.requiredSysctls());
        int done = 0;
        Believed known = believed;
        boolean reliable = known != null && applier.uncertain().isEmpty() && !applier.surprised() && !allPending;
        if (reliable && known != null && !pending.isEmpty()) {
            sourceNat.bring(false);
            done += applier.apply(planChanged(whole, known), known);
            pending.clear();
            tally.passed();
        }
        if (mustRead || retry || !reliable || applier.surprised()) {
            nextReadAt = now + options.interval().toNanos();
            done += repair(retry, whole, readings.now(whole));
        } else if (known != null) {
            done += watch(now, whole, known);
        }
        if (!zeros.isEmpty()) {
            applier.zero(zeros);
            zeros = new LinkedHashSet<>();
        }
        return done;
    }

    /** Takes a reading that has arrived, or begins one if it is time. */
    private int watch(long now, DesiredState whole, Believed known) {
        Optional<BackgroundReader.Reading> arrived = readings.arrived();
        if (arrived.isPresent()) {
            Optional<ActualState> actual = arrived.get().state();
            return repair(
                    false,
                    whole,
                    actual.isPresent()
                            ? Readings.corrected(actual.get(), known, applier.touched())
                            : readings.now(whole));
        }
        if (nextReadAt - now > 0) {
            return 0;
        }
        nextReadAt = now + options.interval().toNanos();
        if (readings.isRunning()) {
            return 0;
        }
        applier.readingBegins();
        return readings.start(whole, mailbox::wake) ? 0 : repair(false, whole, readings.now(whole));
    }

    private List<PlannedChange> planChanged(DesiredState whole, Believed known) {
        List<PlannedChange> planned = new ArrayList<>();
        for (PlannedChange change : Planner.planSettings(whole, known.settings())) {
            if (!watch.isTolerated(change.subject())) {
                planned.add(change);
            }
        }
        for (ServiceKey key : pending) {
            known.touch(key);
            planned.addAll(Planner.planService(whole, key, known.service(key)));
        }
        return planned;
    }

    private int repair(boolean retry, DesiredState whole, ActualState read) {
        ActualState actual = read;
        Plan plan = plan(whole, actual);
        Believed known = believed;
        Set<Subject> drifted = known == null ? Set.of() : drifted(plan, actual, known);
        if (known != null && !drifted.isEmpty()) {
            // A dump that lost a part looks like a table that lost services. Nobody is to be accused, and nothing
            // adopted, on one reading.
            actual = readings.again(whole, actual, drifted);
            plan = plan(whole, actual);
            drifted = drifted(plan, actual, known);
        }
        if (known == null) {
            known = new Believed(actual, key -> isOurs(whole, key));
            believed = known;
            LOG.info(
                    "Read the dataplane for the first time: {} services, {} changes to make",
                    actual.table().services().size(),
                    plan.planned().size());
        } else {
            known.read(actual, key -> isOurs(whole, key));
        }
        applier.read();
        stuck.retain(new HashSet<>(plan.changes()));
        pending.clear();
        allPending = false;
        mustRead = false;
        foreignCount = plan.foreign().size();
        DriftWatch.Sorted sorted =
                watch.sort(plan, actual, drifted, options.drift() == DriftPolicy.REPAIR || mustRepair);
        mustRepair = false;
        int done = repair(sorted, retry || stuck.isEmpty(), known);
        watch.reportLeft(sorted.left(), options.drift(), whole, actual).ifPresent(this::tell);
        watch.reportForeign(plan, options.foreign(), whole, actual).ifPresent(this::tell);
        return done;
    }

    private int repair(DriftWatch.Sorted sorted, boolean withStuck, Believed known) {
        repairing.addAll(sorted.repaired());
        List<String> ruleDrift = sourceNat.bring(true);
        List<PlannedChange> toDo = sorted.toDo().stream()
                .filter(change -> withStuck || !stuck.contains(change.change()))
                .toList();
        int done = applier.apply(toDo, known);
        report(ruleDrift);
        return done;
    }

    private Plan plan(DesiredState whole, ActualState actual) {
        return Planner.plan(whole, actual, ownership.scope(whole, actual.table(), options.foreign()));
    }

    void close() {
        ports.reader().ifPresent(BackgroundReader::close);
    }

    private Set<Subject> drifted(Plan plan, ActualState actual, Believed known) {
        Set<Subject> drifted = new HashSet<>();
        for (PlannedChange change : plan.planned()) {
            Subject subject = change.subject();
            if (!applier.uncertain().contains(subject) && known.differs(subject, actual)) {
                drifted.add(subject);
            }
        }
        return drifted;
    }

    private boolean isOurs(DesiredState whole, ServiceKey key) {
        return !whole.reserved().services().containsKey(key)
                && (whole.entries().containsKey(key) || ownership.isKnown(key));
    }

    private void report(List<String> ruleDrift) {
        List<String> repaired = new ArrayList<>(ruleDrift);
        List<String> refused = new ArrayList<>();
        for (PlannedChange change : repairing) {
            (stuck.contains(change.change()) ? refused : repaired).add(change.difference());
        }
        repairing = new ArrayList<>();
        if (!repaired.isEmpty()) {
            tell(DriftReport.of(repaired, DriftAction.REPAIRED));
        }
        if (!refused.isEmpty()) {
            tell(DriftReport.of(refused, DriftAction.ALERTED));
        }
    }

    private void tell(DriftReport report) {
        tally.drift(report.count());
        LOG.warn("Somebody else changed the dataplane ({}): {}", report.action(), report.differences());
        try {
            ports.driftListener().onDrift(report);
        } catch (RuntimeException e) {
            LOG.error("The listener for drift failed", e);
        }
    }

    private void settled(long now, boolean retry) {
        failuresInRow = 0;
        if (stuck.isEmpty() && !sourceNat.failed()) {
            retryPlanned = false;
            backOff.reset();
            appliedSequence = submittedSequence;
        } else if (retry || !retryPlanned) {
            retryPlanned = true;
            retryAt = now + backOff.next();
        }
    }

    private void unavailable(long now, String why) {
        if (lastError.isEmpty()) {
            LOG.warn("The dataplane is not available; it keeps what it has, and is tried again: {}", why);
        }
        tally.unavailable();
        lastError = Optional.of(why);
        failuresInRow++;
        mustRead = true;
        retryPlanned = true;
        retryAt = now + backOff.next();
    }

    private void tellWaiters() {
        boolean undecided = lastError.isPresent()
                ? failuresInRow < FAILURES_BEFORE_TOLD
                : stuck.anyFresh() || sourceNat.failedOnce();
        if (!undecided) {
            waiters.settle(submittedSequence, status);
        }
    }

    private Supplier<String> hash(DesiredState wished) {
        Believed known = believed;
        DesiredState whole = wished.requiring(sourceNat.requiredSysctls());
        return known == null
                ? StateHash.ZERO::toString
                : new LateHash(() -> known.hash(whole).toString());
    }

    private void publish(DesiredState wished) {
        List<StuckChange> listed = new ArrayList<>(sourceNat.stuck());
        listed.addAll(stuck.first(ReconcilerStatus.MOST_STUCK));
        int stuckCount = sourceNat.stuck().size() + stuck.size();
        status = new ReconcilerStatus(
                state(stuckCount),
                submittedSequence,
                appliedSequence,
                hash(wished),
                readings.lastAt(),
                lastError,
                stuckCount,
                listed.subList(0, Math.min(ReconcilerStatus.MOST_STUCK, listed.size())),
                watch.count(),
                foreignCount,
                tally.counters());
    }

    private ReconcilerState state(int stuckCount) {
        if (lastError.isPresent()) {
            return ReconcilerState.UNAVAILABLE;
        } else if (believed == null) {
            return ReconcilerState.STARTING;
        } else if (stuckCount > 0) {
            return ReconcilerState.NOT_CONVERGED;
        }
        return watch.count() > 0 ? ReconcilerState.DRIFTED : ReconcilerState.CONVERGED;
    }
}
