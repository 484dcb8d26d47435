package io.directorate.node.sim;

import java.util.Arrays;

/** What a leader knows of the others: what they have on disk, what they need next, when they were heard and told. */
final class Progress {
    private final long[] next;
    private final long[] match;
    private final long[] heardNanos;
    private final long[] sentNanos;

    Progress(int members) {
        next = new long[members];
        match = new long[members];
        heardNanos = new long[members];
        sentNanos = new long[members];
    }

    void begin(long index, long nowNanos) {
        Arrays.fill(next, index);
        Arrays.fill(match, -1);
        Arrays.fill(heardNanos, nowNanos);
    }

    long next(int member) {
        return next[member];
    }

    long match(int member) {
        return match[member];
    }

    void sent(int member, long nowNanos) {
        sentNanos[member] = nowNanos;
    }

    long silentFor(int member, long nowNanos) {
        return nowNanos - heardNanos[member];
    }

    long untoldFor(int member, long nowNanos) {
        return nowNanos - sentNanos[member];
    }

    /** It has all up to an index; true if that is more than it had. */
    boolean has(int member, long index, long nowNanos) {
        heardNanos[member] = nowNanos;
        boolean came = index > match[member];
        match[member] = Math.max(match[member], index);
        next[member] = Math.max(next[member], match[member] + 1);
        return came;
    }

    /** What it was told does not continue what it has. */
    void lacks(int member, long index, long nowNanos) {
        heardNanos[member] = nowNanos;
        next[member] = Math.max(match[member] + 1, Math.min(next[member] - 1, index + 1));
    }

    /** The highest index that a majority has on disk. */
    long agreed(RaftSetting setting, long ownDurable) {
        long[] there = Arrays.copyOf(match, setting.voters());
        there[setting.id()] = ownDurable;
        Arrays.sort(there);
        return there[(there.length - 1) / 2];
    }
}
