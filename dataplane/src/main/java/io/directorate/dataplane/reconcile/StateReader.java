package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.plan.ActualState;
import io.directorate.dataplane.plan.DesiredState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads from a dataplane as much as there is something to compare with. */
final class StateReader {
    private StateReader() {}

    static ActualState read(Dataplane dataplane, DesiredState desired) {
        IpvsTable table = dataplane.read();
        Optional<ConnectionTimeouts> timeouts =
                desired.timeouts().isPresent() ? Optional.of(dataplane.timeouts()) : Optional.empty();
        SortedMap<String, String> sysctls = new TreeMap<>();
        for (String name : desired.sysctls().keySet()) {
            dataplane.sysctl(name).ifPresent(value -> sysctls.put(name, value));
        }
        List<SyncDaemon> daemons = desired.reserved().daemons().isEmpty() ? List.of() : dataplane.daemons();
        return new ActualState(table, timeouts, sysctls, daemons);
    }
}
