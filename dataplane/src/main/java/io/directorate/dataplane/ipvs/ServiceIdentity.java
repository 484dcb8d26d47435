package io.directorate.dataplane.ipvs;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.ServiceKey;
import java.util.Optional;

/**
 * What identifies a service for the kernel, which also takes protocols that have no {@link ServiceKey}.
 *
 * @param family {@code IPVS_SVC_ATTR_AF}
 * @param protocol IANA number; 0 under a firewall mark
 * @param endpoint virtual address and port; all zero under a firewall mark
 * @param mark firewall mark; 0 for none
 */
record ServiceIdentity(AddressFamily family, int protocol, Endpoint endpoint, long mark) {
    static ServiceIdentity of(ServiceKey key) {
        if (key instanceof ServiceKey.Address address) {
            return new ServiceIdentity(
                    address.family(), address.protocol().number(), new Endpoint(address.address(), address.port()), 0);
        }
        ServiceKey.FirewallMark mark = (ServiceKey.FirewallMark) key;
        return ofMark(mark.family(), mark.mark());
    }

    static ServiceIdentity ofMark(AddressFamily family, long mark) {
        return new ServiceIdentity(family, 0, new Endpoint(IpAddress.any(family), 0), mark);
    }

    /** The key, empty for a protocol that IPVS does not balance. */
    Optional<ServiceKey> key() {
        if (mark != 0) {
            return Optional.of(new ServiceKey.FirewallMark(mark, family));
        }
        for (Protocol known : Protocol.values()) {
            if (known.number() == protocol) {
                return Optional.of(new ServiceKey.Address(known, endpoint.address(), endpoint.port()));
            }
        }
        return Optional.empty();
    }

    // Written out: the ones that the compiler makes cost a small command 20 ms at the first call.
    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceIdentity identity
                && family == identity.family
                && protocol == identity.protocol
                && mark == identity.mark
                && endpoint.equals(identity.endpoint);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * endpoint.hashCode() + protocol) + Long.hashCode(mark)) + family.number();
    }
}
