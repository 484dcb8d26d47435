package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import org.jspecify.annotations.Nullable;

/** Message types of rtnetlink, {@code include/uapi/linux/rtnetlink.h}, and readers that several codecs share. */
final class RouteMessages {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;
    static final int RTM_NEWNEIGH = 28;
    static final int RTM_DELNEIGH = 29;
    static final int RTM_GETNEIGH = 30;
    static final int RTM_NEWRULE = 32;
    static final int RTM_DELRULE = 33;
    static final int RTM_GETRULE = 34;

    /** AF_UNSPEC. */
    static final int UNSPECIFIED = 0;

    /** IFNAMSIZ less its NUL. */
    static final int MAX_LINK_NAME_BYTES = 15;

    private RouteMessages() {}

    /** The family of a message, or null if it is neither IPv4 nor IPv6 (MPLS, multicast routing). */
    static @Nullable AddressFamily family(int number) {
        for (AddressFamily family : AddressFamily.values()) {
            if (family.number() == number) {
                return family;
            }
        }
        return null;
    }

    /** The address in an attribute, which must be of this family. */
    static IpAddress address(AttributeReader attribute, AddressFamily family) {
        if (attribute.length() != family.addressBytes()) {
            throw attribute.malformed(
                    "an " + family + " address of " + family.addressBytes() + " bytes", attribute.length() + " bytes");
        }
        return IpAddress.of(attribute.bytes());
    }

    /** The prefix in an attribute; bits behind its length are cleared. */
    static IpPrefix prefix(AttributeReader attribute, AddressFamily family, int length) {
        byte[] bytes = address(attribute, family).bytes();
        if (length > family.addressBits()) {
            throw prefixTooLong(family, length);
        }
        for (int bit = length; bit < family.addressBits(); bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return new IpPrefix(IpAddress.of(bytes), length);
    }

    static MalformedMessageException prefixTooLong(AddressFamily family, int length) {
        return new MalformedMessageException(
                "prefix length", 0, "at most " + family.addressBits() + " for " + family, String.valueOf(length));
    }

    /** The hardware address in an attribute, or null if it is empty, as links without one have it. */
    static @Nullable HardwareAddress hardwareAddress(AttributeReader attribute) {
        if (attribute.length() == 0) {
            return null;
        }
        if (attribute.length() > HardwareAddress.MAX_BYTES) {
            throw attribute.malformed(
                    "a hardware address of at most " + HardwareAddress.MAX_BYTES + " bytes",
                    attribute.length() + " bytes");
        }
        return HardwareAddress.of(attribute.bytes());
    }

    static String requireLinkName(String name) {
        boolean usable = !name.isEmpty()
                && name.length() <= MAX_LINK_NAME_BYTES
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().allMatch(c -> c > ' ' && !Character.isWhitespace(c) && c != '/' && c != ':');
        if (!usable) {
            throw new IllegalArgumentException("'" + name + "' is not a link name: 1 to " + MAX_LINK_NAME_BYTES
                    + " characters without space, slash and colon");
        }
        return name;
    }
}
