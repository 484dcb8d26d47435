package io.directorate.node.ipvsadm;

import io.directorate.dataplane.Counters;
import io.directorate.dataplane.ForeignService;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.dataplane.TableStatistics.ServiceStatistics;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A service as a listing shows it.
 *
 * @param firewallMark 0 for a service at an address
 * @param family of the service
 * @param protocol IANA number; 0 for a firewall mark
 * @param endpoint its address and port; any and 0 for a firewall mark
 * @param settings as the kernel has them
 * @param servers in the kernel's order
 * @param counters all zero where they were not read
 */
record ServiceRow(
        long firewallMark,
        AddressFamily family,
        int protocol,
        Endpoint endpoint,
        ServiceSettings settings,
        List<ServerRow> servers,
        Counters counters) {

    private static final ServerStatistics NOTHING = new ServerStatistics(Counters.ZERO, 0, 0, 0);
    private static final ServiceStatistics NOTHING_AT_ALL = new ServiceStatistics(Counters.ZERO, Map.of());

    /**
     * A real server as a listing shows it.
     *
     * @param server as the kernel has it
     * @param statistics all zero where they were not read
     */
    record ServerRow(TableServer server, ServerStatistics statistics) {}

    /** The rows of a table, in its order; services of protocols that have no key come last. */
    static List<ServiceRow> of(IpvsTable table, TableStatistics statistics) {
        List<ServiceRow> rows = new ArrayList<>(table.services().size());
        for (TableService service : table.services().values()) {
            rows.add(of(service, statistics));
        }
        for (ForeignService service : table.foreign()) {
            rows.add(new ServiceRow(
                    0,
                    service.endpoint().address().family(),
                    service.protocol(),
                    service.endpoint(),
                    service.settings(),
                    serverRows(service.servers(), NOTHING_AT_ALL),
                    Counters.ZERO));
        }
        return rows;
    }

    /** The row of one service. */
    static ServiceRow of(TableService service, TableStatistics statistics) {
        ServiceStatistics numbers = statistics.service(service.key()).orElse(NOTHING_AT_ALL);
        List<ServerRow> servers = serverRows(service.servers(), numbers);
        if (service.key() instanceof ServiceKey.Address key) {
            return new ServiceRow(
                    0,
                    key.family(),
                    key.protocol().number(),
                    new Endpoint(key.address(), key.port()),
                    service.settings(),
                    servers,
                    numbers.counters());
        }
        ServiceKey.FirewallMark key = (ServiceKey.FirewallMark) service.key();
        return new ServiceRow(
                key.mark(),
                key.family(),
                0,
                new Endpoint(IpAddress.any(key.family()), 0),
                service.settings(),
                servers,
                numbers.counters());
    }

    private static List<ServerRow> serverRows(List<TableServer> servers, ServiceStatistics numbers) {
        List<ServerRow> rows = new ArrayList<>(servers.size());
        for (TableServer server : servers) {
            rows.add(new ServerRow(server, numbers.servers().getOrDefault(server.endpoint(), NOTHING)));
        }
        return rows;
    }
}
