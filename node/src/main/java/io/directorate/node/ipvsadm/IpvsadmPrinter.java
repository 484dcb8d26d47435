package io.directorate.node.ipvsadm;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Counters;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableStatistics.ServerStatistics;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Protocol;
import java.util.List;

/** The listings of {@code ipvsadm} 1.31, byte for byte. */
final class IpvsadmPrinter {
    private static final int SERVICE_WIDTH = 33;
    private static final int SERVER_WIDTH = 28;
    private static final long LOW_32_BITS = 0xffffffffL;
    private static final String SERVER_TITLE = "  -> RemoteAddress:Port";
    private static final String SERVICE_TITLE = "Prot LocalAddress:Port";
    private static final String[] FLAG_NAMES = {"flag-1,", "flag-2,", "flag-3,"};
    private static final String[] SH_FLAG_NAMES = {"sh-fallback,", "sh-port,", ""};
    private static final String[] MH_FLAG_NAMES = {"mh-fallback,", "mh-port,", ""};

    private final ListFormat format;
    private final EndpointText endpoints;
    private final StringBuilder out = new StringBuilder(4096);

    IpvsadmPrinter(ListFormat format, NameResolver names) {
        this.format = format;
        this.endpoints = new EndpointText(format.numeric(), names);
    }

    /** The whole table ({@code -L}). */
    static String table(DataplaneInfo info, List<ServiceRow> rows, ListFormat format, NameResolver names) {
        IpvsadmPrinter printer = new IpvsadmPrinter(format, names);
        printer.out
                .append("IP Virtual Server version ")
                .append(info.version())
                .append(" (size=")
                .append(info.connectionTableSize())
                .append(")\n");
        printer.title();
        for (ServiceRow row : printer.inOrder(rows)) {
            printer.listed(row);
        }
        return printer.out.toString();
    }

    /** One service ({@code -L -t …}). */
    static String service(ServiceRow row, ListFormat format, NameResolver names) {
        IpvsadmPrinter printer = new IpvsadmPrinter(format, names);
        printer.title();
        printer.listed(row);
        return printer.out.toString();
    }

    private List<ServiceRow> inOrder(List<ServiceRow> rows) {
        return format.noSort() ? rows : ListingOrder.services(rows);
    }

    private void title() {
        switch (format.columns()) {
            case STATISTICS -> counterTitle("   Conns   InPkts  OutPkts  InBytes OutBytes");
            case RATES -> counterTitle("     CPS    InPPS   OutPPS    InBPS   OutBPS");
            case THRESHOLDS -> counterTitle("Uthreshold Lthreshold ActiveConn InActConn ");
            case PERSISTENT_CONNECTIONS -> counterTitle("Weight    PersistConn ActiveConn InActConn ");
            case TUNNELS ->
                out.append(SERVICE_TITLE)
                        .append(" Scheduler Flags\n")
                        .append(SERVER_TITLE)
                        .append("           Forward TunnelInfo    Weight ActiveConn InActConn\n");
            case WEIGHTS ->
                out.append(SERVICE_TITLE)
                        .append(" Scheduler Flags\n")
                        .append(SERVER_TITLE)
                        .append("           Forward Weight ActiveConn InActConn\n");
        }
    }

    private void counterTitle(String columns) {
        TextColumns.left(out, SERVICE_TITLE, SERVICE_WIDTH);
        out.append(' ').append(columns).append('\n').append(SERVER_TITLE).append('\n');
    }

    private void listed(ServiceRow row) {
        String name = listedName(row);
        switch (format.columns()) {
            case STATISTICS -> {
                TextColumns.left(out, name, SERVICE_WIDTH);
                counters(row.counters());
            }
            case RATES -> {
                TextColumns.left(out, name, SERVICE_WIDTH);
                serviceRates(row.counters().rates());
            }
            default -> {
                out.append(name).append(' ').append(row.settings().scheduler());
                settings(row);
            }
        }
        out.append('\n');
        List<ServiceRow.ServerRow> servers = format.noSort() ? row.servers() : ListingOrder.servers(row.servers());
        for (ServiceRow.ServerRow server : servers) {
            listed(row, server);
        }
    }

    private String listedName(ServiceRow row) {
        boolean ipv6 = row.family() == AddressFamily.IPV6;
        if (row.firewallMark() != 0) {
            // The C program prints the mark as a signed number.
            return "FWM  " + (int) row.firewallMark() + (ipv6 ? " IPv6" : "");
        }
        StringBuilder name = new StringBuilder();
        TextColumns.left(name, protocolName(row.protocol()), 4);
        name.append(' ').append(endpoints.text(row.endpoint(), row.protocol()));
        return ipv6 ? name.toString() : EndpointText.cut(name.toString(), SERVICE_WIDTH);
    }

    private static String protocolName(int protocol) {
        for (Protocol known : Protocol.values()) {
            if (known.number() == protocol) {
                return known.name();
            }
        }
        return "?";
    }

    private void settings(ServiceRow row) {
        ServiceSettings settings = row.settings();
        if (hasSchedulerFlags(settings)) {
            out.append(" (").append(schedulerFlags(settings)).append(')');
        }
        if (settings.has(ServiceSettings.PERSISTENT)) {
            out.append(" persistent ").append(settings.timeoutSeconds());
            String mask = maskUnlessFull(row);
            if (!mask.isEmpty()) {
                out.append(" mask ").append(mask);
            }
            settings.persistenceEngine().ifPresent(engine -> out.append(" pe ").append(engine));
        }
        if (settings.has(ServiceSettings.ONE_PACKET)) {
            out.append(" ops");
        }
    }

    static boolean hasSchedulerFlags(ServiceSettings settings) {
        return settings.has(ServiceSettings.SCHEDULER_1 | ServiceSettings.SCHEDULER_2 | ServiceSettings.SCHEDULER_3);
    }

    static String schedulerFlags(ServiceSettings settings) {
        String[] names = switch (settings.scheduler()) {
            case "sh" -> SH_FLAG_NAMES;
            case "mh" -> MH_FLAG_NAMES;
            default -> FLAG_NAMES;
        };
        StringBuilder text = new StringBuilder();
        for (int flag = 0; flag < names.length; flag++) {
            text.append(settings.has(ServiceSettings.SCHEDULER_1 << flag) ? names[flag] : "");
        }
        return text.length() == 0 ? "" : text.substring(0, text.length() - 1);
    }

    static String maskUnlessFull(ServiceRow row) {
        int mask = row.settings().netmask();
        if (mask == Netmask.full(row.family()).value()) {
            return "";
        }
        return row.family() == AddressFamily.IPV4
                ? new Netmask(AddressFamily.IPV4, mask).toString()
                : Integer.toString(mask);
    }

    private void listed(ServiceRow service, ServiceRow.ServerRow row) {
        TableServer server = row.server();
        ServerStatistics numbers = row.statistics();
        out.append("  -> ");
        TextColumns.left(out, serverName(server.endpoint(), service.protocol()), SERVER_WIDTH);
        switch (format.columns()) {
            case STATISTICS -> counters(asRead(numbers.counters()));
            case RATES -> serverRates(numbers.counters().rates());
            case THRESHOLDS -> {
                column(server.upperThreshold(), 10);
                column(server.lowerThreshold(), 10);
                connections(numbers);
            }
            case PERSISTENT_CONNECTIONS -> {
                column(server.weight(), 9);
                column(numbers.persistentConnections(), 11);
                connections(numbers);
            }
            case TUNNELS -> {
                column(forwarding(server.method()), 7);
                column(tunnel(server), 13);
                column(server.weight(), 6);
                connections(numbers);
            }
            case WEIGHTS -> {
                column(forwarding(server.method()), 7);
                column(server.weight(), 6);
                connections(numbers);
            }
        }
        out.append('\n');
    }

    private String serverName(Endpoint endpoint, int protocol) {
        String name = endpoints.text(endpoint, protocol);
        return endpoint.address().isIpv4() ? EndpointText.cut(name, SERVER_WIDTH) : name;
    }

    private void connections(ServerStatistics numbers) {
        column(numbers.activeConnections(), 10);
        column(numbers.inactiveConnections(), 10);
    }

    private void column(long number, int width) {
        out.append(' ');
        TextColumns.left(out, number, width);
    }

    private void column(String text, int width) {
        out.append(' ');
        TextColumns.left(out, text, width);
    }

    private void counters(Counters counters) {
        TextColumns.counter(out, counters.connections(), format.exact());
        TextColumns.counter(out, counters.incomingPackets(), format.exact());
        TextColumns.counter(out, counters.outgoingPackets(), format.exact());
        TextColumns.counter(out, counters.incomingBytes(), format.exact());
        TextColumns.counter(out, counters.outgoingBytes(), format.exact());
    }

    /** A real server's counters as {@code ipvsadm} 1.31 reads them: of numbers that are not bytes only the lowest 32 bits. */
    private static Counters asRead(Counters counters) {
        return new Counters(
                counters.connections() & LOW_32_BITS,
                counters.incomingPackets() & LOW_32_BITS,
                counters.outgoingPackets() & LOW_32_BITS,
                counters.incomingBytes(),
                counters.outgoingBytes(),
                counters.rates());
    }

    private void serviceRates(Counters.Rates rates) {
        TextColumns.counter(out, rates.connections(), format.exact());
        TextColumns.counter(out, rates.incomingPackets(), format.exact());
        TextColumns.counter(out, rates.outgoingPackets(), format.exact());
        TextColumns.counter(out, rates.incomingBytes(), format.exact());
        TextColumns.counter(out, rates.outgoingBytes(), format.exact());
    }

    private void serverRates(Counters.Rates rates) {
        rightColumn(rates.connections());
        rightColumn(rates.incomingPackets());
        rightColumn(rates.outgoingPackets());
        TextColumns.counter(out, rates.incomingBytes() & LOW_32_BITS, format.exact());
        TextColumns.counter(out, rates.outgoingBytes() & LOW_32_BITS, format.exact());
    }

    private void rightColumn(long number) {
        out.append(' ');
        TextColumns.right(out, number & LOW_32_BITS, 8);
    }

    private static String forwarding(int method) {
        return switch (method) {
            case TableServer.NAT -> "Masq";
            case TableServer.LOCAL_NODE -> "Local";
            case TableServer.TUNNEL -> "Tunnel";
            case TableServer.DIRECT_ROUTE -> "Route";
            default -> "(null)";
        };
    }

    private static String tunnel(TableServer server) {
        TableServer.RawTunnel tunnel = server.tunnel();
        if (server.method() != TableServer.TUNNEL) {
            return "n/a";
        }
        String checksum = switch (tunnel.flags()) {
            case 0 -> "-c";
            case 1 -> "+c";
            case 2 -> "r+c";
            default -> "?";
        };
        return switch (tunnel.type()) {
            case 0 -> "ipip";
            case 1 -> EndpointText.cut("gue:" + tunnel.port() + ":" + checksum, 15);
            case 2 -> "gre:" + checksum;
            default -> "n/a";
        };
    }

    /** The times of {@code -L --timeout}. */
    static String timeouts(ConnectionTimeouts timeouts) {
        return "Timeout (tcp tcpfin udp): " + (int) timeouts.tcpSeconds() + " " + (int) timeouts.tcpFinSeconds() + " "
                + (int) timeouts.udpSeconds() + "\n";
    }

    /** The daemons of {@code -L --daemon}. */
    static String daemons(List<SyncDaemon> daemons) {
        StringBuilder text = new StringBuilder();
        for (SyncDaemon daemon : daemons) {
            text.append(daemon.state().text())
                    .append(" sync daemon (mcast=")
                    .append(daemon.networkInterface())
                    .append(", syncid=")
                    .append(daemon.syncId());
            daemon.maxLength().ifPresent(bytes -> text.append(", maxlen=").append(bytes));
            daemon.group().ifPresent(group -> text.append(", group=").append(group));
            daemon.port().ifPresent(port -> text.append(", port=").append(port));
            daemon.ttl().ifPresent(ttl -> text.append(", ttl=").append(ttl));
            text.append(")\n");
        }
        return text.toString();
    }
}
