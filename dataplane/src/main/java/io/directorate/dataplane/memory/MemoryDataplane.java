package io.directorate.dataplane.memory;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Counters;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A dataplane that forwards nothing: it keeps the table that it was told, so that a witness can show that it has what the others have.
 *
 * <p>Its content goes with the process. Safe for any thread; closing has no effect, so that several users can share one.
 */
public final class MemoryDataplane implements Dataplane {
    private static final String NOT_SET = "0";
    private static final Optional<String> DONE = Optional.empty();
    private static final Optional<String> THERE = Optional.of("EEXIST");
    private static final Optional<String> NOT_THERE = Optional.of("ENOENT");

    private final Map<ServiceKey, TableService> services = new LinkedHashMap<>();
    private final Map<String, String> sysctls = new LinkedHashMap<>();
    private ConnectionTimeouts timeouts = ConnectionTimeouts.of(Timeouts.DEFAULT);

    /** Makes an empty one. */
    public MemoryDataplane() {}

    @Override
    public synchronized IpvsTable read() {
        return new IpvsTable(services, List.of());
    }

    @Override
    public synchronized Optional<TableService> readService(ServiceKey key) {
        return Optional.ofNullable(services.get(key));
    }

    @Override
    public synchronized IpvsSnapshot snapshot() {
        return snapshot(read());
    }

    @Override
    public synchronized Optional<IpvsSnapshot> snapshotOf(ServiceKey key) {
        return readService(key).map(service -> snapshot(IpvsTable.of(List.of(service))));
    }

    /** Nothing is forwarded, so nothing is counted. */
    private static IpvsSnapshot snapshot(IpvsTable table) {
        Map<ServiceKey, TableStatistics.ServiceStatistics> counted = new LinkedHashMap<>();
        for (TableService service : table.list()) {
            Map<Endpoint, TableStatistics.ServerStatistics> servers = new LinkedHashMap<>();
            for (TableServer server : service.servers()) {
                servers.put(server.endpoint(), new TableStatistics.ServerStatistics(Counters.ZERO, 0, 0, 0));
            }
            counted.put(service.key(), new TableStatistics.ServiceStatistics(Counters.ZERO, servers));
        }
        return new IpvsSnapshot(table, new TableStatistics(counted));
    }

    @Override
    public synchronized ApplyResult apply(List<DataplaneChange> changes) {
        List<FailedChange> failures = new ArrayList<>();
        for (int index = 0; index < changes.size(); index++) {
            DataplaneChange change = changes.get(index);
            Optional<String> refused = carryOut(change);
            if (refused.isPresent()) {
                failures.add(new FailedChange(index, change, refused.get(), "it does not fit the table"));
            }
        }
        return new ApplyResult(failures);
    }

    private Optional<String> carryOut(DataplaneChange change) {
        if (change instanceof DataplaneChange.AddService add) {
            TableService added = TableService.of(add.service(), List.of());
            return services.putIfAbsent(add.service().key(), added) == null ? DONE : THERE;
        } else if (change instanceof DataplaneChange.EditService edit) {
            return edit(
                    edit.service().key(),
                    old -> Optional.of(new TableService(old.key(), ServiceSettings.of(edit.service()), old.servers())));
        } else if (change instanceof DataplaneChange.DeleteService delete) {
            return services.remove(delete.key()) == null ? NOT_THERE : DONE;
        } else if (change instanceof DataplaneChange.AddServer add) {
            return edit(add.key(), old -> added(old, TableServer.of(add.server())));
        } else if (change instanceof DataplaneChange.EditServer edit) {
            return edit(
                    edit.key(),
                    old -> replaced(old, edit.server().endpoint(), Optional.of(TableServer.of(edit.server()))));
        } else if (change instanceof DataplaneChange.DeleteServer delete) {
            return edit(delete.key(), old -> replaced(old, delete.endpoint(), Optional.empty()));
        } else if (change instanceof DataplaneChange.SetTimeouts set) {
            timeouts = set.timeouts();
        } else if (change instanceof DataplaneChange.SetSysctl set) {
            sysctls.put(set.name(), set.value());
        } else if (change instanceof DataplaneChange.Flush) {
            services.clear();
        }
        // Without traffic there are no counters to set to 0, and nothing to synchronise.
        return DONE;
    }

    private Optional<String> edit(ServiceKey key, Function<TableService, Optional<TableService>> change) {
        Optional<TableService> changed = readService(key).flatMap(change);
        changed.ifPresent(service -> services.put(key, service));
        return changed.isPresent() ? DONE : NOT_THERE;
    }

    /** The newest comes first, as in the kernel. */
    private static Optional<TableService> added(TableService service, TableServer server) {
        List<TableServer> servers = new ArrayList<>(service.servers());
        if (servers.stream().anyMatch(there -> there.endpoint().equals(server.endpoint()))) {
            return Optional.empty();
        }
        servers.add(0, server);
        return Optional.of(new TableService(service.key(), service.settings(), servers));
    }

    private static Optional<TableService> replaced(
            TableService service, Endpoint endpoint, Optional<TableServer> replacement) {
        List<TableServer> servers = new ArrayList<>();
        boolean found = false;
        for (TableServer server : service.servers()) {
            if (server.endpoint().equals(endpoint)) {
                found = true;
                replacement.ifPresent(servers::add);
            } else {
                servers.add(server);
            }
        }
        return found ? Optional.of(new TableService(service.key(), service.settings(), servers)) : Optional.empty();
    }

    @Override
    public synchronized ConnectionTimeouts timeouts() {
        return timeouts;
    }

    @Override
    public List<SyncDaemon> daemons() {
        return List.of();
    }

    @Override
    public synchronized Optional<String> sysctl(String name) {
        return Optional.of(sysctls.getOrDefault(name, NOT_SET));
    }

    @Override
    public DataplaneInfo info() {
        return new DataplaneInfo("none", "a witness forwards nothing", 0);
    }

    @Override
    public void close() {
        // Others may use it still.
    }
}
