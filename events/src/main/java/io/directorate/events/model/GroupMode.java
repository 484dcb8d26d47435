package io.directorate.events.model;

import java.util.Locale;

/** How the addresses of a VIP group find their director. */
public enum GroupMode {
    /** One director owns all addresses of the group, elected by VRRP (RFC 9568). */
    VRRP,
    /** Every director owns them; the routers spread flows by equal-cost routes. */
    ECMP,
    /** Somebody else moves the addresses: keepalived, a cloud, an operator. */
    EXTERNAL;

    /**
     * Returns the name that users write.
     *
     * @return {@code vrrp}, {@code ecmp} or {@code external}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
