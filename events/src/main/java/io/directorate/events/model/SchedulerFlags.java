package io.directorate.events.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The three flags whose meaning depends on the scheduler.
 *
 * <p>Kernel: {@code IP_VS_SVC_F_SCHED1} to {@code SCHED3} in {@code include/uapi/linux/ip_vs.h}; names as {@code ipvsadm -b} takes and prints
 * them: {@code sh-fallback sh-port}, {@code mh-fallback mh-port}, else {@code flag-1 flag-2 flag-3}.
 *
 * @param flag1 {@code fallback} for {@code sh} and {@code mh}
 * @param flag2 {@code port} for {@code sh} and {@code mh}
 * @param flag3 has no name of its own yet
 */
public record SchedulerFlags(boolean flag1, boolean flag2, boolean flag3) {
    /** No flag set. */
    public static final SchedulerFlags NONE = new SchedulerFlags(false, false, false);

    private static final String[] PLAIN = {"flag-1", "flag-2", "flag-3"};
    private static final String[] SOURCE_HASH = {"sh-fallback", "sh-port", "flag-3"};
    private static final String[] MAGLEV = {"mh-fallback", "mh-port", "flag-3"};

    /**
     * Reads a list of names separated by commas, as {@code ipvsadm -b} does. Plain names are good for every scheduler, the others only for
     * their own.
     *
     * @param text such as {@code sh-fallback,sh-port}; empty for none
     * @param scheduler of the service
     * @return the flags
     * @throws InvalidValueException naming the flag that the scheduler does not have
     */
    public static SchedulerFlags parse(String text, Scheduler scheduler) {
        boolean[] set = new boolean[3];
        if (text.isEmpty()) {
            return NONE;
        }
        for (String name : text.split(",", -1)) {
            int flag = Math.max(indexOf(PLAIN, name), indexOf(namesFor(scheduler), name));
            InvalidValueException.check(
                    flag >= 0,
                    "schedulerFlags",
                    "scheduler " + scheduler + " has no flag '" + name + "'; it has "
                            + String.join(" ", namesFor(scheduler)));
            set[flag] = true;
        }
        return new SchedulerFlags(set[0], set[1], set[2]);
    }

    /**
     * Returns the names of the flags that are set.
     *
     * @param scheduler whose names to use
     * @return in order of number; empty if none is set
     */
    public List<String> names(Scheduler scheduler) {
        String[] names = namesFor(scheduler);
        List<String> set = new ArrayList<>(3);
        if (flag1) {
            set.add(names[0]);
        }
        if (flag2) {
            set.add(names[1]);
        }
        if (flag3) {
            set.add(names[2]);
        }
        return set;
    }

    /**
     * Tells whether no flag is set.
     *
     * @return true if none is
     */
    public boolean isEmpty() {
        return !flag1 && !flag2 && !flag3;
    }

    private static String[] namesFor(Scheduler scheduler) {
        return switch (scheduler.name()) {
            case "sh" -> SOURCE_HASH;
            case "mh" -> MAGLEV;
            default -> PLAIN;
        };
    }

    private static int indexOf(String[] names, String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
