package io.directorate.dataplane.route;

import io.directorate.events.model.AddressFamily;

/**
 * A rule of policy routing: which table is asked for which packets.
 *
 * @param family the packets' family
 * @param priority the lower is asked first, unsigned; rules of one priority in the order they were added
 * @param match the packets that it is for
 * @param action what it does
 * @param table the table that it asks, 0 for other actions
 * @param protocol who made it, {@code RTPROT_*}, 0 to 255
 * @param hasMore whether the kernel's rule has conditions that are not shown here (ports, users, TOS, inversion …); such a
 *     rule can be listed but not added or deleted
 */
public record Rule(
        AddressFamily family,
        int priority,
        RuleMatch match,
        RuleAction action,
        int table,
        int protocol,
        boolean hasMore) {
    /** Checks that the match is of the family, and the protocol's range. */
    public Rule {
        IpPrefix from = match.from();
        IpPrefix to = match.to();
        if ((from != null && from.family() != family) || (to != null && to.family() != family)) {
            throw new IllegalArgumentException("an " + family + " rule cannot match " + match);
        }
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("rule " + priority + ": protocol is 0 to 255, was " + protocol);
        }
    }

    /** A rule that asks a table, made by the administrator. */
    public static Rule lookup(AddressFamily family, int priority, RuleMatch match, int table) {
        return new Rule(family, priority, match, RuleAction.TO_TABLE, table, Route.PROTOCOL_STATIC, false);
    }

    /** The same made by another. */
    public Rule withProtocol(int newProtocol) {
        return new Rule(family, priority, match, action, table, newProtocol, hasMore);
    }
}
