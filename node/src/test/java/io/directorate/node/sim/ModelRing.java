package io.directorate.node.sim;

import io.directorate.consensus.cluster.Ring;
import io.directorate.events.Gen;
import java.util.ArrayList;
import java.util.List;

/** The ring of the feed: bounded, lost now and then, written by two leaders at a time, out of reach, or with an answer that gets lost. */
final class ModelRing implements Ring {
    private final Gen gen;
    private final int capacity;
    private final List<byte[]> items = new ArrayList<>();
    private long head;
    private int failPercent;

    ModelRing(Gen gen, int capacity) {
        this.gen = gen;
        this.capacity = capacity;
    }

    void failing(int percent) {
        failPercent = percent;
    }

    /** All is gone, and sequences begin anew. */
    void lose() {
        items.clear();
        head = 0;
    }

    /** The newest items are gone, as after a merge that took the other side's ring. */
    void loseNewest() {
        int kept = gen.number(0, items.size());
        items.subList(kept, items.size()).clear();
    }

    private void mayFail() throws RingUnavailableException {
        if (gen.chance(failPercent)) {
            throw new RingUnavailableException("nobody answers");
        }
    }

    @Override
    public long head() throws RingUnavailableException {
        mayFail();
        return head;
    }

    @Override
    public long tail() throws RingUnavailableException {
        mayFail();
        return head + items.size() - 1;
    }

    @Override
    public void addAll(List<byte[]> added) throws RingUnavailableException {
        mayFail();
        for (byte[] item : added) {
            items.add(item);
            if (items.size() > capacity) {
                items.remove(0);
                head++;
            }
        }
        // They are there, but whoever added them is not told.
        mayFail();
    }

    @Override
    public Batch read(long sequence, int max, long waitMillis) throws RingUnavailableException {
        mayFail();
        long from = Math.max(head, Math.min(sequence, head + items.size()));
        int first = Math.toIntExact(from - head);
        List<byte[]> read = items.subList(first, Math.min(items.size(), first + max));
        return new Batch(from, read, from + read.size());
    }
}
