package io.directorate.dataplane.route;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;

/**
 * A network: an address and how many of its leading bits count. Prints as {@code 192.0.2.0/24}.
 *
 * @param address with all other bits 0
 * @param length 0 to 32 or 128
 */
public record IpPrefix(IpAddress address, int length) {
    /** Checks that the length fits and no bit is set behind it. */
    public IpPrefix {
        int bits = address.family().addressBits();
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException(
                    "a prefix of " + address + " has a length from 0 to " + bits + ", not " + length);
        }
        byte[] bytes = address.bytes();
        for (int bit = length; bit < bits; bit++) {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                throw new IllegalArgumentException(address + "/" + length + " has bits set behind its length");
            }
        }
    }

    /** The prefix of one address alone. */
    public static IpPrefix host(IpAddress address) {
        return new IpPrefix(address, address.family().addressBits());
    }

    /** The prefix of all addresses of a family, the destination of a default route. */
    public static IpPrefix all(AddressFamily family) {
        return new IpPrefix(IpAddress.any(family), 0);
    }

    /**
     * Reads a prefix.
     *
     * @param text such as {@code 192.0.2.0/24}, or an address for a prefix of it alone
     * @throws IllegalArgumentException if it is not one
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return host(IpAddress.parse(text));
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        try {
            return new IpPrefix(address, Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no number as prefix length", e);
        }
    }

    /** The address family. */
    public AddressFamily family() {
        return address.family();
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
