package io.directorate.dataplane.netlink;

import java.util.List;

/**
 * Generic netlink: how a family is found, {@code include/uapi/linux/genetlink.h}.
 *
 * <p>{@code struct genlmsghdr}: u8 command, u8 version, u16 reserved; then the family's own header, then attributes.
 */
public final class GenericNetlink {
    /** GENL_HDRLEN, the length of {@code struct genlmsghdr}. */
    public static final int HEADER_BYTES = 4;
    /** GENL_NAMSIZ less its NUL: the longest name of a family. */
    public static final int MAX_NAME_BYTES = 15;

    /** The family that knows the others; its id GENL_ID_CTRL is the only fixed one. */
    static final GenericFamily CONTROLLER = new GenericFamily("nlctrl", 0x10, 2, 0, 10);

    private static final int CTRL_CMD_NEWFAMILY = 1;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int CTRL_ATTR_VERSION = 3;
    private static final int CTRL_ATTR_HDRSIZE = 4;
    private static final int CTRL_ATTR_MAXATTR = 5;

    private GenericNetlink() {}

    /**
     * Asks the kernel for a family.
     *
     * @param connection a connection on NETLINK_GENERIC
     * @param name the family's name, at most {@link #MAX_NAME_BYTES} bytes
     * @throws NetlinkException with ENOENT ({@link NetlinkException#isNotFound}) if the kernel has no such family and could
     *     not load a module for it
     */
    public static GenericFamily resolve(NetlinkConnection connection, String name) {
        Message request = CONTROLLER
                .message("resolve generic netlink family " + name, CTRL_CMD_GETFAMILY, 0)
                .string(CTRL_ATTR_FAMILY_NAME, name)
                .build();
        List<GenericFamily> families = connection.request(request, GenericNetlink::decode);
        if (families.size() != 1 || !families.get(0).name().equals(name)) {
            throw new MalformedMessageException(
                    "reply to " + request.operation(), 0, "one family", families.toString());
        }
        return families.get(0);
    }

    /** The command of a generic netlink message, {@code genlmsghdr.cmd}. */
    public static int command(ReceivedMessage message) {
        return Byte.toUnsignedInt(message.header(HEADER_BYTES).get(0));
    }

    static GenericFamily decode(ReceivedMessage message) {
        int command = command(message);
        if (command != CTRL_CMD_NEWFAMILY) {
            throw new MalformedMessageException(
                    "command of family", 0, "CTRL_CMD_NEWFAMILY (" + CTRL_CMD_NEWFAMILY + ")", String.valueOf(command));
        }
        int id = 0;
        String name = "";
        int version = 0;
        int headerBytes = 0;
        int maxAttribute = 0;
        AttributeReader attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case CTRL_ATTR_FAMILY_ID -> id = attributes.u16();
                case CTRL_ATTR_FAMILY_NAME -> name = attributes.string(MAX_NAME_BYTES);
                case CTRL_ATTR_VERSION -> version = attributes.u32();
                case CTRL_ATTR_HDRSIZE -> headerBytes = attributes.u32();
                case CTRL_ATTR_MAXATTR -> maxAttribute = attributes.u32();
                default -> {}
            }
        }
        if (id < MessageTypes.FIRST_PROTOCOL_TYPE || name.isEmpty()) {
            throw new MalformedMessageException(
                    "family", 0, "an id from 16 and a name", "id " + id + ", name \"" + name + "\"");
        }
        return new GenericFamily(name, id, version, headerBytes, maxAttribute);
    }
}
