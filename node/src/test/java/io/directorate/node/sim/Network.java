package io.directorate.node.sim;

import io.directorate.events.Gen;
import java.time.Duration;
import java.util.Arrays;

/** Messages between directors: late, lost, twice, out of order, or cut off, one way or both. */
final class Network {
    private static final Life WIRE = new Life();

    private final Timeline time;
    private final boolean[][] cut;
    private int lostPercent;
    private int doubledPercent;
    private int slowPercent = 3;

    Network(Timeline time, int directors) {
        this.time = time;
        cut = new boolean[directors][directors];
    }

    /** Lets nothing pass in one direction. */
    void cut(int from, int to) {
        cut[from][to] = from != to;
    }

    void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        quality(0, 0, 3);
    }

    void quality(int lost, int doubled, int slow) {
        lostPercent = lost;
        doubledPercent = doubled;
        slowPercent = slow;
    }

    boolean passes(int from, int to) {
        return !cut[from][to];
    }

    /** How long a message is under way now. */
    Duration latency() {
        Gen gen = time.gen();
        return gen.chance(slowPercent) ? time.between(5_000, 400_000) : time.between(100, 1_500);
    }

    /** Sends what may be lost or come twice; whether it passes is decided when it would arrive. */
    void send(int from, int to, String what, Runnable arrival) {
        if (time.gen().chance(lostPercent)) {
            return;
        }
        carry(from, to, what, arrival);
        if (time.gen().chance(doubledPercent)) {
            carry(from, to, what, arrival);
        }
    }

    private void carry(int from, int to, String what, Runnable arrival) {
        time.after(WIRE, latency(), what, () -> {
            if (passes(from, to)) {
                arrival.run();
            }
        });
    }
}
