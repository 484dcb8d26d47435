package io.directorate.events.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The algorithm that picks a real server for a new connection, by the kernel's name for it.
 *
 * <p>A name that is not in {@link #KNOWN} can be held, since a kernel may have more schedulers than these; whether to accept it is for the
 * rules of a command. Kernel: {@code struct ip_vs_scheduler.name} in {@code include/net/ip_vs.h}.
 *
 * @param name 1 to 15 characters, {@code IP_VS_SCHEDNAME_MAXLEN} less the closing zero
 */
public record Scheduler(String name) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

    /** The schedulers that every dataplane has, in the order of {@code ipvsadm(8)}. */
    public static final List<String> KNOWN =
            List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh");

    /** Weighted least connection, the default of {@code ipvsadm(8)}. */
    public static final Scheduler WLC = new Scheduler("wlc");

    /** Checks the form of the name. */
    public Scheduler {
        InvalidValueException.check(
                KNOWN.contains(name) || FORM.matcher(name).matches(),
                "scheduler",
                () -> "scheduler '" + name + "' is not a scheduler's name; known are " + String.join(" ", KNOWN));
    }

    /**
     * Tells whether every dataplane has it.
     *
     * @return true if the name stands in {@link #KNOWN}
     */
    public boolean isKnown() {
        return KNOWN.contains(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
