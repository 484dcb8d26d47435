package io.directorate.node.ipvsadm;

import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.TableServer;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Protocol;
import java.util.List;

/** The table as calls that make it again, which is what {@code ipvsadm -S} prints and {@code -R} reads. */
final class RulePrinter {
    private static final String[] CHECKSUM_OPTIONS = {"--tun-nocsum", "--tun-csum", "--tun-remcsum"};

    private final EndpointText endpoints;
    private final StringBuilder out = new StringBuilder(4096);

    private RulePrinter(EndpointText endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * Prints a table, sorted as a listing.
     *
     * @param rows of the table
     * @param numeric addresses and ports as numbers
     * @param names used if not
     */
    static String table(List<ServiceRow> rows, boolean numeric, NameResolver names) {
        RulePrinter printer = new RulePrinter(new EndpointText(numeric, names));
        for (ServiceRow row : ListingOrder.services(rows)) {
            printer.service(row);
        }
        return printer.out.toString();
    }

    private void service(ServiceRow row) {
        String name = serviceName(row);
        ServiceSettings settings = row.settings();
        out.append("-A ").append(name).append(" -s ").append(settings.scheduler());
        if (settings.has(ServiceSettings.PERSISTENT)) {
            out.append(" -p ").append(settings.timeoutSeconds());
            String mask = IpvsadmPrinter.maskUnlessFull(row);
            if (!mask.isEmpty()) {
                out.append(" -M ").append(mask);
            }
        }
        settings.persistenceEngine().ifPresent(engine -> out.append(" --pe ").append(engine));
        if (settings.has(ServiceSettings.ONE_PACKET)) {
            out.append(" -o");
        }
        if (IpvsadmPrinter.hasSchedulerFlags(settings)) {
            out.append(" -b ").append(IpvsadmPrinter.schedulerFlags(settings));
        }
        out.append('\n');
        for (ServiceRow.ServerRow server : ListingOrder.servers(row.servers())) {
            server(name, server.server(), row.protocol());
        }
    }

    private String serviceName(ServiceRow row) {
        if (row.firewallMark() != 0) {
            return "-f " + (int) row.firewallMark() + (row.family() == AddressFamily.IPV6 ? " -6" : "");
        }
        return protocolOption(row.protocol()) + " " + endpoints.text(row.endpoint(), row.protocol());
    }

    private static String protocolOption(int protocol) {
        if (protocol == Protocol.TCP.number()) {
            return "-t";
        }
        if (protocol == Protocol.UDP.number()) {
            return "-u";
        }
        return protocol == Protocol.SCTP.number() ? "--sctp-service" : "--xxx-service";
    }

    private void server(String service, TableServer server, int protocol) {
        out.append("-a ")
                .append(service)
                .append(" -r ")
                .append(endpoints.text(server.endpoint(), protocol))
                .append(' ')
                .append(methodOption(server.method()))
                .append(" -w ")
                .append(server.weight());
        if (server.method() == TableServer.TUNNEL) {
            tunnel(server.tunnel());
        }
        out.append('\n');
    }

    private void tunnel(TableServer.RawTunnel tunnel) {
        String checksum = tunnel.flags() < CHECKSUM_OPTIONS.length ? CHECKSUM_OPTIONS[tunnel.flags()] : "";
        switch (tunnel.type()) {
            case 0 -> out.append(" --tun-type ipip");
            case 1 ->
                out.append(" --tun-type gue --tun-port ")
                        .append(tunnel.port())
                        .append(' ')
                        .append(checksum);
            case 2 -> out.append(" --tun-type gre ").append(checksum);
            default -> {
                // A type that is not known has no option.
            }
        }
    }

    private static String methodOption(int method) {
        return switch (method) {
            case TableServer.NAT -> "-m";
            case TableServer.TUNNEL -> "-i";
            case TableServer.DIRECT_ROUTE, TableServer.LOCAL_NODE -> "-g";
            default -> "(null)";
        };
    }
}
