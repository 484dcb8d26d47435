package io.directorate.dataplane.plan;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights that stand over those of the log, such as 0 for a real server that a health check found dead. Servers that the log does not have are
 * ignored.
 *
 * @param weights by service and endpoint, each 0 to 2147483647
 */
public record WeightOverlay(Map<ServiceKey, Map<Endpoint, Integer>> weights) {
    /** The weights of the log. */
    public static final WeightOverlay NONE = new WeightOverlay(Map.of());

    /** Copies. */
    public WeightOverlay {
        Map<ServiceKey, Map<Endpoint, Integer>> copy = new LinkedHashMap<>();
        weights.forEach((key, servers) -> copy.put(key, Map.copyOf(servers)));
        weights = Map.copyOf(copy);
    }

    /**
     * Returns the services that it touches.
     *
     * @return their keys
     */
    public Set<ServiceKey> keys() {
        return weights.keySet();
    }

    List<RealServer> over(ServiceKey key, List<RealServer> servers) {
        Map<Endpoint, Integer> own = weights.get(key);
        if (own == null) {
            return servers;
        }
        List<RealServer> changed = new ArrayList<>(servers.size());
        for (RealServer server : servers) {
            Integer weight = own.get(server.endpoint());
            changed.add(weight == null ? server : server.withWeight(weight));
        }
        return changed;
    }
}
