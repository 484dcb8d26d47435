package io.directorate.dataplane;

import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A virtual service as a dataplane holds it, with its real servers.
 *
 * @param key identifies it
 * @param settings exactly as the dataplane has them, also where {@link VirtualService} would refuse them
 * @param servers in the order of the kernel's list. The kernel puts a new real server at the <em>head</em> ({@code list_add_rcu} in
 *     {@code __ip_vs_update_dest}, {@code net/netfilter/ipvs/ip_vs_ctl.c}) and dumps from the head, so this is the reverse of the order in
 *     which they were added: the newest comes first. An edit does not move a server. {@code dh}, {@code sh}, {@code mh} and the first
 *     round of {@code rr} walk this order, so directors agree only if all add in the same order; see {@link #serversAsAdded()}
 */
public record TableService(ServiceKey key, ServiceSettings settings, List<TableServer> servers) {
    /** Copies the list. */
    public TableService {
        servers = List.copyOf(servers);
    }

    /**
     * Makes what the dataplane holds after a service was added and then its real servers, one after the other.
     *
     * @param service the service
     * @param serversAsAdded in the order in which they are added, that of the log
     * @return the service with its servers in the kernel's order
     */
    public static TableService of(VirtualService service, List<RealServer> serversAsAdded) {
        List<TableServer> servers = new ArrayList<>(serversAsAdded.size());
        for (RealServer server : serversAsAdded) {
            servers.add(TableServer.of(server));
        }
        Collections.reverse(servers);
        return new TableService(service.key(), ServiceSettings.of(service), servers);
    }

    /**
     * Returns the service as the model knows it.
     *
     * @return the service; empty if the dataplane holds something that {@link VirtualService} refuses or cannot say
     */
    public Optional<VirtualService> service() {
        return settings.toService(key);
    }

    /**
     * Returns the servers in the order in which they were added, which is that of the log.
     *
     * @return the reverse of {@link #servers()}
     */
    public List<TableServer> serversAsAdded() {
        List<TableServer> added = new ArrayList<>(servers);
        Collections.reverse(added);
        return added;
    }

    /**
     * Returns this in a human line.
     *
     * @return such as {@code tcp:192.0.2.1:80 scheduler wrr, persistent 300 s, 2 real servers}
     */
    public String describe() {
        int count = servers.size();
        return key + " " + settings.describe(key.family()) + ", " + count
                + (count == 1 ? " real server" : " real servers");
    }
}
