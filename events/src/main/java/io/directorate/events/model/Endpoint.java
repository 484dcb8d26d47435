package io.directorate.events.model;

import java.util.Comparator;

/**
 * An address and a port: what identifies a real server within its service.
 *
 * @param address of the host
 * @param port 0 to 65535; 0 stands for the port that the client asked for (services without a port, firewall marks)
 */
public record Endpoint(IpAddress address, int port) implements Comparable<Endpoint> {
    /** Checks the port. */
    public Endpoint {
        InvalidValueException.checkRange(port, 0, 65535, "port");
    }

    /**
     * Reads {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}.
     *
     * @param text as {@link #toString} writes it
     * @return the endpoint
     * @throws InvalidValueException that says what was expected
     */
    public static Endpoint parse(String text) {
        return KeyText.parseEndpoint(text);
    }

    @Override
    public int compareTo(Endpoint other) {
        return Comparator.comparing(Endpoint::address)
                .thenComparingInt(Endpoint::port)
                .compare(this, other);
    }

    // Written out: the ones that the compiler makes cost a small command 20 ms at its first map.
    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint endpoint && port == endpoint.port && address.equals(endpoint.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + port;
    }

    @Override
    public String toString() {
        return address.inUrl() + ":" + port;
    }
}
