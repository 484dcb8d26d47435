package io.directorate.events.service;

import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.Rejection.Rule;
import java.util.List;
import java.util.Optional;

/** What must hold for a virtual service by itself, and beside its VIP group. */
final class ServiceRules {
    /** Persistence engines that kernels have, {@code net/netfilter/ipvs/ip_vs_pe_*.c}. */
    private static final List<String> ENGINES = List.of("sip");

    private ServiceRules() {}

    static void check(VirtualService service, String path) {
        checkAddress(service.key(), Fields.in(path, "service"));
        checkScheduler(service, path);
        checkPersistence(service, path);
        // The kernel takes one-packet scheduling for any marked packet; ipvsadm refuses it for tcp and sctp addresses
        // only.
        if (service.onePacket() && service.key() instanceof ServiceKey.Address a && a.protocol() != Protocol.UDP) {
            throw new Rejected(
                    Rule.ONE_PACKET_NEEDS_UDP,
                    Fields.in(path, "onePacket"),
                    "one-packet scheduling is for UDP, and " + a + " is "
                            + a.protocol().text() + "; leave onePacket out");
        }
    }

    private static void checkAddress(ServiceKey key, String field) {
        if (key instanceof ServiceKey.Address a) {
            String why = unfit(a.address());
            if (!why.isEmpty()) {
                throw new Rejected(Rule.ADDRESS, field, a.address() + " cannot be a virtual address: it is " + why);
            }
        }
    }

    /** Why no packet can be balanced to or from the address; empty if it can. */
    static String unfit(IpAddress address) {
        if (address.isAny()) {
            return "the unspecified address";
        }
        if (address.isMulticast()) {
            return "a multicast address";
        }
        if (address.isIpv4()) {
            byte[] b = address.bytes();
            if (b[0] == 0) {
                return "of network 0.0.0.0/8, which no host has (RFC 1122 3.2.1.3)";
            }
            if ((b[0] & b[1] & b[2] & b[3]) == -1) {
                return "the broadcast address";
            }
        }
        return "";
    }

    private static void checkScheduler(VirtualService service, String path) {
        Scheduler scheduler = service.scheduler();
        if (!scheduler.isKnown()) {
            throw new Rejected(
                    Rule.SCHEDULER_UNKNOWN,
                    Fields.in(path, "scheduler"),
                    "scheduler '" + scheduler + "' is not known; choose one of " + String.join(" ", Scheduler.KNOWN));
        }
        // sh and mh define two flags; others define none, and the kernel keeps for them whatever is set, as ipvsadm -b
        // shows.
        boolean named = scheduler.name().equals("sh") || scheduler.name().equals("mh");
        if (named && service.schedulerFlags().flag3()) {
            throw new Rejected(
                    Rule.SCHEDULER_FLAG,
                    Fields.in(path, "schedulerFlags"),
                    "scheduler " + scheduler + " has no flag-3; it has " + scheduler + "-fallback and " + scheduler
                            + "-port");
        }
    }

    private static void checkPersistence(VirtualService service, String path) {
        Optional<Persistence> persistence = service.persistence();
        if (service.key() instanceof ServiceKey.Address a && a.port() == 0 && persistence.isEmpty()) {
            throw new Rejected(
                    Rule.PORT_ZERO_NEEDS_PERSISTENCE,
                    Fields.in(path, "service"),
                    "service " + a + " has port 0, which stands for every port and needs persistence; name a port or"
                            + " add persistence");
        }
        if (persistence.isPresent() && persistence.get().timeoutSeconds() > Persistence.MAX_TIMEOUT_SECONDS) {
            throw new Rejected(
                    Rule.LIMIT,
                    Fields.in(path, "persistence.timeoutSeconds"),
                    "persistence.timeoutSeconds is " + persistence.get().timeoutSeconds() + ", must be 1 to "
                            + Persistence.MAX_TIMEOUT_SECONDS + " (31 days)");
        }
        service.persistenceEngine().ifPresent(engine -> checkEngine(engine, persistence.isPresent(), path));
    }

    private static void checkEngine(String engine, boolean persistent, String path) {
        String field = Fields.in(path, "persistenceEngine");
        if (!ENGINES.contains(engine)) {
            throw new Rejected(
                    Rule.ENGINE_UNKNOWN,
                    field,
                    "persistence engine '" + engine + "' is not known; known is " + String.join(" ", ENGINES));
        }
        if (!persistent) {
            throw new Rejected(
                    Rule.ENGINE_NEEDS_PERSISTENCE,
                    field,
                    "persistence engine " + engine + " tells the clients of a persistent service apart; add"
                            + " persistence or leave the engine out");
        }
    }

    /** The group that the labels name, which must hold the service's address. */
    static Optional<VipGroup> checkGroup(ServiceKey key, ServiceLabels labels, GroupLookup groups, String path) {
        if (labels.group().isEmpty()) {
            return Optional.empty();
        }
        String name = labels.group().get();
        String field = Fields.in(path, "group");
        VipGroup group = groups.find(name)
                .orElseThrow(() -> new Rejected(
                        Rule.GROUP_UNKNOWN,
                        field,
                        "service " + key + " names VIP group '" + Names.shown(name)
                                + "', which is not there; define the group first"));
        if (key instanceof ServiceKey.Address a && !GroupRules.hasVip(group, a.address())) {
            throw new Rejected(
                    Rule.GROUP_ADDRESS,
                    field,
                    "the address of service " + key + " is none of the VIPs of group '" + name
                            + "'; add it to the group or name another group");
        }
        return Optional.of(group);
    }

    /** Where rules find VIP groups: those of a view, or those that a declaration leads to. */
    @FunctionalInterface
    interface GroupLookup {
        Optional<VipGroup> find(String name);

        static GroupLookup of(ImageView view) {
            return name -> Optional.ofNullable(view.groups().get(name));
        }
    }
}
