package io.directorate.dataplane.plan;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Plans one service. Its settings come first, then edits, then real servers that are new or move, last those that go: so a service whose servers
 * are all exchanged is never without one.
 */
final class ServicePlanner {
    private final ServiceKey key;
    private final PlannedChange.Origin origin;
    private final Subject subject;
    private final List<PlannedChange> planned = new ArrayList<>();

    private ServicePlanner(ServiceKey key, PlannedChange.Origin origin) {
        this.key = key;
        this.origin = origin;
        this.subject = new Subject.Service(key);
    }

    static List<PlannedChange> delete(TableService found, PlannedChange.Origin origin) {
        ServicePlanner planner = new ServicePlanner(found.key(), origin);
        planner.add(new DataplaneChange.DeleteService(found.key()), () -> Differences.unexpectedService(found));
        return planner.planned;
    }

    static List<PlannedChange> add(DesiredService desired, PlannedChange.Origin origin) {
        ServicePlanner planner = new ServicePlanner(desired.service().key(), origin);
        planner.add(new DataplaneChange.AddService(desired.service()), () -> Differences.missingService(planner.key));
        desired.servers().forEach(planner::addServer);
        return planner.planned;
    }

    static List<PlannedChange> edit(DesiredService desired, TableService actual, PlannedChange.Origin origin) {
        ServicePlanner planner = new ServicePlanner(desired.service().key(), origin);
        planner.editService(desired, actual);
        planner.editServers(desired, actual);
        return planner.planned;
    }

    private void editService(DesiredService desired, TableService actual) {
        ServiceSettings settings = ServiceSettings.of(desired.service());
        if (!Differences.sameSettings(settings, actual.settings())) {
            add(
                    new DataplaneChange.EditService(desired.service()),
                    () -> Differences.settings(key, settings, actual.settings()));
        }
    }

    private void editServers(DesiredService desired, TableService actual) {
        List<TableServer> added = actual.serversAsAdded();
        if (isSame(desired.servers(), added)) {
            return;
        }
        Map<Endpoint, TableServer> left = new LinkedHashMap<>();
        Map<Endpoint, Integer> places = new HashMap<>();
        for (int i = 0; i < added.size(); i++) {
            left.put(added.get(i).endpoint(), added.get(i));
            places.put(added.get(i).endpoint(), i);
        }
        int staying = ServerOrder.matters(desired.service().scheduler().name())
                ? ServerOrder.rightlyPlaced(desired.servers(), added)
                : desired.servers().size();
        List<Runnable> additions = new ArrayList<>();
        for (int i = 0; i < desired.servers().size(); i++) {
            RealServer server = desired.servers().get(i);
            TableServer wanted = TableServer.of(server);
            TableServer found = left.remove(wanted.endpoint());
            if (found == null) {
                additions.add(() -> addServer(server));
            } else if (i >= staying) {
                int place = i;
                int foundPlace = places.getOrDefault(wanted.endpoint(), 0);
                additions.add(() -> move(server, found, foundPlace, place));
            } else if (!Differences.sameServer(wanted, found)) {
                add(new DataplaneChange.EditServer(key, server), () -> Differences.server(key, wanted, found));
            }
        }
        additions.forEach(Runnable::run);
        for (TableServer unexpected : left.values()) {
            add(
                    new DataplaneChange.DeleteServer(key, unexpected.endpoint()),
                    () -> Differences.unexpectedServer(key, unexpected));
        }
    }

    private static boolean isSame(List<RealServer> desired, List<TableServer> added) {
        if (desired.size() != added.size()) {
            return false;
        }
        for (int i = 0; i < added.size(); i++) {
            if (!Differences.sameServer(TableServer.of(desired.get(i)), added.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void addServer(RealServer server) {
        add(new DataplaneChange.AddServer(key, server), () -> Differences.missingServer(key, TableServer.of(server)));
    }

    private void move(RealServer server, TableServer found, int foundPlace, int place) {
        add(
                new DataplaneChange.DeleteServer(key, found.endpoint()),
                () -> Differences.outOfPlace(key, found, foundPlace));
        add(new DataplaneChange.AddServer(key, server), () -> Differences.putBack(key, TableServer.of(server), place));
    }

    private void add(DataplaneChange change, Supplier<String> wording) {
        planned.add(new PlannedChange(change, subject, wording, origin));
    }
}
