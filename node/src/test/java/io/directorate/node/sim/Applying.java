package io.directorate.node.sim;

import io.directorate.consensus.log.CommittedEntry;
import io.directorate.consensus.log.LogApplier;
import io.directorate.consensus.log.LogPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hands committed entries to the real applier, in the place of {@code ApplyWriter}: several in one batch, what the applier has already left out,
 * and a copy of the state now and then. The process may die before, within or after a batch.
 */
final class Applying {
    private static final int MOST_ENTRIES = 8;

    private final LogApplier applier;
    private final Timeline time;
    private final Life life;
    private final Events events;
    private final Deque<CommittedEntry> queue = new ArrayDeque<>();
    private Consumer<LogPosition> onApplied = position -> {};
    private long handedOver;
    private long done;
    private boolean planned;

    /** How a batch ends. */
    enum Mishap {
        NONE,
        DIES_BEFORE,
        DIES_WITHIN,
        DIES_AFTER
    }

    /** What is asked and told around a batch. */
    interface Events {
        /** What happens to the next batch. */
        Mishap mishap();

        /** The process dies; what the disk holds is as the mishap says. */
        void dies(Mishap mishap);

        /** The disk's own state before a batch, for a mishap within it. */
        void begins();

        /** Entries are applied. */
        void applied();

        /** It may be time for a copy of the state. */
        void rests();

        /** Puts the bytes of a copy in a file and lets the applier take it. */
        void restore(RaftStore.Copy copy) throws Exception;
    }

    Applying(LogApplier applier, Timeline time, Life life, Events events) {
        this.applier = applier;
        this.time = time;
        this.life = life;
        this.events = events;
    }

    /** Called once: begins behind an index that the copy in the store contains. */
    void begin(long index, Consumer<LogPosition> applied, RaftStore store) {
        handedOver = index;
        done = index;
        onApplied = applied;
        if (store.copy().position().isAfter(applier.applied())) {
            restore(store.copy());
        }
    }

    /** The last index that is applied, or needed no applying. */
    long done() {
        return done;
    }

    /** Takes all entries up to an index that it has not got yet. */
    void handOver(RaftStore store, long upTo) {
        while (handedOver < upTo) {
            handedOver++;
            RaftStore.Entry entry = store.entry(handedOver);
            queue.add(new CommittedEntry(new LogPosition(entry.term(), handedOver), entry.bytes()));
            plan();
        }
    }

    private void plan() {
        if (!planned && !queue.isEmpty()) {
            planned = true;
            time.after(life, time.between(50, 1_500), "apply", this::work);
        }
    }

    private void work() {
        planned = false;
        List<CommittedEntry> taken = new ArrayList<>();
        while (!queue.isEmpty() && taken.size() < MOST_ENTRIES) {
            taken.add(queue.removeFirst());
        }
        if (taken.isEmpty()) {
            return;
        }
        LogPosition before = applier.applied();
        List<CommittedEntry> batch = taken.stream()
                .filter(entry -> entry.bytes().length > 0 && entry.position().isAfter(before))
                .toList();
        if (!batch.isEmpty() && !apply(batch)) {
            return;
        }
        done = taken.get(taken.size() - 1).position().index();
        taken.forEach(entry -> onApplied.accept(entry.position()));
        plan();
        if (applier.applied().index() <= done) {
            // While entries come again that the journal has already, no copy is made: it would be ahead of what was
            // handed over.
            events.rests();
        }
    }

    /** False if the process died over it. */
    private boolean apply(List<CommittedEntry> batch) {
        Mishap mishap = events.mishap();
        if (mishap == Mishap.DIES_BEFORE) {
            events.dies(mishap);
            return false;
        }
        events.begins();
        LogPosition last = batch.get(batch.size() - 1).position();
        try {
            applier.apply(batch);
        } catch (Exception e) {
            throw new InvariantBroken(Invariant.APPLIED_AS_AGREED, "applying up to " + last + " failed: " + e);
        }
        if (mishap != Mishap.NONE) {
            events.dies(mishap);
            return false;
        }
        InvariantBroken.check(
                applier.applied().equals(last),
                Invariant.APPLIED_ONLY_GROWS,
                "applied " + last + ", but the journal says " + applier.applied());
        events.applied();
        return true;
    }

    /** Takes a copy of somebody else's state in the place of what is applied. */
    void replace(RaftStore.Copy copy) {
        queue.clear();
        handedOver = copy.position().index();
        done = handedOver;
        if (copy.position().isAfter(applier.applied())) {
            restore(copy);
            events.applied();
        }
    }

    private void restore(RaftStore.Copy copy) {
        try {
            events.restore(copy);
        } catch (Exception e) {
            throw new InvariantBroken(
                    Invariant.APPLIED_ONLY_GROWS, "taking a copy at " + copy.position() + " failed: " + e);
        }
        InvariantBroken.check(
                applier.applied().equals(copy.position()),
                Invariant.APPLIED_ONLY_GROWS,
                "the copy is of " + copy.position() + ", but the journal says " + applier.applied());
    }
}
