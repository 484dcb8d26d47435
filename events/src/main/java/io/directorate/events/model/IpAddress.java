package io.directorate.events.model;

import java.util.Arrays;

/**
 * An IPv4 or IPv6 address. Immutable; never asks the name service.
 *
 * <p>Prints as {@code inet_ntop(3)} does: dotted quad, or RFC 5952 with an embedded quad for IPv4-mapped addresses. Ordered by family, then
 * by value. An IPv4-mapped IPv6 address stays an IPv6 address. Zone identifiers ({@code %eth0}) are refused.
 */
public final class IpAddress implements Comparable<IpAddress> {
    private final byte[] bytes;
    /** Each address is a part of many keys, and those are looked up again and again. */
    private final int hash;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /**
     * Makes an address of its bytes in network order.
     *
     * @param bytes 4 or 16 of them; copied
     * @return the address
     * @throws InvalidValueException for another length
     */
    public static IpAddress of(byte[] bytes) {
        InvalidValueException.check(
                bytes.length == 4 || bytes.length == 16,
                "address",
                () -> "an address has 4 or 16 bytes, not " + bytes.length);
        return new IpAddress(bytes.clone());
    }

    /**
     * Reads an address.
     *
     * @param text such as {@code 192.0.2.1} or {@code 2001:db8::1}, without brackets
     * @return the address
     * @throws InvalidValueException if it is not one; a host name is not
     */
    public static IpAddress parse(String text) {
        byte[] parsed = IpAddressText.parse(text);
        if (parsed == null) {
            throw new InvalidValueException("address", "'" + text + "' is not an IPv4 or IPv6 address");
        }
        return new IpAddress(parsed);
    }

    /**
     * Tells whether a text is an address that {@link #parse} takes.
     *
     * @param text anything
     * @return true if it is an address
     */
    public static boolean isAddress(String text) {
        return IpAddressText.parse(text) != null;
    }

    /**
     * Returns the unspecified address, {@code 0.0.0.0} or {@code ::}.
     *
     * @param family of the address
     * @return the address
     */
    public static IpAddress any(AddressFamily family) {
        return new IpAddress(new byte[family.addressBytes()]);
    }

    /**
     * Returns the family.
     *
     * @return IPv4 or IPv6
     */
    public AddressFamily family() {
        return bytes.length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }

    /**
     * Tells whether this is an IPv4 address.
     *
     * @return true for 4 bytes
     */
    public boolean isIpv4() {
        return bytes.length == 4;
    }

    /**
     * Tells whether every bit is 0.
     *
     * @return true for {@code 0.0.0.0} and {@code ::}
     */
    public boolean isAny() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether this is a multicast address (RFC 5771, RFC 4291 2.7).
     *
     * @return true for 224.0.0.0/4 and ff00::/8
     */
    public boolean isMulticast() {
        return isIpv4() ? (bytes[0] & 0xf0) == 0xe0 : (bytes[0] & 0xff) == 0xff;
    }

    /**
     * Returns the bytes in network order.
     *
     * @return a copy, 4 or 16 long
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns the address as it stands before a colon and a port: IPv6 in brackets.
     *
     * @return such as {@code 192.0.2.1} or {@code [2001:db8::1]}
     */
    public String inUrl() {
        return isIpv4() ? toString() : "[" + this + "]";
    }

    @Override
    public int compareTo(IpAddress other) {
        int byLength = Integer.compare(bytes.length, other.bytes.length);
        return byLength != 0 ? byLength : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress address && hash == address.hash && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return IpAddressText.format(bytes);
    }
}
