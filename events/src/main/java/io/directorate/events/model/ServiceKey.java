package io.directorate.events.model;

import java.util.Comparator;

/**
 * What identifies a virtual service: a protocol, address and port, or a firewall mark.
 *
 * <p>Text: {@code tcp:192.0.2.1:80}, {@code udp:[2001:db8::1]:53}, {@code fwmark:7}, {@code fwmark6:7}. Port 0 means every port
 * (persistent services only). Kernel: {@code struct ip_vs_service_user} in {@code include/uapi/linux/ip_vs.h}.
 */
public sealed interface ServiceKey extends Comparable<ServiceKey> permits ServiceKey.Address, ServiceKey.FirewallMark {

    /**
     * A service at an address.
     *
     * @param protocol that it speaks
     * @param address the virtual address
     * @param port 0 to 65535; 0 stands for every port
     */
    record Address(Protocol protocol, IpAddress address, int port) implements ServiceKey {
        /** Checks the port. */
        public Address {
            InvalidValueException.checkRange(port, 0, 65535, "port");
        }

        @Override
        public AddressFamily family() {
            return address.family();
        }

        // Written out: the ones that the compiler makes cost a small command 20 ms at its first map.
        @Override
        public boolean equals(Object other) {
            return other instanceof Address key
                    && protocol == key.protocol
                    && port == key.port
                    && address.equals(key.address);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * address.hashCode() + port) + protocol.number();
        }

        @Override
        public String toString() {
            return protocol.text() + ":" + address.inUrl() + ":" + port;
        }
    }

    /**
     * A service for packets that carry a firewall mark.
     *
     * @param mark 1 to 4294967295, as an unsigned 32-bit number
     * @param family of the packets
     */
    record FirewallMark(long mark, AddressFamily family) implements ServiceKey {
        /** Checks the mark. */
        public FirewallMark {
            InvalidValueException.check(
                    mark >= 1 && mark <= 0xffffffffL, "fwmark", "fwmark is " + mark + ", must be 1 to 4294967295");
        }

        // Written out as above.
        @Override
        public boolean equals(Object other) {
            return other instanceof FirewallMark key && mark == key.mark && family == key.family;
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(mark) + family.number();
        }

        @Override
        public String toString() {
            return (family == AddressFamily.IPV4 ? "fwmark:" : "fwmark6:") + mark;
        }
    }

    /**
     * Returns the family of the service's own address, or of the marked packets.
     *
     * @return IPv4 or IPv6
     */
    AddressFamily family();

    /**
     * Reads the text form.
     *
     * @param text as {@link Object#toString} writes it
     * @return the key
     * @throws InvalidValueException that says what was expected
     */
    static ServiceKey parse(String text) {
        return KeyText.parseService(text);
    }

    @Override
    default int compareTo(ServiceKey other) {
        return KeyText.SERVICE_ORDER.compare(this, other);
    }

    /**
     * Returns the order in which listings show services: address services first (by protocol, address, port), then marks.
     *
     * @return a total order consistent with equals
     */
    static Comparator<ServiceKey> listingOrder() {
        return KeyText.SERVICE_ORDER;
    }
}
