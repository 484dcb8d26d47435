package io.directorate.dataplane.plan;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the fewest changes that make a dataplane equal to what it shall be.
 *
 * <p>Order: settings, then services that go, then service by service in the order of the log (see {@link ServicePlanner}), then what is reserved.
 * Services that are not the log's stay, unless the policy says otherwise. Pure.
 */
public final class Planner {
    private static final PlannedChange.Origin OWNED = PlannedChange.Origin.OWNED;
    private static final PlannedChange.Origin RESERVED = PlannedChange.Origin.RESERVED;

    private Planner() {}

    /**
     * Plans everything.
     *
     * @param desired what shall be
     * @param actual what is; what was not read of it is not planned
     * @param scope which services are the log's
     * @return the changes; none if all is as it shall be
     */
    public static Plan plan(DesiredState desired, ActualState actual, OwnershipScope scope) {
        List<PlannedChange> planned = new ArrayList<>(planSettings(desired, actual));
        List<ServiceKey> foreign = new ArrayList<>();
        for (TableService found : actual.table().services().values()) {
            if (desired.entries().containsKey(found.key())
                    || desired.reserved().services().containsKey(found.key())) {
                continue;
            }
            if (scope.former().contains(found.key())) {
                planned.addAll(ServicePlanner.delete(found, OWNED));
            } else if (scope.foreign() == ForeignPolicy.REMOVE) {
                planned.addAll(ServicePlanner.delete(found, PlannedChange.Origin.FOREIGN));
            } else {
                foreign.add(found.key());
            }
        }
        for (ServiceKey key : desired.keys()) {
            if (!desired.reserved().services().containsKey(key)) {
                planned.addAll(planService(desired, key, actual.table().service(key)));
            }
        }
        planned.addAll(planReserved(desired, actual));
        return new Plan(planned, foreign);
    }

    /**
     * Plans one service of the log.
     *
     * @param desired what shall be
     * @param key of the service; if it shall not be, it is deleted
     * @param actual the service as it is; empty if there is none
     * @return the changes in order
     */
    public static List<PlannedChange> planService(DesiredState desired, ServiceKey key, Optional<TableService> actual) {
        PlannedChange.Origin origin = desired.reserved().services().containsKey(key) ? RESERVED : OWNED;
        Optional<DesiredService> wanted = desired.service(key);
        if (wanted.isEmpty()) {
            return actual.map(found -> ServicePlanner.delete(found, origin)).orElse(List.of());
        }
        return actual.isPresent()
                ? ServicePlanner.edit(wanted.get(), actual.get(), origin)
                : ServicePlanner.add(wanted.get(), origin);
    }

    /**
     * Plans timeouts and settings of the kernel, those that are managed.
     *
     * @param desired what shall be
     * @param actual what is
     * @return the changes in order
     */
    public static List<PlannedChange> planSettings(DesiredState desired, ActualState actual) {
        List<PlannedChange> planned = new ArrayList<>();
        desired.sysctls().forEach((name, value) -> {
            String found = actual.sysctls().get(name);
            if (found == null || !SysctlText.comparable(name, found).equals(SysctlText.comparable(name, value))) {
                planned.add(new PlannedChange(
                        new DataplaneChange.SetSysctl(name, value),
                        new Subject.Sysctl(name),
                        () -> "net.ipv4.vs." + name + " was found "
                                + (found == null
                                        ? "missing"
                                        : "as '"
                                                + String.join(" ", found.strip().split("\\s+", -1)) + "'")
                                + ", expected '" + value + "'",
                        OWNED));
            }
        });
        desired.timeouts().map(ConnectionTimeouts::of).ifPresent(wanted -> {
            if (!actual.timeouts().equals(Optional.of(wanted))) {
                String found =
                        actual.timeouts().map(ConnectionTimeouts::describe).orElse("unread");
                planned.add(new PlannedChange(
                        new DataplaneChange.SetTimeouts(wanted),
                        Subject.TIMEOUTS,
                        () -> "timeouts were found as " + found + ", expected " + wanted.describe(),
                        OWNED));
            }
        });
        return planned;
    }

    private static List<PlannedChange> planReserved(DesiredState desired, ActualState actual) {
        List<PlannedChange> planned = new ArrayList<>();
        desired.reserved().services().keySet().stream()
                .sorted()
                .forEach(key ->
                        planned.addAll(planService(desired, key, actual.table().service(key))));
        for (SyncDaemon wanted : desired.reserved().daemons()) {
            Optional<SyncDaemon> found = actual.daemons().stream()
                    .filter(running -> running.state() == wanted.state())
                    .findFirst();
            if (found.isPresent() && fits(wanted, found.get())) {
                continue;
            }
            Subject subject = new Subject.Daemon(wanted.state());
            String difference = found.map(running -> running.describe() + " was found, expected ")
                            .orElse("not running, expected ")
                    + wanted.describe();
            if (found.isPresent()) {
                planned.add(new PlannedChange(
                        new DataplaneChange.StopDaemon(wanted.state()), subject, () -> difference, RESERVED));
            }
            planned.add(
                    new PlannedChange(new DataplaneChange.StartDaemon(wanted), subject, () -> difference, RESERVED));
        }
        return planned;
    }

    /** What the wanted daemon leaves empty the kernel fills in, and reports. */
    private static boolean fits(SyncDaemon wanted, SyncDaemon running) {
        return wanted.networkInterface().equals(running.networkInterface())
                && wanted.syncId() == running.syncId()
                && fits(wanted.maxLength(), running.maxLength())
                && fits(wanted.port(), running.port())
                && fits(wanted.ttl(), running.ttl())
                && (wanted.group().isEmpty() || wanted.group().equals(running.group()));
    }

    private static boolean fits(OptionalInt wanted, OptionalInt running) {
        return wanted.isEmpty() || wanted.equals(running);
    }
}
