package io.directorate.dataplane.route;

import org.jspecify.annotations.Nullable;

/**
 * The packets that a rule is for; what is null or 0 matches all.
 *
 * @param from the source
 * @param to the destination
 * @param incoming the name of the link they came by
 * @param outgoing the name of the link that their socket is bound to
 * @param mark the firewall mark, compared under the mask
 * @param markMask which bits of the mark count; 0 for none
 */
public record RuleMatch(
        @Nullable IpPrefix from,
        @Nullable IpPrefix to,
        @Nullable String incoming,
        @Nullable String outgoing,
        int mark,
        int markMask) {
    /** Matches every packet. */
    public static final RuleMatch ALL = new RuleMatch(null, null, null, null, 0, 0);

    /** Checks the link names, and that the mark lies under its mask. */
    public RuleMatch {
        if (incoming != null) {
            RouteMessages.requireLinkName(incoming);
        }
        if (outgoing != null) {
            RouteMessages.requireLinkName(outgoing);
        }
        if ((mark & ~markMask) != 0) {
            throw new IllegalArgumentException("firewall mark 0x" + Integer.toHexString(mark)
                    + " has bits outside its mask 0x" + Integer.toHexString(markMask));
        }
    }

    /** The same for a source. */
    public RuleMatch withFrom(IpPrefix newFrom) {
        return new RuleMatch(newFrom, to, incoming, outgoing, mark, markMask);
    }

    /** The same for a destination. */
    public RuleMatch withTo(IpPrefix newTo) {
        return new RuleMatch(from, newTo, incoming, outgoing, mark, markMask);
    }

    /** The same for packets that came by a link. */
    public RuleMatch withIncoming(String link) {
        return new RuleMatch(from, to, link, outgoing, mark, markMask);
    }

    /** The same for one firewall mark. */
    public RuleMatch withMark(int newMark) {
        return new RuleMatch(from, to, incoming, outgoing, newMark, -1);
    }
}
