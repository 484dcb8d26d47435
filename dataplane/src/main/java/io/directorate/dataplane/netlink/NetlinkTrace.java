package io.directorate.dataplane.netlink;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Shows every message, decoded: direction, type, flags, sequence and the tree of attributes.
 *
 * <p>Switched on by {@code -Ddirectorate.netlink.debug=1} or the environment's {@code DIRECTORATE_NETLINK_DEBUG=1}. Off, it
 * costs one comparison a message.
 */
public final class NetlinkTrace {
    /** Shows nothing. */
    public static final NetlinkTrace OFF = new NetlinkTrace(null, type -> 0);

    private static final String PROPERTY = "directorate.netlink.debug";
    private static final String VARIABLE = "DIRECTORATE_NETLINK_DEBUG";

    private final @Nullable Consumer<String> out;
    private final MessagePrinter printer;

    private NetlinkTrace(@Nullable Consumer<String> out, IntFunction<Integer> headerBytes) {
        this.out = out;
        this.printer = new MessagePrinter(headerBytes);
    }

    /**
     * A trace to a consumer.
     *
     * @param out gets one text of several lines for each message
     * @param headerBytes the length of the fixed header of each message type, as {@link #genericHeader} or
     *     {@link #routeHeader}
     */
    public static NetlinkTrace to(Consumer<String> out, IntFunction<Integer> headerBytes) {
        return new NetlinkTrace(out, headerBytes);
    }

    /**
     * A trace to the log where the system property or the environment asks for it, else {@link #OFF}.
     *
     * @param headerBytes the length of the fixed header of each message type
     */
    public static NetlinkTrace fromEnvironment(IntFunction<Integer> headerBytes) {
        return isAskedFor(System.getProperty(PROPERTY), System.getenv())
                ? to(LoggerFactory.getLogger(NetlinkTrace.class)::info, headerBytes)
                : OFF;
    }

    static boolean isAskedFor(@Nullable String property, Map<String, String> environment) {
        String value = property != null ? property : environment.getOrDefault(VARIABLE, "");
        return value.equals("1") || value.equalsIgnoreCase("true");
    }

    /** The fixed header of generic netlink messages: 4 bytes, whatever the type. */
    public static int genericHeader(int type) {
        return GenericNetlink.HEADER_BYTES;
    }

    /**
     * The fixed header of rtnetlink messages, {@code include/uapi/linux/rtnetlink.h}: types come in groups of four from
     * RTM_NEWLINK = 16 on, with ifinfomsg, ifaddrmsg, rtmsg, ndmsg and fib_rule_hdr.
     */
    public static int routeHeader(int type) {
        return switch ((type - MessageTypes.FIRST_PROTOCOL_TYPE) >> 2) {
            case 0 -> 16;
            case 1 -> 8;
            case 2, 3, 4 -> 12;
            default -> 0;
        };
    }

    void sent(ByteBuffer datagram) {
        if (out != null) {
            out.accept(printer.print("to kernel", datagram));
        }
    }

    void received(ByteBuffer datagram) {
        if (out != null) {
            out.accept(printer.print("from kernel", datagram));
        }
    }
}
