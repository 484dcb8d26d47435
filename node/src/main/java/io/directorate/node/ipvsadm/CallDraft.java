package io.directorate.node.ipvsadm;

import io.directorate.dataplane.SyncDaemon;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.Tunnel;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the options of one call have set so far, with the defaults of {@code ipvsadm(8)}. Filled by {@link OptionReader}. */
final class CallDraft {
    @Nullable
    Operation operation;
    /** Bit set by {@link Setting#bit}. */
    long given;

    @Nullable
    Protocol protocol;

    @Nullable
    IpAddress serviceAddress;

    int servicePort;
    long firewallMark;
    AddressFamily family = AddressFamily.IPV4;
    String scheduler = "";
    String schedulerFlags = "";
    String persistenceEngine = "";
    boolean persistent;
    int persistenceSeconds;
    boolean onePacket;
    /** The mask for IPv4, the prefix length for IPv6. */
    int netmask = -1;

    @Nullable
    IpAddress serverAddress;

    int serverPort;
    boolean serverPortGiven;
    ForwardingMethod method = ForwardingMethod.DR;
    int weight = 1;
    int upperThreshold;
    int lowerThreshold;
    Tunnel.Type tunnelType = Tunnel.Type.IPIP;
    int tunnelPort;
    Tunnel.Checksum tunnelChecksum = Tunnel.Checksum.NONE;

    SyncDaemon.State daemonState = SyncDaemon.State.MASTER;
    String daemonInterface = "";
    int syncId;
    OptionalInt syncMaxLength = OptionalInt.empty();
    Optional<IpAddress> multicastGroup = Optional.empty();
    OptionalInt multicastPort = OptionalInt.empty();
    OptionalInt multicastTtl = OptionalInt.empty();

    long tcpSeconds;
    long tcpFinSeconds;
    long udpSeconds;

    boolean has(Setting setting) {
        return (given & setting.bit()) != 0;
    }

    /** Notes that a setting was given; twice is an error. */
    void give(Setting setting) {
        CallFailure.usageUnless(!has(setting), "multiple '" + setting.label() + "' options specified");
        given |= setting.bit();
    }
}
