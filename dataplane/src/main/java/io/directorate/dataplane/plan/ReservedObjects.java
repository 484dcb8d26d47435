package io.directorate.dataplane.plan;

import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.ServiceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Directorate needs in the dataplane for itself, such as the daemons and the service of the connection synchronisation. It is made again
 * when somebody removes it, and is never shown, reported as drift or adopted.
 *
 * @param services by key
 * @param daemons at most one of each state; what a daemon leaves empty is the kernel's to choose
 */
public record ReservedObjects(Map<ServiceKey, DesiredService> services, List<SyncDaemon> daemons) {
    /** Nothing reserved. */
    public static final ReservedObjects NONE = new ReservedObjects(Map.of(), List.of());

    /** Copies. */
    public ReservedObjects {
        services = Map.copyOf(services);
        daemons = List.copyOf(daemons);
        if (daemons.stream().map(SyncDaemon::state).distinct().count() != daemons.size()) {
            throw new IllegalArgumentException("two reserved synchronisation daemons of one state: " + daemons);
        }
    }

    /**
     * Returns a table as listings show it.
     *
     * @param table as read
     * @return the same without what is reserved
     */
    public IpvsTable hideFrom(IpvsTable table) {
        if (services.isEmpty()) {
            return table;
        }
        Map<ServiceKey, TableService> shown = new LinkedHashMap<>(table.services());
        shown.keySet().removeAll(services.keySet());
        return new IpvsTable(shown, table.foreign());
    }

    /**
     * Tells whether a daemon is reserved.
     *
     * @param daemon as read
     * @return true if a reserved one has its state
     */
    public boolean holds(SyncDaemon daemon) {
        return daemons.stream().anyMatch(own -> own.state() == daemon.state());
    }
}
