package io.directorate.events.model;

/**
 * Which bits of a client's address count for persistence.
 *
 * <p>IPv4 has a mask of 32 bits, which the kernel does not require to be contiguous; IPv6 has a prefix length. Kernel:
 * {@code IPVS_SVC_ATTR_NETMASK} in {@code include/uapi/linux/ip_vs.h}.
 *
 * @param family of the service
 * @param value the mask itself for IPv4 (network order read as a number), the prefix length 1 to 128 for IPv6
 */
public record Netmask(AddressFamily family, int value) {
    /** Checks the length of an IPv6 prefix. */
    public Netmask {
        if (family == AddressFamily.IPV6) {
            InvalidValueException.checkRange(value, 1, 128, "netmask");
        }
    }

    /**
     * Returns the mask that tells every client from every other.
     *
     * @param family of the service
     * @return 255.255.255.255 or 128
     */
    public static Netmask full(AddressFamily family) {
        return new Netmask(family, family == AddressFamily.IPV4 ? -1 : 128);
    }

    /**
     * Reads {@code 255.255.255.0} for IPv4, {@code 64} for IPv6.
     *
     * @param text the mask
     * @param family of the service
     * @return the mask
     * @throws InvalidValueException if it is not one
     */
    public static Netmask parse(String text, AddressFamily family) {
        if (family == AddressFamily.IPV4) {
            InvalidValueException.check(
                    IpAddress.isAddress(text) && IpAddress.parse(text).isIpv4(),
                    "netmask",
                    "netmask '" + text + "' is not of the form 255.255.255.0");
            byte[] b = IpAddress.parse(text).bytes();
            return new Netmask(
                    family, ((b[0] & 0xff) << 24) | ((b[1] & 0xff) << 16) | ((b[2] & 0xff) << 8) | (b[3] & 0xff));
        }
        boolean number = text.matches("[0-9]{1,3}");
        InvalidValueException.check(number, "netmask", "netmask '" + text + "' is not a prefix length from 1 to 128");
        return new Netmask(family, Integer.parseInt(text));
    }

    /**
     * Tells whether every client is told from every other.
     *
     * @return true for 255.255.255.255 and 128
     */
    public boolean isFull() {
        return equals(full(family));
    }

    @Override
    public String toString() {
        if (family == AddressFamily.IPV6) {
            return Integer.toString(value);
        }
        return (value >>> 24) + "." + ((value >>> 16) & 0xff) + "." + ((value >>> 8) & 0xff) + "." + (value & 0xff);
    }
}
