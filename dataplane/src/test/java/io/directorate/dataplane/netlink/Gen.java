package io.directorate.dataplane.netlink;

import java.util.List;
import java.util.SplittableRandom;

/** Random values from a seed: {@code -Dseed=…} repeats a run. Tests put {@link #toString} into their messages. */
public final class Gen {
    private final long seed;
    private final SplittableRandom random;

    private Gen(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** A generator with the seed of the system property, or a new one. */
    public static Gen create() {
        return new Gen(Long.getLong("seed", System.nanoTime()));
    }

    /** A number from 0 to below the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Any number. */
    public int anyInt() {
        return random.nextInt();
    }

    /** Any number. */
    public long anyLong() {
        return random.nextLong();
    }

    /** True as often as false. */
    public boolean coin() {
        return random.nextBoolean();
    }

    /** So many bytes. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** One of these. */
    @SafeVarargs
    public final <T> T oneOf(T... values) {
        return values[below(values.length)];
    }

    /** One of these. */
    public <T> T oneOf(List<T> values) {
        return values.get(below(values.size()));
    }

    @Override
    public String toString() {
        return "-Dseed=" + seed;
    }
}
