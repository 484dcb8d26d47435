package io.directorate.node.metrics;

import io.directorate.dataplane.Counters;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.dataplane.TableStatistics.ServiceStatistics;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The kernel's counters of services and real servers in Prometheus' text format, written straight from one reading of the table: a registry
 * with a meter for each of 40,000 real servers would cost more than the table itself.
 *
 * <p>Pure. At most {@link #MAX_SERVERS} real servers are written; {@code lvs_servers_left_out} says how many were not.
 */
public final class IpvsExposition {
    /** The most real servers that are written one by one. */
    public static final int MAX_SERVERS = 50_000;

    private record Family(String name, String help, String type) {}

    private static final List<ToLongFunction<Counters>> COUNTERS = List.of(
            Counters::connections,
            Counters::incomingPackets,
            Counters::outgoingPackets,
            Counters::incomingBytes,
            Counters::outgoingBytes);
    private static final List<String> COUNTER_NAMES = List.of(
            "connections_total",
            "incoming_packets_total",
            "outgoing_packets_total",
            "incoming_bytes_total",
            "outgoing_bytes_total");

    private final StringBuilder text = new StringBuilder(64 << 10);
    private final IpvsSnapshot snapshot;

    private IpvsExposition(IpvsSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * Writes a table.
     *
     * @param snapshot as read
     * @return lines in the text format 0.0.4, ending in a line end
     */
    public static String of(IpvsSnapshot snapshot) {
        return new IpvsExposition(snapshot).write();
    }

    private String write() {
        family(new Family("lvs_services", "Virtual services in the table.", "gauge"));
        text.append("lvs_services ").append(snapshot.table().services().size()).append('\n');
        int servers = snapshot.table().serverCount();
        family(new Family("lvs_servers_left_out", "Real servers without series of their own.", "gauge"));
        text.append("lvs_servers_left_out ")
                .append(Math.max(0, servers - MAX_SERVERS))
                .append('\n');
        for (int i = 0; i < COUNTERS.size(); i++) {
            services("lvs_service_" + COUNTER_NAMES.get(i), COUNTERS.get(i));
        }
        for (int i = 0; i < COUNTERS.size(); i++) {
            ToLongFunction<Counters> counter = COUNTERS.get(i);
            servers("lvs_server_" + COUNTER_NAMES.get(i), "counter", (s, c) -> counter.applyAsLong(c.counters()));
        }
        servers("lvs_server_weight", "gauge", (server, c) -> server.weight());
        servers("lvs_server_active_connections", "gauge", (s, c) -> c.activeConnections());
        servers("lvs_server_inactive_connections", "gauge", (s, c) -> c.inactiveConnections());
        servers("lvs_server_persistent_connections", "gauge", (s, c) -> c.persistentConnections());
        return text.toString();
    }

    private void services(String name, ToLongFunction<Counters> value) {
        family(new Family(name, "Of a virtual service, from the dataplane.", "counter"));
        snapshot.statistics()
                .services()
                .forEach((key, statistics) -> text.append(name)
                        .append("{service=\"")
                        .append(key)
                        .append("\"} ")
                        .append(value.applyAsLong(statistics.counters()))
                        .append('\n'));
    }

    private void servers(String name, String type, ServerValue value) {
        family(new Family(name, "Of a real server, from the dataplane.", type));
        int written = 0;
        for (TableService service : snapshot.table().list()) {
            ServiceStatistics statistics = snapshot.statistics().services().get(service.key());
            if (statistics == null) {
                continue;
            }
            for (TableServer server : service.servers()) {
                ServerStatistics counted = statistics.servers().get(server.endpoint());
                if (counted == null) {
                    continue;
                }
                if (written++ >= MAX_SERVERS) {
                    return;
                }
                text.append(name)
                        .append("{service=\"")
                        .append(service.key())
                        .append("\",server=\"")
                        .append(server.endpoint())
                        .append("\"} ")
                        .append(value.of(server, counted))
                        .append('\n');
            }
        }
    }

    private void family(Family family) {
        text.append("# HELP ")
                .append(family.name())
                .append(' ')
                .append(family.help())
                .append('\n');
        text.append("# TYPE ")
                .append(family.name())
                .append(' ')
                .append(family.type())
                .append('\n');
    }

    @FunctionalInterface
    private interface ServerValue {
        long of(TableServer server, ServerStatistics statistics);
    }
}
