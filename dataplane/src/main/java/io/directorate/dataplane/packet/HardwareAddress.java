package io.directorate.dataplane.packet;

import java.util.Arrays;
import java.util.HexFormat;

/** A link-layer address: six bytes on Ethernet, other lengths on tunnels. Immutable. */
public final class HardwareAddress {
    /** The length of an Ethernet address. */
    public static final int ETHERNET_BYTES = 6;
    /** The longest address, MAX_ADDR_LEN of include/linux/netdevice.h. */
    public static final int MAX_BYTES = 32;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private final byte[] bytes;

    private HardwareAddress(byte[] bytes) {
        if (bytes.length < 1 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a hardware address has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        this.bytes = bytes;
    }

    /**
     * An address of bytes.
     *
     * @param bytes 1 to {@link #MAX_BYTES} of them; copied
     */
    public static HardwareAddress of(byte[] bytes) {
        return new HardwareAddress(bytes.clone());
    }

    /**
     * An address of text.
     *
     * @param text such as {@code 02:00:5e:10:00:01}
     * @throws IllegalArgumentException if it is not one
     */
    public static HardwareAddress parse(String text) {
        try {
            return new HardwareAddress(COLONS.parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a hardware address such as 02:00:5e:10:00:01", e);
        }
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether it has the length of an Ethernet address. */
    public boolean isEthernet() {
        return bytes.length == ETHERNET_BYTES;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardwareAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return COLONS.formatHex(bytes);
    }
}
