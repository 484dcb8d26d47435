package io.directorate.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Random choices from a seed that a failing test names; {@code -Dseed=N} repeats that run alone. */
public final class Gen {
    private final SplittableRandom random;

    /**
     * Makes one.
     *
     * @param seed of all choices
     */
    public Gen(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * Runs a property for many seeds.
     *
     * @param seeds how many, from 1 on
     * @param property that must hold for each
     */
    public static void forSeeds(int seeds, Consumer<Gen> property) {
        Long only = Long.getLong("seed");
        for (long seed = only == null ? 1 : only; seed <= (only == null ? seeds : only); seed++) {
            try {
                property.accept(new Gen(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("failed with -Dseed=" + seed + ": " + e, e);
            }
        }
    }

    /**
     * Chooses a number.
     *
     * @param lowest that may come
     * @param highest that may come
     * @return one of them
     */
    public int number(int lowest, int highest) {
        return (int) random.nextLong(lowest, highest + 1L);
    }

    /**
     * Chooses yes or no.
     *
     * @param percent of yes
     * @return yes or no
     */
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /**
     * Chooses an element.
     *
     * @param choices at least one
     * @param <T> kind of element
     * @return one of them
     */
    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /**
     * Chooses an element.
     *
     * @param choices at least one
     * @param <T> kind of element
     * @return one of them
     */
    @SafeVarargs
    public final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /**
     * Makes a list.
     *
     * @param shortest length
     * @param longest length
     * @param element maker
     * @param <T> kind of element
     * @return the list
     */
    public <T> List<T> list(int shortest, int longest, Supplier<T> element) {
        int length = number(shortest, longest);
        List<T> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(element.get());
        }
        return list;
    }

    /**
     * Makes a value or none.
     *
     * @param percent of a value
     * @param value maker
     * @param <T> kind of value
     * @return a value or none
     */
    public <T> Optional<T> maybe(int percent, Supplier<T> value) {
        return chance(percent) ? Optional.of(value.get()) : Optional.empty();
    }

    /**
     * Makes bytes.
     *
     * @param length of them
     * @return random bytes
     */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
