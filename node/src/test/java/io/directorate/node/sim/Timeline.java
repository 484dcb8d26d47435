package io.directorate.node.sim;

import io.directorate.events.Gen;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one clock, the one source of chance and the one queue of what happens next. Nothing in a simulation happens but from here. */
final class Timeline {
    private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);
    private static final long START_MILLIS = 1_700_000_000_000L;

    private final PriorityQueue<Happening> queue =
            new PriorityQueue<>(Comparator.comparingLong(Happening::atNanos).thenComparingLong(Happening::number));
    private final Gen gen;
    private final Trace trace = new Trace();
    private long nowNanos;
    private long numbers;
    private long steps;

    private record Happening(long atNanos, long number, Life life, String what, Runnable action) {}

    Timeline(long seed) {
        gen = new Gen(seed);
    }

    Gen gen() {
        return gen;
    }

    Trace trace() {
        return trace;
    }

    long nowNanos() {
        return nowNanos;
    }

    long nowMillis() {
        return START_MILLIS + nowNanos / 1_000_000;
    }

    long steps() {
        return steps;
    }

    /** Lets a process do something after a while. */
    void after(Life life, Duration delay, String what, Runnable action) {
        queue.add(new Happening(nowNanos + delay.toNanos(), numbers++, life, what, action));
    }

    /** Chooses a time between two. */
    Duration between(int lowestMicros, int highestMicros) {
        return Duration.ofNanos(gen.number(lowestMicros, highestMicros) * 1_000L);
    }

    /** Does what comes next; false if nothing is to come. */
    boolean step() {
        Happening next = queue.poll();
        if (next == null) {
            return false;
        }
        steps++;
        nowNanos = next.atNanos;
        trace.happened(next.atNanos, next.number, next.what);
        next.life.run(next.action);
        return true;
    }

    void say(String line) {
        trace.say(steps, nowNanos, line);
        LOG.debug("{} {} us  {}", steps, nowNanos / 1_000, line);
    }
}
