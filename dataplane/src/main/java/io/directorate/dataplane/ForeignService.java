package io.directorate.dataplane;

import io.directorate.events.model.Endpoint;
import java.util.List;

/**
 * A service in the kernel whose protocol Directorate does not know, so that it has no {@link io.directorate.events.model.ServiceKey}. The
 * generic netlink side of the kernel takes any protocol number ({@code ip_vs_genl_parse_service}). It is shown and left alone.
 *
 * @param protocol IANA number, 0 to 65535
 * @param endpoint its virtual address and port
 * @param settings as the kernel has them
 * @param servers in the kernel's order
 */
public record ForeignService(int protocol, Endpoint endpoint, ServiceSettings settings, List<TableServer> servers) {
    /** Copies the list. */
    public ForeignService {
        servers = List.copyOf(servers);
    }

    /**
     * Returns this in a human line.
     *
     * @return such as {@code protocol 47 192.0.2.1:0 scheduler rr, 2 real servers}
     */
    public String describe() {
        return "protocol " + protocol + " " + endpoint + " "
                + settings.describe(endpoint.address().family()) + ", " + servers.size()
                + (servers.size() == 1 ? " real server" : " real servers");
    }
}
