package io.directorate.events.model;

/** Address family, with the number that the kernel gives it ({@code include/linux/socket.h}). */
public enum AddressFamily {
    /** IPv4, {@code AF_INET}. */
    IPV4(2, 4),
    /** IPv6, {@code AF_INET6}. */
    IPV6(10, 16);

    private final int number;
    private final int addressBytes;

    AddressFamily(int number, int addressBytes) {
        this.number = number;
        this.addressBytes = addressBytes;
    }

    /**
     * Returns the kernel's number.
     *
     * @return {@code AF_INET} 2 or {@code AF_INET6} 10
     */
    public int number() {
        return number;
    }

    /**
     * Returns the length of an address.
     *
     * @return 4 or 16 bytes
     */
    public int addressBytes() {
        return addressBytes;
    }

    /**
     * Returns the length of an address in bits, which is the longest prefix.
     *
     * @return 32 or 128
     */
    public int addressBits() {
        return addressBytes * 8;
    }

    /**
     * Finds the family by the kernel's number.
     *
     * @param number {@code AF_INET} or {@code AF_INET6}
     * @return the family
     * @throws InvalidValueException for any other number
     */
    public static AddressFamily ofNumber(int number) {
        for (AddressFamily family : values()) {
            if (family.number == number) {
                return family;
            }
        }
        throw new InvalidValueException("family", "address family " + number + " is neither AF_INET 2 nor AF_INET6 10");
    }
}
