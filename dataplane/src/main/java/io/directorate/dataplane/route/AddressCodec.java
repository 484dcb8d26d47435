package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses on the wire, {@code struct ifaddrmsg} and {@code IFA_*} of {@code include/uapi/linux/if_addr.h}.
 *
 * <pre>
 * byte 0 u8 family  1 u8 prefix length  2 u8 flags  3 u8 scope  4 u32 link index
 * </pre>
 */
final class AddressCodec {
    static final int HEADER_BYTES = 8;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;

    /** struct ifa_cacheinfo: u32 preferred and valid seconds, u32 times of creation and update. */
    private static final int CACHEINFO_BYTES = 16;

    private AddressCodec() {}

    static Message list(int family, int linkIndex) {
        return header(new MessageBuilder("list addresses", RouteMessages.RTM_GETADDR, 0), family, 0, 0, linkIndex)
                .build();
    }

    static Message add(InterfaceAddress address, int flags) {
        MessageBuilder builder = begin("add address " + address, RouteMessages.RTM_NEWADDR, flags, address);
        if (address.flags() != 0) {
            builder.u32(IFA_FLAGS, address.flags());
        }
        if ((address.flags() & InterfaceAddress.DEPRECATED) != 0) {
            ByteBuffer lifetimes = ByteBuffer.allocate(CACHEINFO_BYTES).order(ByteOrder.nativeOrder());
            builder.bytes(IFA_CACHEINFO, lifetimes.putInt(4, -1).array());
        }
        return builder.build();
    }

    static Message delete(InterfaceAddress address) {
        return begin("delete address " + address, RouteMessages.RTM_DELADDR, 0, address)
                .build();
    }

    private static MessageBuilder begin(String operation, int type, int flags, InterfaceAddress address) {
        MessageBuilder builder = header(
                new MessageBuilder(operation, type, flags),
                address.address().family().number(),
                address.prefixLength(),
                address.scope(),
                address.linkIndex());
        byte[] bytes = address.address().bytes();
        builder.bytes(IFA_LOCAL, bytes).bytes(IFA_ADDRESS, bytes);
        String label = address.label();
        if (label != null && address.address().isIpv4()) {
            builder.string(IFA_LABEL, label);
        }
        return builder;
    }

    private static MessageBuilder header(MessageBuilder builder, int family, int prefix, int scope, int linkIndex) {
        return builder.headerU8(family)
                .headerU8(prefix)
                .headerU8(0)
                .headerU8(scope)
                .headerU32(linkIndex);
    }

    /** The address in a message, empty if it is of another family. */
    static Optional<InterfaceAddress> decode(ReceivedMessage message) {
        ByteBuffer header = message.header(HEADER_BYTES);
        AddressFamily family = RouteMessages.family(header.get(0));
        if (family == null) {
            return Optional.empty();
        }
        IpAddress local = null;
        IpAddress address = null;
        String label = null;
        int flags = Byte.toUnsignedInt(header.get(2));
        AttributeReader attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_LOCAL -> local = RouteMessages.address(attributes, family);
                case IFA_ADDRESS -> address = RouteMessages.address(attributes, family);
                case IFA_LABEL -> label = attributes.string(RouteMessages.MAX_LINK_NAME_BYTES);
                case IFA_FLAGS -> flags = attributes.u32();
                default -> {}
            }
        }
        return Optional.of(of(header, family, local != null ? local : address, label, flags));
    }

    private static InterfaceAddress of(
            ByteBuffer header, AddressFamily family, @Nullable IpAddress own, @Nullable String label, int flags) {
        int linkIndex = header.getInt(4);
        int prefixLength = Byte.toUnsignedInt(header.get(1));
        if (own == null || linkIndex <= 0 || prefixLength > family.addressBits()) {
            throw new MalformedMessageException(
                    "address",
                    0,
                    "an address, a link and a prefix length that fits",
                    own + ", link " + linkIndex + ", prefix length " + prefixLength);
        }
        int scope = Byte.toUnsignedInt(header.get(3));
        return new InterfaceAddress(linkIndex, own, prefixLength, scope, label, flags);
    }
}
