package io.directorate.events.service;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One declared service: its rules, and the events from what is there to what is declared. */
final class DeclaredService {
    /** Schedulers whose choice depends on the order of the real servers: {@code net/netfilter/ipvs/ip_vs_{dh,sh,mh}.c}. */
    private static final Set<String> ORDERED = Set.of("dh", "sh", "mh");

    private DeclaredService() {}

    static void check(ServiceEntry declared, ServiceRules.GroupLookup groups, String path) {
        try {
            check(declared, groups);
        } catch (Rejected e) {
            throw e.under(path);
        }
    }

    /** Paths are made of what is wrong only: a configuration has many thousands of servers that are not. */
    private static void check(ServiceEntry declared, ServiceRules.GroupLookup groups) {
        ServiceKey key = declared.service().key();
        ServiceRules.check(declared.service(), "");
        Names.checkLabels(declared.labels(), "");
        Optional<VipGroup> group = ServiceRules.checkGroup(key, declared.labels(), groups, "");
        List<RealServer> servers = declared.servers();
        Limits.check(servers.size(), Limits.MAX_SERVERS_PER_SERVICE, "servers", "real servers of a service");
        Map<Endpoint, Integer> seen = new HashMap<>();
        for (int i = 0; i < servers.size(); i++) {
            Integer first = seen.putIfAbsent(servers.get(i).endpoint(), i);
            if (first != null) {
                throw new Rejected(
                        Rule.DUPLICATE,
                        Fields.at("servers", i) + ".server",
                        "real server " + servers.get(i).endpoint() + " of service " + key
                                + " is declared twice, first as servers[" + first + "]");
            }
            try {
                ServerRules.check(key, servers.get(i), group, "");
            } catch (Rejected e) {
                throw e.under(Fields.at("servers", i));
            }
        }
    }

    static void emit(Optional<ServiceEntry> present, ServiceEntry declared, List<Event> events) {
        ServiceKey key = declared.service().key();
        if (present.isEmpty()) {
            events.add(new Event.ServiceAdded(declared.service(), declared.labels(), declared.servers()));
            return;
        }
        if (!present.get().service().equals(declared.service())) {
            events.add(new Event.ServiceEdited(declared.service()));
        }
        if (!present.get().labels().equals(declared.labels())) {
            events.add(new Event.ServiceLabelled(key, declared.labels()));
        }
        if (!present.get().servers().equals(declared.servers())) {
            emitServers(present.get(), declared, events);
        }
    }

    /**
     * Deletes, then edits in place, then adds at the end. Where the scheduler depends on the order, servers that would stand at the wrong place are
     * deleted and added again; elsewhere they stay where they are, since moving one would take it out of service for a moment for nothing.
     */
    private static void emitServers(ServiceEntry present, ServiceEntry declared, List<Event> events) {
        ServiceKey key = declared.service().key();
        Map<Endpoint, RealServer> wanted = new LinkedHashMap<>();
        declared.servers().forEach(server -> wanted.put(server.endpoint(), server));
        Set<Endpoint> staying = ORDERED.contains(declared.service().scheduler().name())
                ? longestStart(present.servers(), declared.servers())
                : wanted.keySet();
        List<Event> edits = new ArrayList<>();
        Set<Endpoint> there = new HashSet<>();
        for (RealServer server : present.servers()) {
            RealServer next = wanted.get(server.endpoint());
            if (next == null || !staying.contains(server.endpoint())) {
                events.add(new Event.ServerDeleted(key, server.endpoint()));
                continue;
            }
            there.add(server.endpoint());
            if (!next.equals(server)) {
                edits.add(new Event.ServerEdited(key, next));
            }
        }
        events.addAll(edits);
        for (RealServer server : declared.servers()) {
            if (!there.contains(server.endpoint())) {
                events.add(new Event.ServerAdded(key, server));
            }
        }
    }

    /** As many of the first declared servers as stand in this order, with whatever between them, in the present list. */
    private static Set<Endpoint> longestStart(List<RealServer> present, List<RealServer> declared) {
        Set<Endpoint> start = new HashSet<>();
        int next = 0;
        for (RealServer server : present) {
            if (next < declared.size()
                    && server.endpoint().equals(declared.get(next).endpoint())) {
                start.add(server.endpoint());
                next++;
            }
        }
        return start;
    }
}
