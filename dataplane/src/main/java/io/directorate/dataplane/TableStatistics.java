package io.directorate.dataplane;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ServiceKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The counters of all virtual services that have a key.
 *
 * @param services by key, in the dataplane's order
 */
public record TableStatistics(Map<ServiceKey, ServiceStatistics> services) {
    /** Copies, keeping the order. */
    public TableStatistics {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /**
     * The counters of a service and its real servers.
     *
     * @param counters of the service
     * @param servers of each real server, in the dataplane's order
     */
    public record ServiceStatistics(Counters counters, Map<Endpoint, ServerStatistics> servers) {
        /** Copies, keeping the order. */
        public ServiceStatistics {
            servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
        }
    }

    /**
     * The counters of a real server.
     *
     * @param counters of packets
     * @param activeConnections at present ({@code IPVS_DEST_ATTR_ACTIVE_CONNS}), 0 to 4294967295
     * @param inactiveConnections at present, such as those after a FIN ({@code IPVS_DEST_ATTR_INACT_CONNS})
     * @param persistentConnections at present: clients that stick to it ({@code IPVS_DEST_ATTR_PERSIST_CONNS})
     */
    public record ServerStatistics(
            Counters counters, long activeConnections, long inactiveConnections, long persistentConnections) {}

    /**
     * Finds the counters of a service.
     *
     * @param key of the service
     * @return its counters; empty if there is no such service
     */
    public Optional<ServiceStatistics> service(ServiceKey key) {
        return Optional.ofNullable(services.get(key));
    }
}
