package io.directorate.events.service;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an owner's last {@link Command.ApplyConfiguration} declared beside services (a service carries its owner in its labels).
 *
 * <p>It is how the next declaration knows which groups and sysctls are no longer wanted, and how one owner is kept from another's.
 *
 * @param groups names of VIP groups
 * @param timeouts whether the connection timeouts were declared
 * @param sysctls names below {@code net.ipv4.vs.}
 */
public record Declaration(SortedSet<String> groups, boolean timeouts, SortedSet<String> sysctls) {
    /** Nothing but services, or nothing at all. */
    public static final Declaration NONE = new Declaration(new TreeSet<>(), false, new TreeSet<>());

    /** Copies the sets. */
    public Declaration {
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        sysctls = Collections.unmodifiableSortedSet(new TreeSet<>(sysctls));
    }

    /**
     * Tells whether nothing is declared.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return groups.isEmpty() && !timeouts && sysctls.isEmpty();
    }

    Declaration withoutGroup(String name) {
        TreeSet<String> left = new TreeSet<>(groups);
        left.remove(name);
        return new Declaration(left, timeouts, sysctls);
    }

    Declaration withoutTimeouts() {
        return new Declaration(groups, false, sysctls);
    }

    Declaration withoutSysctls(Iterable<String> names) {
        TreeSet<String> left = new TreeSet<>(sysctls);
        names.forEach(left::remove);
        return new Declaration(groups, timeouts, left);
    }
}
