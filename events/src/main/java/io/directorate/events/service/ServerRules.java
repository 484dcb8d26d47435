package io.directorate.events.service;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.Optional;

/** What must hold for a real server beside its service and that service's VIP group. */
final class ServerRules {
    private ServerRules() {}

    static void check(ServiceKey key, RealServer server, Optional<VipGroup> group, String path) {
        checkAddress(server, Fields.in(path, "server"));
        checkFamily(key, server, Fields.in(path, "server"));
        checkPort(key, server, Fields.in(path, "server"));
        // ip_vs_add_dest() and ip_vs_edit_dest() answer ERANGE.
        if (server.lowerThreshold() > server.upperThreshold()) {
            throw new Rejected(
                    Rule.THRESHOLD_ORDER,
                    Fields.in(path, "lowerThreshold"),
                    "the lower threshold " + server.lowerThreshold() + " of " + server.endpoint()
                            + " is above the upper threshold " + server.upperThreshold()
                            + "; connections would never come back");
        }
        checkLocalAddress(key, server, group, Fields.in(path, "method"));
    }

    private static void checkAddress(RealServer server, String field) {
        IpAddress address = server.endpoint().address();
        String why = ServiceRules.unfit(address);
        // ip_vs_new_dest() takes unicast only, and no IPv6 link-local address, which means nothing without its link.
        if (why.isEmpty() && !address.isIpv4() && isLinkLocal(address)) {
            why = "a link-local address, which names no link here";
        }
        if (!why.isEmpty()) {
            throw new Rejected(Rule.ADDRESS, field, address + " cannot be a real server: it is " + why);
        }
    }

    private static boolean isLinkLocal(IpAddress address) {
        byte[] b = address.bytes();
        return b[0] == (byte) 0xfe && (b[1] & 0xc0) == 0x80;
    }

    private static void checkFamily(ServiceKey key, RealServer server, String field) {
        AddressFamily own = server.endpoint().address().family();
        if (own == key.family()) {
            return;
        }
        // ip_vs_genl_set_cmd(): only tunnels may differ, and none while a sync daemon runs; ours always do.
        String why = server.method() == ForwardingMethod.TUN
                ? "the kernel cannot have such a tunnel while connections are synchronised, which directors always do"
                : "only tunnels could cross families, and not "
                        + server.method().text();
        throw new Rejected(
                Rule.FAMILY_MISMATCH,
                field,
                "real server " + server.endpoint() + " is " + text(own) + " and service " + key + " is "
                        + text(key.family()) + ": " + why + "; give an " + text(key.family()) + " address");
    }

    private static String text(AddressFamily family) {
        return family == AddressFamily.IPV4 ? "IPv4" : "IPv6";
    }

    /**
     * Direct routing and tunnelling leave the packet's port as it is. A service by firewall mark has no port to compare with: the port of its
     * servers is kept and shown, and has no effect, as with {@code ipvsadm} and the kernel.
     */
    private static void checkPort(ServiceKey key, RealServer server, String field) {
        if (!server.method().mapsPorts()
                && key instanceof ServiceKey.Address a
                && a.port() != server.endpoint().port()) {
            throw new Rejected(
                    Rule.PORT_MAPPED_WITHOUT_NAT,
                    field,
                    "real server " + server.endpoint() + " has port "
                            + server.endpoint().port() + ", service " + key + " has port " + a.port() + ": method "
                            + server.method().text() + " cannot map ports; give port " + a.port()
                            + " or use nat or fullnat");
        }
    }

    private static void checkLocalAddress(ServiceKey key, RealServer server, Optional<VipGroup> group, String field) {
        if (server.method() != ForwardingMethod.FULLNAT) {
            return;
        }
        AddressFamily family = server.endpoint().address().family();
        if (group.isEmpty()) {
            throw new Rejected(
                    Rule.FULLNAT_NEEDS_LOCAL_ADDRESS,
                    field,
                    "real server " + server.endpoint() + " of service " + key
                            + " is fullnat, which needs a VIP group with a local " + text(family)
                            + " address; name the group in the service");
        }
        if (group.get().localAddresses().stream()
                .noneMatch(local -> local.address().family() == family)) {
            throw new Rejected(
                    Rule.FULLNAT_NEEDS_LOCAL_ADDRESS,
                    field,
                    "real server " + server.endpoint() + " of service " + key + " is fullnat, and group '"
                            + group.get().name() + "' has no local " + text(family)
                            + " address; add one to its localAddresses");
        }
    }
}
