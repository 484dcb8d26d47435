package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.ForeignService;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.dataplane.TableStatistics.ServiceStatistics;
import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.netlink.ParallelDumps;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads the table out of the kernel: one dump of the services, then one of the real servers of each.
 *
 * <p>The kernel does not say when a dump was overtaken by a change: {@code ip_vs_genl_dump_services} goes on by a count of entries, so a
 * service deleted meanwhile hides another one, and asking for the real servers of a service that is gone gives none instead of an error.
 * Hence the services are dumped once more at the end; if they are not the same, all is read again.
 */
final class TableReader {
    /** How often a table is read that changes all the time; the last one read is taken as it is. */
    static final int MAX_ATTEMPTS = 4;

    /** From how many services on their real servers are read in parallel: half of what one launch of the lanes reads. */
    static final int PARALLEL_FROM = 16;

    private final NetlinkConnection connection;
    private final IpvsMessages messages;
    private final IpvsReplies replies;
    private final Lanes lanes;

    TableReader(NetlinkConnection connection, IpvsMessages messages, IpvsReplies replies, Lanes lanes) {
        this.connection = connection;
        this.messages = messages;
        this.replies = replies;
        this.lanes = lanes;
    }

    IpvsSnapshot readAll(boolean withCounters) {
        List<IpvsReplies.Service> services = dumpServices(withCounters);
        IpvsSnapshot snapshot = readServers(services, withCounters);
        for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
            List<IpvsReplies.Service> again = dumpServices(withCounters);
            if (areSame(services, again)) {
                break;
            }
            services = again;
            snapshot = readServers(services, withCounters);
        }
        return snapshot;
    }

    Optional<IpvsSnapshot> readOne(ServiceKey key, boolean withCounters) {
        Optional<IpvsReplies.Service> service = getService(key, withCounters);
        if (service.isEmpty()) {
            return Optional.empty();
        }
        IpvsSnapshot snapshot = readServers(List.of(service.get()), withCounters);
        boolean hasServers = snapshot.table().serverCount() > 0;
        return hasServers || getService(key, false).isPresent() ? Optional.of(snapshot) : Optional.empty();
    }

    private Optional<IpvsReplies.Service> getService(ServiceKey key, boolean withCounters) {
        try {
            return connection.request(messages.getService(key), reply -> replies.service(reply, withCounters)).stream()
                    .findFirst();
        } catch (NetlinkException e) {
            if (e.is(Errno.ESRCH)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private List<IpvsReplies.Service> dumpServices(boolean withCounters) {
        return connection.dump(messages.dumpServices(), reply -> replies.service(reply, withCounters));
    }

    private IpvsSnapshot readServers(List<IpvsReplies.Service> services, boolean withCounters) {
        Map<ServiceKey, TableService> known = new LinkedHashMap<>();
        Map<ServiceKey, ServiceStatistics> statistics = new LinkedHashMap<>();
        List<ForeignService> foreign = new ArrayList<>();
        List<List<IpvsReplies.Server>> serversOfEach = dumpServers(services, withCounters);
        for (int i = 0; i < services.size(); i++) {
            IpvsReplies.Service service = services.get(i);
            ServiceIdentity identity = service.identity();
            List<IpvsReplies.Server> servers = serversOfEach.get(i);
            List<TableServer> plain =
                    servers.stream().map(IpvsReplies.Server::server).toList();
            Optional<ServiceKey> key = identity.key();
            if (key.isEmpty()) {
                foreign.add(new ForeignService(identity.protocol(), identity.endpoint(), service.settings(), plain));
                continue;
            }
            known.put(key.get(), new TableService(key.get(), service.settings(), plain));
            if (withCounters) {
                statistics.put(key.get(), new ServiceStatistics(service.counters(), byEndpoint(servers)));
            }
        }
        return new IpvsSnapshot(new IpvsTable(known, foreign), new TableStatistics(statistics));
    }

    private List<List<IpvsReplies.Server>> dumpServers(List<IpvsReplies.Service> services, boolean withCounters) {
        List<Message> requests = services.stream()
                .map(service -> messages.dumpServers(service.identity()))
                .toList();
        IntFunction<Function<ReceivedMessage, IpvsReplies.Server>> decoders = index -> {
            AddressFamily family = services.get(index).identity().family();
            return reply -> replies.server(reply, family, withCounters);
        };
        Optional<ParallelDumps> parallel = services.size() < PARALLEL_FROM ? Optional.empty() : lanes.get();
        if (parallel.isPresent()) {
            return parallel.get().dump(requests, decoders);
        }
        List<List<IpvsReplies.Server>> tables = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            tables.add(connection.dump(requests.get(i), decoders.apply(i)));
        }
        return tables;
    }

    private static Map<Endpoint, ServerStatistics> byEndpoint(List<IpvsReplies.Server> servers) {
        Map<Endpoint, ServerStatistics> statistics = new LinkedHashMap<>();
        for (IpvsReplies.Server server : servers) {
            statistics.put(server.server().endpoint(), server.statistics());
        }
        return statistics;
    }

    private static boolean areSame(List<IpvsReplies.Service> before, List<IpvsReplies.Service> after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).isSameAs(after.get(i))) {
                return false;
            }
        }
        return true;
    }
}
