package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A ring in memory that clamps, overwrites and forgets as Hazelcast's does. */
final class FakeRing implements Ring {
    private final int capacity;
    private final List<byte[]> items = new ArrayList<>();
    private long head;
    private boolean down;
    private int failAfterAdds = -1;

    FakeRing(int capacity) {
        this.capacity = capacity;
    }

    /** It is lost and begins anew, empty. */
    synchronized void reset() {
        items.clear();
        head = 0;
        notifyAll();
    }

    synchronized void down(boolean now) {
        down = now;
        notifyAll();
    }

    /** After so many further appends one is made and reported as failed. */
    synchronized void failAfter(int adds) {
        failAfterAdds = adds;
    }

    synchronized void put(byte[] item) {
        items.add(item);
        while (items.size() > capacity) {
            items.remove(0);
            head++;
        }
        notifyAll();
    }

    synchronized List<byte[]> content() {
        return List.copyOf(items);
    }

    private void check() throws RingUnavailableException {
        if (down) {
            throw new RingUnavailableException("ring: down");
        }
    }

    @Override
    public synchronized long head() throws RingUnavailableException {
        check();
        return head;
    }

    @Override
    public synchronized long tail() throws RingUnavailableException {
        check();
        return head + items.size() - 1;
    }

    @Override
    public synchronized void addAll(List<byte[]> added) throws RingUnavailableException {
        check();
        added.forEach(this::put);
        if (failAfterAdds-- == 0) {
            throw new RingUnavailableException("ring: nobody knows what was appended");
        }
    }

    @Override
    public synchronized Batch read(long sequence, int max, long waitMillis) throws RingUnavailableException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        long from = Math.max(head, Math.min(sequence, head + items.size()));
        while (from >= head + items.size()) {
            check();
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return new Batch(sequence, List.of(), sequence);
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new RingUnavailableException("ring: interrupted");
            }
            from = Math.max(from, head);
        }
        check();
        int first = (int) (from - head);
        List<byte[]> read = items.subList(first, Math.min(items.size(), first + max));
        return new Batch(from, read, from + read.size());
    }
}
