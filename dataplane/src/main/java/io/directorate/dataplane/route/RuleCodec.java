package io.directorate.dataplane.route;

import io.directorate.dataplane.netlink.AttributeReader;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.events.model.AddressFamily;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules on the wire, {@code struct fib_rule_hdr} and {@code FRA_*} of {@code include/uapi/linux/fib_rules.h}.
 *
 * <pre>
 * byte 0 u8 family  1 u8 destination length  2 u8 source length  3 u8 TOS
 *      4 u8 table  5 reserved  7 u8 action  8 u32 flags
 * </pre>
 */
final class RuleCodec {
    static final int HEADER_BYTES = 12;

    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_SUPPRESS_IFGROUP = 13;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_PAD = 18;
    private static final int FRA_PROTOCOL = 21;
    /** FIB_RULE_INVERT. */
    private static final int INVERTED = 0x02;
    /** FRA_SUPPRESS_* where nothing is suppressed. */
    private static final int SUPPRESS_NOTHING = -1;

    private static final int MAX_HEADER_TABLE = 255;

    private RuleCodec() {}

    static Message list(AddressFamily family) {
        return new MessageBuilder("list " + family + " rules", RouteMessages.RTM_GETRULE, 0)
                .headerU8(family.number())
                .headerU8(0)
                .headerU16(0)
                .headerU32(0)
                .headerU32(0)
                .build();
    }

    static Message add(Rule rule, int flags) {
        return write("add rule " + Integer.toUnsignedString(rule.priority()), RouteMessages.RTM_NEWRULE, flags, rule);
    }

    static Message delete(Rule rule) {
        return write("delete rule " + Integer.toUnsignedString(rule.priority()), RouteMessages.RTM_DELRULE, 0, rule);
    }

    private static Message write(String operation, int type, int flags, Rule rule) {
        if (rule.hasMore()) {
            throw new IllegalArgumentException(operation + ": it has conditions that are not known here");
        }
        RuleMatch match = rule.match();
        IpPrefix from = match.from();
        IpPrefix to = match.to();
        MessageBuilder builder = new MessageBuilder(operation, type, flags)
                .headerU8(rule.family().number())
                .headerU8(to == null ? 0 : to.length())
                .headerU8(from == null ? 0 : from.length())
                .headerU8(0)
                .headerU8(rule.table() > 0 && rule.table() <= MAX_HEADER_TABLE ? rule.table() : 0)
                .headerU16(0)
                .headerU8(rule.action().number())
                .headerU32(0);
        builder.u32(FRA_PRIORITY, rule.priority()).u8(FRA_PROTOCOL, rule.protocol());
        if (rule.table() != 0) {
            builder.u32(FRA_TABLE, rule.table());
        }
        writeMatch(builder, match);
        return builder.build();
    }

    private static void writeMatch(MessageBuilder builder, RuleMatch match) {
        writePrefix(builder, FRA_DST, match.to());
        writePrefix(builder, FRA_SRC, match.from());
        writeName(builder, FRA_IIFNAME, match.incoming());
        writeName(builder, FRA_OIFNAME, match.outgoing());
        if (match.markMask() != 0) {
            builder.u32(FRA_FWMARK, match.mark()).u32(FRA_FWMASK, match.markMask());
        }
    }

    private static void writePrefix(MessageBuilder builder, int type, @Nullable IpPrefix prefix) {
        if (prefix != null && prefix.length() > 0) {
            builder.bytes(type, prefix.address().bytes());
        }
    }

    private static void writeName(MessageBuilder builder, int type, @Nullable String name) {
        if (name != null) {
            builder.string(type, name);
        }
    }

    /** The rule in a message; empty if it is of another family or does what is not known. */
    static Optional<Rule> decode(ReceivedMessage message) {
        ByteBuffer header = message.header(HEADER_BYTES);
        AddressFamily family = RouteMessages.family(header.get(0));
        RuleAction action = RuleAction.of(Byte.toUnsignedInt(header.get(7)));
        if (family == null || action == null) {
            return Optional.empty();
        }
        Fields fields = new Fields(family, header);
        AttributeReader attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            fields.take(attributes);
        }
        RuleMatch match = new RuleMatch(
                fields.from,
                fields.to,
                fields.incoming,
                fields.outgoing,
                fields.mark & fields.markMask,
                fields.markMask);
        return Optional.of(
                new Rule(family, fields.priority, match, action, fields.table, fields.protocol, fields.hasMore));
    }

    private static final class Fields {
        private final AddressFamily family;
        private final int toLength;
        private final int fromLength;
        private @Nullable IpPrefix from;
        private @Nullable IpPrefix to;
        private @Nullable String incoming;
        private @Nullable String outgoing;
        private int mark;
        private int markMask;
        private int priority;
        private int table;
        private int protocol;
        private boolean hasMore;

        Fields(AddressFamily family, ByteBuffer header) {
            this.family = family;
            this.toLength = Byte.toUnsignedInt(header.get(1));
            this.fromLength = Byte.toUnsignedInt(header.get(2));
            this.table = Byte.toUnsignedInt(header.get(4));
            this.hasMore = header.get(3) != 0 || (header.getInt(8) & INVERTED) != 0;
        }

        void take(AttributeReader attribute) {
            switch (attribute.type()) {
                case FRA_DST -> to = RouteMessages.prefix(attribute, family, toLength);
                case FRA_SRC -> from = RouteMessages.prefix(attribute, family, fromLength);
                case FRA_IIFNAME -> incoming = linkName(attribute);
                case FRA_OIFNAME -> outgoing = linkName(attribute);
                case FRA_PRIORITY -> priority = attribute.u32();
                case FRA_FWMARK -> mark = attribute.u32();
                case FRA_FWMASK -> markMask = attribute.u32();
                case FRA_TABLE -> table = attribute.u32();
                case FRA_PROTOCOL -> protocol = attribute.u8();
                case FRA_SUPPRESS_IFGROUP, FRA_SUPPRESS_PREFIXLEN -> hasMore |= attribute.u32() != SUPPRESS_NOTHING;
                case FRA_PAD -> {}
                default -> hasMore = true;
            }
        }

        private static String linkName(AttributeReader attribute) {
            String name = attribute.string(RouteMessages.MAX_LINK_NAME_BYTES);
            try {
                return RouteMessages.requireLinkName(name);
            } catch (IllegalArgumentException e) {
                throw attribute.malformed("the name of a link", "'" + name + "'");
            }
        }
    }
}
