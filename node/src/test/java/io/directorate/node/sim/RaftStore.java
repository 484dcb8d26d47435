package io.directorate.node.sim;

import io.directorate.consensus.log.LogPosition;
import io.directorate.events.Gen;
import java.util.ArrayList;
import java.util.List;

/** What the disk of one member holds of the log: term and vote, entries from behind a copy of the state on, and that copy. */
final class RaftStore {
    private final List<Entry> entries = new ArrayList<>();
    private long firstIndex;
    private long termBefore;
    private long durable = -1;
    private long term;
    private int votedFor = -1;
    private Copy copy = new Copy(LogPosition.NONE, new byte[0]);

    /** An entry; one without bytes begins a term. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared by equals.
    record Entry(long term, byte[] bytes) {
        boolean isEmpty() {
            return bytes.length == 0;
        }
    }

    /** A copy of the state up to a position. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Copy(LogPosition position, byte[] bytes) {}

    long term() {
        return term;
    }

    int votedFor() {
        return votedFor;
    }

    /** Durable at once, as the vote must be before it is told. */
    void vote(long newTerm, int candidate) {
        term = newTerm;
        votedFor = candidate;
    }

    long firstIndex() {
        return firstIndex;
    }

    long lastIndex() {
        return firstIndex + entries.size() - 1;
    }

    long durable() {
        return durable;
    }

    Entry entry(long index) {
        return entries.get(Math.toIntExact(index - firstIndex));
    }

    /** The term of an entry that is held, or of the one just before; -1 for any other. */
    long termAt(long index) {
        if (index == firstIndex - 1) {
            return termBefore;
        }
        return index >= firstIndex && index <= lastIndex() ? entry(index).term : -1;
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** Cuts off an index and all behind it. */
    void cutFrom(long index) {
        entries.subList(Math.toIntExact(index - firstIndex), entries.size()).clear();
        durable = Math.min(durable, index - 1);
    }

    void forced(long upTo) {
        durable = Math.max(durable, Math.min(upTo, lastIndex()));
    }

    Copy copy() {
        return copy;
    }

    /** Keeps a copy of the own state, and drops the entries up to an index that it contains. */
    void keep(Copy made, long dropTo) {
        copy = made;
        if (dropTo >= firstIndex) {
            termBefore = termAt(dropTo);
            entries.subList(0, Math.toIntExact(dropTo + 1 - firstIndex)).clear();
            firstIndex = dropTo + 1;
        }
    }

    /** Takes a copy of somebody else's state; what follows it in this log stays, since others may count on it. */
    void install(Copy received) {
        long index = received.position.index();
        if (termAt(index) == received.position.term()) {
            keep(received, index);
            durable = Math.max(durable, index);
            return;
        }
        copy = received;
        entries.clear();
        firstIndex = index + 1;
        termBefore = received.position.term();
        durable = index;
    }

    /** What was not forced to the disk yet may be there after a crash, or a part of it. */
    void crash(Gen gen, int forgotten) {
        long kept = Math.min(lastIndex(), durable + gen.number(0, 2));
        kept = Math.max(firstIndex - 1, kept - forgotten);
        if (kept < lastIndex()) {
            cutFrom(kept + 1);
        }
        durable = kept;
    }
}
