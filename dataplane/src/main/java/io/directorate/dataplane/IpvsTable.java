package io.directorate.dataplane;

import io.directorate.events.model.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All virtual services that a dataplane holds, in its own order.
 *
 * <p>The kernel's order of services is that of its hash table ({@code ip_vs_genl_dump_services} in
 * {@code net/netfilter/ipvs/ip_vs_ctl.c}: address services by bucket, then firewall marks by bucket) and means nothing. The order of real
 * servers within a service means much: see {@link TableService#servers()}.
 *
 * @param services by key, in the dataplane's order
 * @param foreign services that have no {@link ServiceKey}, since their protocol is none that IPVS balances; somebody else's, left alone
 */
public record IpvsTable(Map<ServiceKey, TableService> services, List<ForeignService> foreign) {
    /** A table without services. */
    public static final IpvsTable EMPTY = new IpvsTable(Map.of(), List.of());

    /** Copies, keeping the order. */
    public IpvsTable {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        foreign = List.copyOf(foreign);
    }

    /**
     * Makes a table of services.
     *
     * @param services with keys that differ
     * @return the table, in the order of the list
     */
    public static IpvsTable of(List<TableService> services) {
        Map<ServiceKey, TableService> byKey = new LinkedHashMap<>();
        for (TableService service : services) {
            if (byKey.put(service.key(), service) != null) {
                throw new IllegalArgumentException("the table has " + service.key() + " twice");
            }
        }
        return new IpvsTable(byKey, List.of());
    }

    /**
     * Finds a service.
     *
     * @param key of the service
     * @return the service; empty if there is none
     */
    public Optional<TableService> service(ServiceKey key) {
        return Optional.ofNullable(services.get(key));
    }

    /**
     * Returns the services that have a key.
     *
     * @return in the dataplane's order
     */
    public List<TableService> list() {
        return new ArrayList<>(services.values());
    }

    /**
     * Counts real servers.
     *
     * @return over all services that have a key
     */
    public int serverCount() {
        int count = 0;
        for (TableService service : services.values()) {
            count += service.servers().size();
        }
        return count;
    }
}
