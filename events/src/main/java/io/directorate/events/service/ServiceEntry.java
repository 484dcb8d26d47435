package io.directorate.events.service;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.VirtualService;
import java.util.List;
import java.util.Optional;

/**
 * A virtual service with its real servers and labels.
 *
 * @param service the service
 * @param servers in log order, which is the order in which every director programs them ({@code dh}, {@code sh}, {@code mh} depend on it)
 * @param labels owner, group and tags
 */
public record ServiceEntry(VirtualService service, List<RealServer> servers, ServiceLabels labels) {
    /** Copies the list. */
    public ServiceEntry {
        servers = List.copyOf(servers);
    }

    /**
     * Finds a real server.
     *
     * @param endpoint of the server
     * @return the server, if the service has it
     */
    public Optional<RealServer> server(Endpoint endpoint) {
        int at = indexOf(servers, endpoint);
        return at < 0 ? Optional.empty() : Optional.of(servers.get(at));
    }

    ServiceEntry withService(VirtualService newService) {
        return new ServiceEntry(newService, servers, labels);
    }

    ServiceEntry withLabels(ServiceLabels newLabels) {
        return new ServiceEntry(service, servers, newLabels);
    }

    ServiceEntry withServers(List<RealServer> newServers) {
        return new ServiceEntry(service, newServers, labels);
    }

    static int indexOf(List<RealServer> servers, Endpoint endpoint) {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).endpoint().equals(endpoint)) {
                return i;
            }
        }
        return -1;
    }
}
