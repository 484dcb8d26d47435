package io.directorate.node.ipvsadm;

import io.directorate.events.model.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An address with an optional port, read as {@code ipvsadm} does.
 *
 * @param address of the host
 * @param port empty where none was given
 */
record ServiceText(IpAddress address, OptionalInt port) {
    private static final int HIGHEST_PORT = 65535;

    /**
     * Reads {@code host}, {@code host:port}, {@code [ipv6]:port} or {@code ipv6}; host and port can be names. Brackets need a port after
     * them; around something that is not IPv6 they lose it, as in the C program.
     *
     * @param protocol for names of ports
     * @return empty if it is none of these
     */
    static Optional<ServiceText> parse(String text, int protocol, NameResolver names) {
        if (CText.isAllDigits(text)) {
            return Optional.empty();
        }
        String host = text;
        Optional<String> port = Optional.empty();
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0 || !text.startsWith("]:", close)) {
                return Optional.empty();
            }
            host = text.substring(1, close);
            port = Optional.of(text.substring(close + 2));
        }
        Optional<IpAddress> address = CText.ipv6(host);
        if (address.isEmpty()) {
            int colon = host.lastIndexOf(':');
            port = colon < 0 ? Optional.empty() : Optional.of(host.substring(colon + 1));
            address = ipv4(colon < 0 ? host : host.substring(0, colon), names);
        }
        if (address.isEmpty()) {
            return Optional.empty();
        }
        if (port.isEmpty()) {
            return Optional.of(new ServiceText(address.get(), OptionalInt.empty()));
        }
        OptionalInt number = port(port.get(), protocol, names);
        return number.isEmpty() ? Optional.empty() : Optional.of(new ServiceText(address.get(), number));
    }

    /** An IPv4 address, or that of a host. */
    static Optional<IpAddress> ipv4(String host, NameResolver names) {
        Optional<IpAddress> address = CText.ipv4(host);
        return address.isPresent() ? address : names.ipv4Address(host);
    }

    private static OptionalInt port(String text, int protocol, NameResolver names) {
        OptionalInt number = CText.decimal(text, 0, HIGHEST_PORT);
        return number.isPresent() ? number : names.port(text, protocol);
    }
}
