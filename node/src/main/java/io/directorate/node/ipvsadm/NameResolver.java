package io.directorate.node.ipvsadm;

import io.directorate.events.model.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** Names of hosts and ports, both ways. Every method answers within a bounded time; what is not found in it has no name. */
interface NameResolver {
    /** A host's name, as {@code gethostbyaddr(3)} finds it. */
    Optional<String> hostName(IpAddress address);

    /** A host's first IPv4 address, as {@code gethostbyname(3)} finds it. */
    Optional<IpAddress> ipv4Address(String hostName);

    /**
     * A port's name, as {@code getservbyport(3)} finds it.
     *
     * @param protocol IANA number; a protocol that IPVS does not balance has no names
     */
    Optional<String> serviceName(int port, int protocol);

    /** A port by its name, as {@code getservbyname(3)} finds it. */
    OptionalInt port(String serviceName, int protocol);
}
