package io.directorate.events.service;

import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.GroupMode;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold for a VIP group by itself, beside the other groups, and for the services that name it. */
final class GroupRules {
    private GroupRules() {}

    static boolean hasVip(VipGroup group, IpAddress address) {
        return group.vips().stream().anyMatch(vip -> vip.address().equals(address));
    }

    /** Checks one group against the others; {@code others} may hold an older form of it, which does not count. */
    static void check(VipGroup group, Collection<VipGroup> others, String path) {
        checkList(group, group.vips(), Fields.in(path, "vips"));
        checkList(group, group.innerGateways(), Fields.in(path, "innerGateways"));
        checkList(group, group.localAddresses(), Fields.in(path, "localAddresses"));
        checkElection(group, path);
        group.preferences().keySet().forEach(name -> Names.checkDirector(name, Fields.in(path, "preferences." + name)));
        for (VipGroup other : others) {
            if (!other.name().equals(group.name())) {
                checkBeside(group, other, path);
            }
        }
    }

    private static void checkList(VipGroup group, List<GroupAddress> addresses, String field) {
        Set<IpAddress> seen = new HashSet<>();
        for (int i = 0; i < addresses.size(); i++) {
            IpAddress address = addresses.get(i).address();
            String at = Fields.at(field, i) + ".address";
            String why = ServiceRules.unfit(address);
            if (!why.isEmpty()) {
                throw new Rejected(
                        Rule.ADDRESS, at, address + " cannot be held by group '" + group.name() + "': it is " + why);
            }
            if (!seen.add(address)) {
                throw new Rejected(
                        Rule.DUPLICATE,
                        at,
                        address + " stands twice in this list of group '" + group.name() + "'; leave one out");
            }
        }
    }

    private static void checkElection(VipGroup group, String path) {
        if (group.vrrp().isEmpty() || group.vrrp().get().version() != 2) {
            return;
        }
        for (int i = 0; i < group.vips().size(); i++) {
            IpAddress address = group.vips().get(i).address();
            if (!address.isIpv4()) {
                throw new Rejected(
                        Rule.GROUP_ADDRESS,
                        Fields.in(path, "vips[" + i + "].address"),
                        "VRRP version 2 is for IPv4 only (RFC 3768), and group '" + group.name() + "' has " + address
                                + "; use version 3");
            }
        }
    }

    private static void checkBeside(VipGroup group, VipGroup other, String path) {
        Set<IpAddress> taken = addresses(other).map(GroupAddress::address).collect(Collectors.toSet());
        addresses(group)
                .filter(own -> taken.contains(own.address()))
                .findFirst()
                .ifPresent(own -> {
                    throw new Rejected(
                            Rule.GROUP_ADDRESS,
                            Fields.in(path, fieldOf(group, own)),
                            own.address() + " of group '" + group.name() + "' stands in group '" + other.name()
                                    + "' already; two groups may have two owners, so an address belongs to one");
                });
        if (sameRouter(group, other)) {
            throw new Rejected(
                    Rule.DUPLICATE,
                    Fields.in(path, "vrrp.virtualRouterId"),
                    "virtual router id " + group.vrrp().orElseThrow().virtualRouterId() + " of group '" + group.name()
                            + "' is that of group '" + other.name()
                            + "' on the same network; give each its own (RFC 9568 5.2.3)");
        }
    }

    private static boolean sameRouter(VipGroup a, VipGroup b) {
        return a.mode() == GroupMode.VRRP
                && b.mode() == GroupMode.VRRP
                && a.vrrp().orElseThrow().virtualRouterId()
                        == b.vrrp().orElseThrow().virtualRouterId()
                && a.vips().stream()
                        .anyMatch(x -> b.vips().stream().anyMatch(y -> y.role().equals(x.role())));
    }

    private static Stream<GroupAddress> addresses(VipGroup group) {
        return Stream.of(group.vips(), group.innerGateways(), group.localAddresses())
                .flatMap(List::stream);
    }

    private static String fieldOf(VipGroup group, GroupAddress address) {
        if (group.vips().contains(address)) {
            return "vips[" + group.vips().indexOf(address) + "].address";
        }
        return group.innerGateways().contains(address)
                ? "innerGateways[" + group.innerGateways().indexOf(address) + "].address"
                : "localAddresses[" + group.localAddresses().indexOf(address) + "].address";
    }

    /** Checks that a service which is there can live with what becomes of its group; empty if the group goes. */
    static void checkUser(ServiceEntry user, String name, Optional<VipGroup> next, String field) {
        if (next.isEmpty()) {
            throw new Rejected(
                    Rule.GROUP_IN_USE,
                    field,
                    "service " + user.service().key() + " names VIP group '" + name
                            + "'; delete the service or label it anew first");
        }
        ServiceRules.GroupLookup lookup = ignored -> next;
        try {
            ServiceRules.checkGroup(user.service().key(), user.labels(), lookup, "");
            user.servers().forEach(server -> ServerRules.check(user.service().key(), server, next, ""));
        } catch (Rejected e) {
            // The fault is in the group, where the field points; the service was there before.
            throw new Rejected(e.rejection().rule(), field, e.rejection().message());
        }
    }
}
