package io.directorate.dataplane.plan;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was read from a dataplane, as much of it as there is something to compare with.
 *
 * @param table all services
 * @param timeouts empty if they were not read
 * @param sysctls those that were read and are there, by name below {@code net.ipv4.vs.}
 * @param daemons that run; empty also if they were not read
 */
public record ActualState(
        IpvsTable table,
        Optional<ConnectionTimeouts> timeouts,
        SortedMap<String, String> sysctls,
        List<SyncDaemon> daemons) {
    /** An empty dataplane of which nothing but the table was read. */
    public static final ActualState EMPTY = of(IpvsTable.EMPTY);

    /** Copies. */
    public ActualState {
        sysctls = Collections.unmodifiableSortedMap(new TreeMap<>(sysctls));
        daemons = List.copyOf(daemons);
    }

    /**
     * Makes one of a table alone.
     *
     * @param table as read
     * @return the state
     */
    public static ActualState of(IpvsTable table) {
        return new ActualState(table, Optional.empty(), new TreeMap<>(), List.of());
    }

    /**
     * Returns what was read of one subject, to tell whether it has changed since.
     *
     * @param subject of a planned change
     * @return its value; empty if it is not there
     */
    public Optional<Object> valueOf(Subject subject) {
        if (subject instanceof Subject.Service service) {
            return Optional.ofNullable(table.services().get(service.key()));
        }
        if (subject instanceof Subject.Sysctl sysctl) {
            return Optional.ofNullable(sysctls.get(sysctl.name()));
        }
        if (subject instanceof Subject.Daemon daemon) {
            return daemons.stream()
                    .filter(running -> running.state() == daemon.state())
                    .map(Object.class::cast)
                    .findFirst();
        }
        return timeouts.map(Object.class::cast);
    }
}
