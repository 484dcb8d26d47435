package io.directorate.node.ipvsadm;

import io.directorate.events.model.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** A few names that every test knows: host {@code www} is 192.0.2.80, port {@code http} is TCP 80, {@code domain} TCP and UDP 53. */
final class FewNames implements NameResolver {
    @Override
    public Optional<String> hostName(IpAddress address) {
        return switch (address.toString()) {
            case "192.0.2.80" -> Optional.of("www");
            case "2001:db8::80" -> Optional.of("www6.a-name-that-is-longer-than-the-column-of-the-listing.example.org");
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<IpAddress> ipv4Address(String hostName) {
        return hostName.equals("www") ? Optional.of(IpAddress.parse("192.0.2.80")) : Optional.empty();
    }

    @Override
    public Optional<String> serviceName(int port, int protocol) {
        if (port == 53 && (protocol == 6 || protocol == 17)) {
            return Optional.of("domain");
        }
        return port == 80 && protocol == 6 ? Optional.of("http") : Optional.empty();
    }

    @Override
    public OptionalInt port(String serviceName, int protocol) {
        if (serviceName.equals("domain") && (protocol == 6 || protocol == 17)) {
            return OptionalInt.of(53);
        }
        return serviceName.equals("http") && protocol == 6 ? OptionalInt.of(80) : OptionalInt.empty();
    }
}
