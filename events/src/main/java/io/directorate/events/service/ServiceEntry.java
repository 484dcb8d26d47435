package io.directorate.events.service;

import io.directorate.events.model.RealServer;
import io.directorate.events.model.VirtualService;
import java.util.List;

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
}
