package io.directorate.node.ipvsadm;

import io.directorate.dataplane.SyncDaemon;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.Tunnel;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Puts one option after the other into a {@link CallDraft}; the first bad value ends the call, as the order of options says. */
final class OptionReader {
    /** 31 days, the longest time that is taken. */
    static final int MAX_TIMEOUT_SECONDS = Persistence.MAX_TIMEOUT_SECONDS;

    /** {@code IP_VS_SCHEDNAME_MAXLEN} and {@code IP_VS_IFNAME_MAXLEN} less the closing zero: what is longer is cut off. */
    private static final int MAX_NAME = 15;

    private static final int MAX_ENGINE_NAME = 16;
    private static final int MAX_FLAGS_TEXT = 127;
    private static final int MAX_SYNC_LENGTH = 65535 - 20 - 8;

    private final CallDraft draft;
    private final NameResolver names;

    OptionReader(CallDraft draft, NameResolver names) {
        this.draft = draft;
        this.names = names;
    }

    /**
     * Takes an option after the first.
     *
     * @param word which
     * @param argument its value; null if it has none
     * @param asTyped the whole word, for errors
     */
    void read(Word word, @Nullable String argument, String asTyped) {
        String value = argument == null ? "" : argument;
        switch (word) {
            case TCP_SERVICE -> service(Protocol.TCP, value);
            case UDP_SERVICE -> service(Protocol.UDP, value);
            case SCTP_SERVICE -> service(Protocol.SCTP, value);
            case FWMARK_SERVICE -> firewallMark(value);
            case IPV6 -> ipv6();
            case SCHEDULER -> {
                draft.give(Setting.SCHEDULER);
                draft.scheduler = cut(value, MAX_NAME);
            }
            case PERSISTENT -> persistent(argument);
            case NETMASK -> netmask(value);
            case ONE_PACKET -> {
                draft.give(Setting.ONE_PACKET);
                draft.onePacket = true;
            }
            case PERSISTENCE_ENGINE -> {
                draft.give(Setting.PERSISTENCE_ENGINE);
                draft.persistenceEngine = cut(value, MAX_ENGINE_NAME);
            }
            case SCHEDULER_FLAGS -> {
                draft.give(Setting.SCHEDULER_FLAGS);
                draft.schedulerFlags = cut(value, MAX_FLAGS_TEXT);
            }
            case REAL_SERVER -> server(value);
            case MASQUERADING -> method(ForwardingMethod.NAT);
            case IPIP -> method(ForwardingMethod.TUN);
            case GATEWAYING -> method(ForwardingMethod.DR);
            case WEIGHT ->
                draft.weight = number(Setting.WEIGHT, value, 0, Integer.MAX_VALUE, "illegal weight specified");
            case UPPER_THRESHOLD ->
                draft.upperThreshold =
                        number(Setting.UPPER_THRESHOLD, value, 0, Integer.MAX_VALUE, "illegal u_threshold specified");
            case LOWER_THRESHOLD ->
                draft.lowerThreshold =
                        number(Setting.LOWER_THRESHOLD, value, 0, Integer.MAX_VALUE, "illegal l_threshold specified");
            case TUN_TYPE, TUN_PORT, TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM -> tunnel(word, value);
            case MCAST_INTERFACE, SYNC_ID, MCAST_GROUP, MCAST_PORT, MCAST_TTL, SYNC_MAXLEN -> daemon(word, value);
            default -> listing(word, asTyped);
        }
    }

    private void listing(Word word, String asTyped) {
        switch (word) {
            case CONNECTION -> draft.give(Setting.CONNECTION);
            case NUMERIC -> draft.give(Setting.NUMERIC);
            case TIMEOUT -> draft.give(Setting.TIMEOUT);
            case DAEMON -> draft.give(Setting.DAEMON);
            case STATS -> draft.give(Setting.STATS);
            case RATE -> draft.give(Setting.RATE);
            case THRESHOLDS -> draft.give(Setting.THRESHOLDS);
            case PERSISTENT_CONN -> draft.give(Setting.PERSISTENT_CONN);
            case TUN_INFO -> draft.give(Setting.TUN_INFO);
            case NO_SORT -> draft.give(Setting.NO_SORT);
            case EXACT -> draft.give(Setting.EXACT);
            case SORT -> {
                // Sorted is the default; kept for old scripts, also twice.
            }
            default -> throw CallFailure.usage("invalid option `" + asTyped + "'");
        }
    }

    private void service(Protocol protocol, String text) {
        draft.give(Setting.SERVICE);
        draft.protocol = protocol;
        ServiceText service = ServiceText.parse(text, protocol.number(), names)
                .orElseThrow(() -> CallFailure.usage("illegal virtual server address[:port] specified"));
        draft.serviceAddress = service.address();
        draft.servicePort = service.port().orElse(0);
        draft.family = service.address().family();
        if (draft.family == AddressFamily.IPV6) {
            draft.netmask = AddressFamily.IPV6.addressBits();
        }
    }

    private void firewallMark(String text) {
        draft.give(Setting.SERVICE);
        draft.family = AddressFamily.IPV4;
        long mark = CText.decimal(text).orElse(0);
        CallFailure.usageUnless(mark > 0 && mark <= 0xffffffffL, "invalid fwmark value `" + text + "' specified");
        draft.firewallMark = mark;
    }

    private void ipv6() {
        // The C program's message ends with a line of its own.
        CallFailure.usageUnless(draft.firewallMark != 0, "-6 used before -f\n");
        draft.family = AddressFamily.IPV6;
        draft.netmask = AddressFamily.IPV6.addressBits();
    }

    private void persistent(@Nullable String text) {
        draft.give(Setting.PERSISTENT);
        draft.persistent = true;
        draft.persistenceSeconds = text == null ? Persistence.DEFAULT_TIMEOUT_SECONDS : seconds(text, 1);
    }

    /** A time of {@code --set} or {@code -p}. */
    static int seconds(String text, int lowest) {
        return CText.decimal(text, lowest, MAX_TIMEOUT_SECONDS)
                .orElseThrow(() -> CallFailure.usage("invalid timeout value `" + text + "' specified"));
    }

    private void netmask(String text) {
        draft.give(Setting.NETMASK);
        if (draft.family == AddressFamily.IPV6) {
            draft.netmask = CText.leadingInt(text);
            CallFailure.usageUnless(
                    draft.netmask >= 1 && draft.netmask <= AddressFamily.IPV6.addressBits(),
                    "illegal ipv6 netmask specified");
            return;
        }
        byte[] bytes = ServiceText.ipv4(text, names)
                .orElseThrow(() -> CallFailure.usage("illegal virtual server persistent mask specified"))
                .bytes();
        draft.netmask =
                ((bytes[0] & 0xff) << 24) | ((bytes[1] & 0xff) << 16) | ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
    }

    private void server(String text) {
        draft.give(Setting.SERVER);
        int protocol = draft.protocol == null ? 0 : draft.protocol.number();
        // A firewall mark counts as TCP for names of ports.
        int named = draft.firewallMark != 0 ? Protocol.TCP.number() : protocol;
        ServiceText server = ServiceText.parse(text, named, names)
                .orElseThrow(() -> CallFailure.usage("illegal real server address[:port] specified"));
        draft.serverAddress = server.address();
        draft.serverPortGiven = server.port().isPresent();
        draft.serverPort = server.port().orElse(draft.servicePort);
    }

    private void method(ForwardingMethod method) {
        draft.give(Setting.FORWARD);
        draft.method = method;
    }

    private void tunnel(Word word, String value) {
        switch (word) {
            case TUN_TYPE -> {
                draft.give(Setting.TUN_TYPE);
                draft.tunnelType = tunnelType(value);
            }
            case TUN_PORT ->
                draft.tunnelPort = number(Setting.TUN_PORT, value, 1, 65535, "illegal tunnel port specified");
            case TUN_NOCSUM -> draft.give(Setting.TUN_NOCSUM);
            case TUN_CSUM -> {
                draft.give(Setting.TUN_CSUM);
                draft.tunnelChecksum = Tunnel.Checksum.FULL;
            }
            default -> {
                draft.give(Setting.TUN_REMCSUM);
                draft.tunnelChecksum = Tunnel.Checksum.REMOTE;
            }
        }
    }

    private static Tunnel.Type tunnelType(String text) {
        return switch (text) {
            case "ipip" -> Tunnel.Type.IPIP;
            case "gue" -> Tunnel.Type.GUE;
            case "gre" -> Tunnel.Type.GRE;
            default -> throw CallFailure.usage("illegal tunnel type specified");
        };
    }

    private void daemon(Word word, String value) {
        switch (word) {
            case MCAST_INTERFACE -> {
                draft.give(Setting.MCAST_INTERFACE);
                draft.daemonInterface = cut(value, MAX_NAME);
            }
            case SYNC_ID -> draft.syncId = number(Setting.SYNC_ID, value, 0, 255, "illegal syncid specified");
            case MCAST_GROUP -> draft.multicastGroup = Optional.of(multicastGroup(value));
            case MCAST_PORT ->
                draft.multicastPort =
                        OptionalInt.of(number(Setting.MCAST_PORT, value, 1, 65535, "illegal mcast-port specified"));
            case MCAST_TTL ->
                draft.multicastTtl =
                        OptionalInt.of(number(Setting.MCAST_TTL, value, 1, 255, "illegal mcast-ttl specified"));
            default ->
                draft.syncMaxLength = OptionalInt.of(
                        number(Setting.SYNC_MAXLEN, value, 1, MAX_SYNC_LENGTH, "illegal sync-maxlen specified"));
        }
    }

    private IpAddress multicastGroup(String text) {
        draft.give(Setting.MCAST_GROUP);
        boolean ipv6 = text.indexOf(':') >= 0;
        IpAddress address = IpAddress.isAddress(text) ? IpAddress.parse(text) : null;
        if (address == null || !address.isMulticast()) {
            throw CallFailure.usage("invalid " + (ipv6 ? "IPv6" : "IPv4") + " mcast-group `" + text + "'");
        }
        return address;
    }

    /** Which daemon {@code --start-daemon} and {@code --stop-daemon} mean. */
    static SyncDaemon.State daemonState(String text, String message) {
        return switch (text) {
            case "master" -> SyncDaemon.State.MASTER;
            case "backup" -> SyncDaemon.State.BACKUP;
            default -> throw CallFailure.usage(message);
        };
    }

    private int number(Setting setting, String text, int lowest, int highest, String message) {
        draft.give(setting);
        return CText.decimal(text, lowest, highest).orElseThrow(() -> CallFailure.usage(message));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
