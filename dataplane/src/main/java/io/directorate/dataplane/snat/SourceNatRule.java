package io.directorate.dataplane.snat;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.ServiceKey;

/**
 * Gives connections of one virtual service to one real server a source address.
 *
 * @param service through which they come
 * @param server to which they go
 * @param localAddress which becomes their source, of the real server's family
 * @param everyNth the rule takes each so-many-th of those connections that reach it, and leaves the others to the next rule; 1 for all
 */
public record SourceNatRule(ServiceKey service, Endpoint server, IpAddress localAddress, int everyNth) {
    /** Checks the family and the range. */
    public SourceNatRule {
        if (localAddress.family() != server.address().family()) {
            throw new IllegalArgumentException(
                    "local address " + localAddress + " is not of the family of real server " + server);
        }
        if (everyNth < 1 || everyNth > 65_536) {
            throw new IllegalArgumentException("everyNth is " + everyNth + ", must be 1 to 65536");
        }
    }

    /**
     * Returns the family of the packets.
     *
     * @return that of the real server
     */
    public AddressFamily family() {
        return server.address().family();
    }

    /**
     * Returns the rule in the words of {@code iptables(8)} and {@code iptables-extensions(8)}, without the chain.
     *
     * @return such as {@code -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -m ipvs … -j SNAT --to-source 10.0.0.9}
     */
    public String arguments() {
        StringBuilder text = new StringBuilder("-d ").append(server.address());
        text.append(family() == AddressFamily.IPV4 ? "/32" : "/128");
        if (service instanceof ServiceKey.Address address) {
            String protocol = address.protocol().text();
            text.append(" -p ").append(protocol);
            if (server.port() != 0) {
                text.append(" -m ").append(protocol).append(" --dport ").append(server.port());
            }
            text.append(" -m ipvs --vproto ").append(address.protocol().number());
            text.append(" --vaddr ").append(address.address());
            if (address.port() != 0) {
                text.append(" --vport ").append(address.port());
            }
        } else if (service instanceof ServiceKey.FirewallMark mark) {
            text.append(" -m mark --mark 0x").append(Long.toHexString(mark.mark()));
            text.append(" -m ipvs");
        }
        text.append(" --vdir ORIGINAL --vmethod MASQ");
        if (everyNth > 1) {
            text.append(" -m statistic --mode nth --every ").append(everyNth).append(" --packet 0");
        }
        return text.append(" -j SNAT --to-source ").append(localAddress).toString();
    }
}
