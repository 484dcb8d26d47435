package io.directorate.dataplane.packet;

import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;

/**
 * The Ethernet frame that tells a link's neighbours who has an address now, so that they correct their tables at once.
 *
 * <p>IPv4: a gratuitous ARP request (RFC 5227 section 3, RFC 5944 section 4.6), the form that keepalived sends and that
 * hosts accept which ignore unsolicited replies. IPv6: an unsolicited neighbour advertisement (RFC 4861 section 4.4 and
 * 7.2.6).
 */
public final class Announcement {
    /** ETH_P_ARP of include/uapi/linux/if_ether.h. */
    public static final int ETHER_TYPE_ARP = 0x0806;
    /** ETH_P_IPV6 of include/uapi/linux/if_ether.h. */
    public static final int ETHER_TYPE_IPV6 = 0x86dd;

    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    /** 33:33 and the low 32 bits of ff02::1 (RFC 2464 section 7). */
    private static final byte[] ALL_NODES_ETHERNET = {0x33, 0x33, 0, 0, 0, 1};

    private static final byte[] ALL_NODES = IpAddress.parse("ff02::1").bytes();

    private static final int ETHERNET_HEADER_BYTES = 14;
    private static final int ARP_BYTES = 28;
    private static final int IPV6_HEADER_BYTES = 40;
    /** Type, code, checksum, flags, target; then the option with the target's link-layer address. */
    private static final int ADVERTISEMENT_BYTES = 24 + 8;

    private static final int NEXT_HEADER_ICMPV6 = 58;
    /** Receivers drop advertisements with less: they came over a router (RFC 4861 section 7.1.2). */
    private static final int HOP_LIMIT = 255;

    private static final int TYPE_NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int FLAG_ROUTER = 0x80000000;
    private static final int FLAG_OVERRIDE = 0x20000000;
    private static final int OPTION_TARGET_LINK_LAYER_ADDRESS = 2;

    private Announcement() {}

    /**
     * The frame for an address of either family.
     *
     * @param address the address that is announced
     * @param owner the Ethernet address of the link that has it
     * @param isRouter whether the owner forwards packets, told in IPv6 only: hosts forget a router that says it is none
     */
    public static byte[] of(IpAddress address, HardwareAddress owner, boolean isRouter) {
        return address.isIpv4() ? gratuitousArp(address, owner) : neighbourAdvertisement(address, owner, isRouter);
    }

    /**
     * A gratuitous ARP request: who has this address, asked by the one who has it.
     *
     * <pre>
     * byte 0   Ethernet: broadcast, owner, type 0x0806
     * byte 14  hardware 1 (Ethernet), protocol 0x0800, lengths 6 and 4, operation 1 (request)
     * byte 22  sender: owner, address
     * byte 32  target: ff:ff:ff:ff:ff:ff, address
     * </pre>
     */
    static byte[] gratuitousArp(IpAddress address, HardwareAddress owner) {
        ByteBuffer frame = ethernet(BROADCAST, owner, ETHER_TYPE_ARP, ARP_BYTES);
        frame.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1)
                .put(owner.bytes())
                .put(address.bytes())
                .put(BROADCAST)
                .put(address.bytes());
        return bytes(frame);
    }

    /**
     * An unsolicited neighbour advertisement to all nodes, with the override flag.
     *
     * <pre>
     * byte 0   Ethernet: 33:33:00:00:00:01, owner, type 0x86dd
     * byte 14  IPv6: payload 32, next header 58, hop limit 255, from the address to ff02::1
     * byte 54  type 136, code 0, checksum, flags, target; option 2, length 1 (8 bytes), owner
     * </pre>
     */
    static byte[] neighbourAdvertisement(IpAddress address, HardwareAddress owner, boolean isRouter) {
        ByteBuffer frame = ethernet(ALL_NODES_ETHERNET, owner, ETHER_TYPE_IPV6, IPV6_HEADER_BYTES + ADVERTISEMENT_BYTES)
                .putInt(6 << 28)
                .putShort((short) ADVERTISEMENT_BYTES)
                .put((byte) NEXT_HEADER_ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(address.bytes())
                .put(ALL_NODES);
        int advertisementAt = frame.position();
        frame.put((byte) TYPE_NEIGHBOUR_ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(FLAG_OVERRIDE | (isRouter ? FLAG_ROUTER : 0))
                .put(address.bytes())
                .put((byte) OPTION_TARGET_LINK_LAYER_ADDRESS)
                .put((byte) 1)
                .put(owner.bytes());
        frame.putShort(advertisementAt + 2, (short) icmpv6Checksum(bytes(frame), advertisementAt));
        return bytes(frame);
    }

    private static ByteBuffer ethernet(byte[] destination, HardwareAddress source, int etherType, int payloadBytes) {
        if (!source.isEthernet()) {
            throw new IllegalArgumentException("'" + source + "' is not an Ethernet address of 6 bytes");
        }
        return ByteBuffer.allocate(ETHERNET_HEADER_BYTES + payloadBytes)
                .put(destination)
                .put(source.bytes())
                .putShort((short) etherType);
    }

    private static byte[] bytes(ByteBuffer frame) {
        byte[] bytes = new byte[frame.capacity()];
        frame.get(0, bytes);
        return bytes;
    }

    /** The checksum over pseudo-header and message, RFC 4443 section 2.3 and RFC 8200 section 8.1. */
    private static int icmpv6Checksum(byte[] frame, int messageAt) {
        int length = frame.length - messageAt;
        int addressesAt = ETHERNET_HEADER_BYTES + 8;
        int sum = length + NEXT_HEADER_ICMPV6;
        sum += wordSum(frame, addressesAt, addressesAt + 32);
        sum += wordSum(frame, messageAt, frame.length);
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return ~sum & 0xffff;
    }

    /** The sum of the big-endian 16-bit words of an even number of bytes. */
    private static int wordSum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += (Byte.toUnsignedInt(bytes[i]) << 8) | Byte.toUnsignedInt(bytes[i + 1]);
        }
        return sum;
    }
}
