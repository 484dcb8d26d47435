package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.plan.DesiredState;
import io.directorate.events.model.ServiceKey;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where wishes wait for the reconciler. However many are put in, they become one: of desired states the latest counts, the changed keys add
 * up. Safe for many threads that put and one that takes; putting never waits for the dataplane.
 */
final class Mailbox {
    /** More changed keys than this count as all of them. */
    static final int MOST_KEYS = 65_536;

    /** More waiting requests to zero single services than this are refused. */
    static final int MOST_ZEROS = 4096;

    /**
     * What was put in since the last taking.
     *
     * @param desired the latest state
     * @param sequence of that state; -1 without one
     * @param changed services that differ from the state taken before
     * @param allChanged changed is not to be trusted: everything may differ
     * @param submits how many states were put in
     * @param resync the whole dataplane is to be read
     * @param repair drift is to be repaired, whatever the policy
     * @param zeros services whose counters are to be zeroed; empty stands for all
     */
    record Work(
            Optional<DesiredState> desired,
            long sequence,
            Set<ServiceKey> changed,
            boolean allChanged,
            int submits,
            boolean resync,
            boolean repair,
            Set<Optional<ServiceKey>> zeros) {}

    private @Nullable DesiredState desired;
    private boolean fresh;
    private long sequence = -1;
    private Set<ServiceKey> changed = new LinkedHashSet<>();
    private boolean allChanged;
    private int submits;
    private boolean resync;
    private boolean repair;
    private Set<Optional<ServiceKey>> zeros = new LinkedHashSet<>();
    private boolean woken;

    synchronized void submit(DesiredState state, Set<ServiceKey> keys, long ofSequence) {
        if (ofSequence >= sequence) {
            desired = state;
            sequence = ofSequence;
        }
        fresh = true;
        submits++;
        allChanged |= changed.size() + keys.size() > MOST_KEYS;
        if (allChanged) {
            changed.clear();
        } else {
            changed.addAll(keys);
        }
        wake();
    }

    synchronized void requestResync(boolean withRepair) {
        resync = true;
        repair |= withRepair;
        wake();
    }

    synchronized boolean zero(Optional<ServiceKey> key) {
        if (zeros.contains(Optional.<ServiceKey>empty())) {
            return true;
        }
        if (key.isEmpty()) {
            zeros.clear();
        } else if (zeros.size() >= MOST_ZEROS && !zeros.contains(key)) {
            return false;
        }
        zeros.add(key);
        wake();
        return true;
    }

    /** Puts back what could not be done, under what came meanwhile. */
    synchronized void zeroLater(Set<Optional<ServiceKey>> undone) {
        Set<Optional<ServiceKey>> newer = zeros;
        zeros = new LinkedHashSet<>();
        undone.forEach(this::zeroQuietly);
        newer.forEach(this::zeroQuietly);
    }

    synchronized Work take() {
        Work work = new Work(
                fresh ? Optional.ofNullable(desired) : Optional.empty(),
                sequence,
                changed,
                allChanged,
                submits,
                resync,
                repair,
                zeros);
        fresh = false;
        changed = new LinkedHashSet<>();
        allChanged = false;
        submits = 0;
        resync = false;
        repair = false;
        zeros = new LinkedHashSet<>();
        woken = false;
        return work;
    }

    /** Waits for something to be put in, at most so long; also returns at {@link #wake()}. */
    synchronized void await(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        while (!woken && left > 0) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
            left = deadline - System.nanoTime();
        }
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void zeroQuietly(Optional<ServiceKey> key) {
        if (zeros.size() < MOST_ZEROS && !zeros.contains(Optional.<ServiceKey>empty())) {
            if (key.isEmpty()) {
                zeros.clear();
            }
            zeros.add(key);
        }
    }
}
