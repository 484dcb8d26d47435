package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Neighbours on the wire, {@code struct ndmsg} and {@code NDA_*} of {@code include/uapi/linux/neighbour.h}.
 *
 * <pre>
 * byte 0 u8 family  1 pad  4 i32 link index  8 u16 state  10 u8 flags  11 u8 type
 * </pre>
 */
final class NeighbourCodec {
    static final int HEADER_BYTES = 12;

    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NDA_IFINDEX = 8;

    private NeighbourCodec() {}

    /** A dump of a family's neighbours, or with the flag NTF_PROXY of its proxies; with link 0 of all links. */
    static Message list(AddressFamily family, int linkIndex, int flags) {
        MessageBuilder builder = header(
                new MessageBuilder("list " + family + " neighbours", RouteMessages.RTM_GETNEIGH, 0),
                family,
                0,
                0,
                flags);
        if (linkIndex != 0) {
            builder.u32(NDA_IFINDEX, linkIndex);
        }
        return builder.build();
    }

    static Message add(Neighbour neighbour, int flags) {
        return write("add neighbour " + neighbour.address(), RouteMessages.RTM_NEWNEIGH, flags, neighbour);
    }

    static Message delete(Neighbour neighbour) {
        return write("delete neighbour " + neighbour.address(), RouteMessages.RTM_DELNEIGH, 0, neighbour);
    }

    private static Message write(String operation, int type, int flags, Neighbour neighbour) {
        IpAddress address = neighbour.address();
        MessageBuilder builder = header(
                        new MessageBuilder(operation, type, flags),
                        address.family(),
                        neighbour.linkIndex(),
                        neighbour.state(),
                        neighbour.flags())
                .bytes(NDA_DST, address.bytes());
        HardwareAddress hardwareAddress = neighbour.hardwareAddress();
        if (hardwareAddress != null) {
            builder.bytes(NDA_LLADDR, hardwareAddress.bytes());
        }
        return builder.build();
    }

    private static MessageBuilder header(
            MessageBuilder builder, AddressFamily family, int linkIndex, int state, int flags) {
        return builder.headerU8(family.number())
                .headerU8(0)
                .headerU16(0)
                .headerU32(linkIndex)
                .headerU16(state)
                .headerU8(flags)
                .headerU8(0);
    }

    /** The neighbour in a message, empty if it is of another family or of no link, as the proxies for all links. */
    static Optional<Neighbour> decode(ReceivedMessage message) {
        ByteBuffer header = message.header(HEADER_BYTES);
        AddressFamily family = RouteMessages.family(header.get(0));
        int linkIndex = header.getInt(4);
        if (family == null || linkIndex <= 0) {
            return Optional.empty();
        }
        IpAddress address = null;
        HardwareAddress hardwareAddress = null;
        AttributeReader attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NDA_DST -> address = RouteMessages.address(attributes, family);
                case NDA_LLADDR -> hardwareAddress = RouteMessages.hardwareAddress(attributes);
                default -> {}
            }
        }
        if (address == null) {
            throw new MalformedMessageException("neighbour", 0, "an address (NDA_DST)", "none");
        }
        int state = Short.toUnsignedInt(header.getShort(8));
        return Optional.of(
                new Neighbour(linkIndex, address, hardwareAddress, state, Byte.toUnsignedInt(header.get(10))));
    }
}
