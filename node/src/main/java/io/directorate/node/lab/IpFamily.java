package io.directorate.node.lab;

/** Version of the Internet Protocol. */
public enum IpFamily {
    /** IPv4. */
    V4,
    /** IPv6. */
    V6;

    /** Of this address literal. */
    public static IpFamily of(String address) {
        return address.indexOf(':') >= 0 ? V6 : V4;
    }

    /** Bits of an address: the prefix length of a single host. */
    int bits() {
        return this == V4 ? 32 : 128;
    }
}
