package io.directorate.node.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** What happened: the last lines for people, and a hash of everything by which two runs can be compared. */
final class Trace {
    /** How many lines are kept. */
    static final int LINES = 120;

    private static final long PRIME = 0x100000001b3L;

    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;

    void happened(long atNanos, long number, String what) {
        mix(atNanos);
        mix(number);
        mix(what.hashCode());
    }

    void say(long step, long nowNanos, String line) {
        mix(line.hashCode());
        lines.addLast(String.format(Locale.ROOT, "%7d %10.3f ms  %s", step, nowNanos / 1e6, line));
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }

    String hash() {
        return Long.toHexString(hash);
    }

    String lastLines() {
        return String.join("\n", lines);
    }
}
