package io.directorate.dataplane.route;

import io.directorate.events.model.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address on a link. Of a point-to-point address only the own end is kept.
 *
 * @param linkIndex the link
 * @param address the address itself
 * @param prefixLength how many leading bits name the network on the link; 32 or 128 for a VIP
 * @param scope {@link #SCOPE_GLOBAL} …, how far the address is valid
 * @param label the name that IPv4 tools show it under, the link's name or that and a colon and more; null if none
 * @param flags {@code IFA_F_*} of include/uapi/linux/if_addr.h; {@link #NO_DAD} and {@link #NO_PREFIX_ROUTE} are asked
 *     for, the others are told by the kernel
 */
public record InterfaceAddress(
        int linkIndex,
        IpAddress address,
        int prefixLength,
        int scope,
        @Nullable String label,
        int flags) {
    /** RT_SCOPE_UNIVERSE: valid everywhere. */
    public static final int SCOPE_GLOBAL = 0;
    /** RT_SCOPE_SITE. */
    public static final int SCOPE_SITE = 200;
    /** RT_SCOPE_LINK: valid on the link. */
    public static final int SCOPE_LINK = 253;
    /** RT_SCOPE_HOST: valid on this machine. */
    public static final int SCOPE_HOST = 254;

    /** IFA_F_NODAD: IPv6 address that is usable at once, without a search for duplicates. */
    public static final int NO_DAD = 0x02;
    /** IFA_F_NOPREFIXROUTE: no route to the prefix is made. */
    public static final int NO_PREFIX_ROUTE = 0x200;
    /** IFA_F_DEPRECATED: not chosen as source of new connections; set by a preferred lifetime of 0. */
    public static final int DEPRECATED = 0x20;

    private static final int IFA_F_DADFAILED = 0x08;
    private static final int IFA_F_TENTATIVE = 0x40;

    /** The longest label, IFNAMSIZ less its NUL. */
    private static final int MAX_LABEL_BYTES = 15;

    /** Checks index, prefix length and label. */
    public InterfaceAddress {
        if (linkIndex <= 0) {
            throw new IllegalArgumentException("a link's index is more than zero, was " + linkIndex);
        }
        int bits = address.family().addressBits();
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "the prefix of " + address + " has a length from 0 to " + bits + ", not " + prefixLength);
        }
        if (label != null && label.length() > MAX_LABEL_BYTES) {
            throw new IllegalArgumentException(
                    "label '" + label + "' of " + address + " has more than " + MAX_LABEL_BYTES + " characters");
        }
    }

    /** An address of global scope, without label and flags. */
    public static InterfaceAddress of(int linkIndex, IpAddress address, int prefixLength) {
        return new InterfaceAddress(linkIndex, address, prefixLength, SCOPE_GLOBAL, null, 0);
    }

    /** An address for itself alone: prefix 32 or 128, and an IPv6 one usable at once. */
    public static InterfaceAddress host(int linkIndex, IpAddress address) {
        return of(linkIndex, address, address.family().addressBits()).withFlags(address.isIpv4() ? 0 : NO_DAD);
    }

    /** The same with other flags. */
    public InterfaceAddress withFlags(int newFlags) {
        return new InterfaceAddress(linkIndex, address, prefixLength, scope, label, newFlags);
    }

    /** The same with another scope. */
    public InterfaceAddress withScope(int newScope) {
        return new InterfaceAddress(linkIndex, address, prefixLength, newScope, label, flags);
    }

    /** The same with a label, which IPv6 addresses do not have. */
    public InterfaceAddress withLabel(String newLabel) {
        return new InterfaceAddress(linkIndex, address, prefixLength, scope, newLabel, flags);
    }

    /** Whether the search for duplicates is still going on, so that it cannot be used. */
    public boolean isTentative() {
        return (flags & IFA_F_TENTATIVE) != 0;
    }

    /** Whether another machine on the link has the address, so that it cannot be used. */
    public boolean isDuplicate() {
        return (flags & IFA_F_DADFAILED) != 0;
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength + " on link " + linkIndex;
    }
}
