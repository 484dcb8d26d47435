package io.directorate.events.model;

/**
 * An address of a VIP group, bound to a network role that every director maps to one of its interfaces.
 *
 * @param role such as {@code outside} or {@code inside}; 1 to 32 letters, digits, - or _
 * @param address the address
 * @param prefixLength 1 to 32 or 128; the whole length for a VIP
 */
public record GroupAddress(String role, IpAddress address, int prefixLength) {
    /** Checks role and prefix. */
    public GroupAddress {
        InvalidValueException.check(
                role.matches("[A-Za-z0-9_-]{1,32}"),
                "role",
                "role '" + role + "' is not a name of 1 to 32 letters, digits, - or _");
        InvalidValueException.checkRange(prefixLength, 1, address.family().addressBits(), "prefixLength");
        InvalidValueException.check(
                !address.isAny() && !address.isMulticast(),
                "address",
                "address " + address + " cannot be held by a host");
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength + "@" + role;
    }
}
