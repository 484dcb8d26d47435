package io.directorate.dataplane.netlink;

/**
 * A generic netlink family as the running kernel numbers it.
 *
 * @param name the family's name, as in {@code "IPVS"}
 * @param id the message type of its messages, given at load time and different from boot to boot
 * @param version the family's version
 * @param headerBytes the length of its own fixed header after {@code genlmsghdr}
 * @param maxAttribute the highest attribute type it knows
 */
public record GenericFamily(String name, int id, int version, int headerBytes, int maxAttribute) {
    /**
     * Begins a message of this family.
     *
     * @param operation what the message asks, for errors and logs
     * @param command the family's command, {@code genlmsghdr.cmd}
     * @param flags {@link MessageFlags}
     */
    public MessageBuilder message(String operation, int command, int flags) {
        return new MessageBuilder(operation, id, flags)
                .headerU8(command)
                .headerU8(version)
                .headerU16(0);
    }
}
