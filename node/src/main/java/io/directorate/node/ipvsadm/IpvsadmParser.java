package io.directorate.node.ipvsadm;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Turns arguments into a call, checking them in the order in which {@code ipvsadm} 1.31 does, so that the same error comes first. */
final class IpvsadmParser {
    private static final String DEFAULT_INTERFACE = "eth0";

    private static final long TUNNEL_SETTINGS = Operation.Rules.bits(
            Setting.TUN_TYPE, Setting.TUN_PORT, Setting.TUN_NOCSUM, Setting.TUN_CSUM, Setting.TUN_REMCSUM);
    /** The settings that depend on the tunnel's type. */
    private static final long TUNNEL_DETAILS =
            Operation.Rules.bits(Setting.TUN_PORT, Setting.TUN_NOCSUM, Setting.TUN_CSUM, Setting.TUN_REMCSUM);

    private static final Operation.Rules GUE_RULES = Operation.Rules.NONE
            .requires(Setting.TUN_PORT)
            .allowsOneOf(Setting.TUN_NOCSUM, Setting.TUN_CSUM, Setting.TUN_REMCSUM);
    private static final Operation.Rules GRE_RULES =
            Operation.Rules.NONE.allowsOneOf(Setting.TUN_NOCSUM, Setting.TUN_CSUM);

    private final String program;
    private final NameResolver names;

    /**
     * Makes a parser.
     *
     * @param program the name in the hint for help
     * @param names for hosts and ports that are not numbers
     */
    IpvsadmParser(String program, NameResolver names) {
        this.program = program;
        this.names = names;
    }

    /**
     * Reads arguments.
     *
     * @param arguments without the program's name; not empty
     * @throws CallFailure with text and exit status
     */
    IpvsadmCall parse(List<String> arguments) {
        PoptScanner scanner = new PoptScanner(arguments);
        PoptScanner.Option first = scanner.next();
        if (first == null) {
            throw seeHelp();
        }
        if (first.word() == Word.HELP) {
            return new IpvsadmCall.Help();
        }
        if (first.word() == Word.VERSION) {
            return new IpvsadmCall.Version();
        }
        CallDraft draft = new CallDraft();
        Operation operation = operation(first, draft);
        OptionReader reader = new OptionReader(draft, names);
        for (PoptScanner.Option option = scanner.next(); option != null; option = scanner.next()) {
            reader.read(option.word(), option.argument(), scanner.lastWord());
        }
        if (scanner.error() != null) {
            throw CallFailure.refused(scanner.lastWord() + ": " + scanner.error());
        }
        takeLeftovers(operation, draft, scanner.leftovers());
        SchedulerFlags flags = SchedulerFlagText.parse(
                draft.schedulerFlags, draft.scheduler.isEmpty() ? Scheduler.WLC.name() : draft.scheduler);
        operation.check(draft.given);
        return build(operation, draft, flags);
    }

    /** The hint that ends a call without a command. */
    CallFailure seeHelp() {
        return CallFailure.fatal(
                CallFailure.REFUSED, "Try `" + program + " -h' or '" + program + " --help' for more information.");
    }

    private Operation operation(PoptScanner.Option first, CallDraft draft) {
        String argument = Objects.requireNonNullElse(first.argument(), "");
        return switch (first.word()) {
            case ADD_SERVICE -> Operation.ADD_SERVICE;
            case EDIT_SERVICE -> Operation.EDIT_SERVICE;
            case DELETE_SERVICE -> Operation.DELETE_SERVICE;
            case ADD_SERVER -> Operation.ADD_SERVER;
            case EDIT_SERVER -> Operation.EDIT_SERVER;
            case DELETE_SERVER -> Operation.DELETE_SERVER;
            case CLEAR -> Operation.FLUSH;
            case LIST, LIST_LOWER -> Operation.LIST;
            case ZERO -> Operation.ZERO;
            case SET -> Operation.SET_TIMEOUTS;
            case RESTORE -> Operation.RESTORE;
            case SAVE -> Operation.SAVE;
            case START_DAEMON -> {
                draft.daemonState = OptionReader.daemonState(argument, "illegal start-daemon parameter specified");
                yield Operation.START_DAEMON;
            }
            case STOP_DAEMON -> {
                draft.daemonState = OptionReader.daemonState(argument, "illegal start_daemon specified");
                yield Operation.STOP_DAEMON;
            }
            default -> throw seeHelp();
        };
    }

    private static void takeLeftovers(Operation operation, CallDraft draft, List<String> leftovers) {
        int taken = 0;
        if (operation == Operation.SET_TIMEOUTS) {
            taken = 3;
            CallFailure.usageUnless(leftovers.size() >= taken, "--set option requires 3 timeout values");
            draft.tcpSeconds = OptionReader.seconds(leftovers.get(0), 0);
            draft.tcpFinSeconds = OptionReader.seconds(leftovers.get(1), 0);
            draft.udpSeconds = OptionReader.seconds(leftovers.get(2), 0);
        }
        if (leftovers.size() > taken) {
            throw CallFailure.usage("unexpected argument " + leftovers.get(taken));
        }
    }

    private static IpvsadmCall build(Operation operation, CallDraft draft, SchedulerFlags flags) {
        return switch (operation) {
            case ADD_SERVICE -> change(new DataplaneChange.AddService(service(draft, flags)));
            case EDIT_SERVICE -> change(new DataplaneChange.EditService(service(draft, flags)));
            case DELETE_SERVICE -> change(new DataplaneChange.DeleteService(key(draft)));
            case FLUSH -> change(new DataplaneChange.Flush());
            case ZERO -> change(new DataplaneChange.ZeroCounters(zeroed(draft)));
            case ADD_SERVER, EDIT_SERVER -> serverChange(operation, draft);
            case DELETE_SERVER -> change(new DataplaneChange.DeleteServer(key(draft), endpoint(draft)));
            case SET_TIMEOUTS ->
                change(new DataplaneChange.SetTimeouts(
                        new ConnectionTimeouts(draft.tcpSeconds, draft.tcpFinSeconds, draft.udpSeconds)));
            case START_DAEMON -> change(new DataplaneChange.StartDaemon(daemon(draft)));
            case STOP_DAEMON -> change(new DataplaneChange.StopDaemon(draft.daemonState));
            case RESTORE -> new IpvsadmCall.Restore();
            case SAVE -> new IpvsadmCall.Save(draft.has(Setting.NUMERIC));
            case LIST -> listing(draft);
        };
    }

    private static IpvsadmCall change(DataplaneChange change) {
        return new IpvsadmCall.Change(change, Optional.empty());
    }

    private static IpvsadmCall listing(CallDraft draft) {
        boolean notServices = draft.has(Setting.CONNECTION) || draft.has(Setting.TIMEOUT) || draft.has(Setting.DAEMON);
        boolean counters = draft.has(Setting.STATS) || draft.has(Setting.RATE) || draft.has(Setting.THRESHOLDS);
        boolean notConnections = draft.has(Setting.TIMEOUT) || draft.has(Setting.DAEMON);
        CallFailure.usageUnless(
                !(notServices && counters) && !(notConnections && draft.has(Setting.PERSISTENT_CONN)),
                "options conflicts in the list command");
        if (draft.has(Setting.CONNECTION)) {
            return new IpvsadmCall.ListConnections(ListFormat.of(draft));
        }
        if (draft.has(Setting.SERVICE)) {
            return new IpvsadmCall.ListService(key(draft), ListFormat.of(draft));
        }
        if (draft.has(Setting.TIMEOUT)) {
            return new IpvsadmCall.ListTimeouts();
        }
        return draft.has(Setting.DAEMON)
                ? new IpvsadmCall.ListDaemons()
                : new IpvsadmCall.ListTable(ListFormat.of(draft));
    }

    private static ServiceKey key(CallDraft draft) {
        if (draft.firewallMark != 0) {
            return new ServiceKey.FirewallMark(draft.firewallMark, draft.family);
        }
        return new ServiceKey.Address(
                Objects.requireNonNull(draft.protocol),
                Objects.requireNonNull(draft.serviceAddress),
                draft.servicePort);
    }

    private static Optional<ServiceKey> zeroed(CallDraft draft) {
        boolean nothingNamed = draft.firewallMark == 0
                && draft.servicePort == 0
                && (draft.serviceAddress == null || draft.serviceAddress.isAny());
        return nothingNamed ? Optional.empty() : Optional.of(key(draft));
    }

    private static VirtualService service(CallDraft draft, SchedulerFlags flags) {
        boolean marked = draft.firewallMark != 0;
        CallFailure.usageUnless(
                marked || draft.servicePort != 0 || draft.persistent, "Zero port specified for non-persistent service");
        CallFailure.usageUnless(
                !draft.onePacket || marked || draft.protocol == Protocol.UDP,
                "One-Packet Scheduling is only for UDP virtual services");
        Optional<Persistence> persistence = draft.persistent
                ? Optional.of(new Persistence(draft.persistenceSeconds, new Netmask(draft.family, draft.netmask)))
                : Optional.empty();
        Optional<String> engine =
                draft.persistenceEngine.isEmpty() ? Optional.empty() : Optional.of(draft.persistenceEngine);
        try {
            Scheduler scheduler = draft.scheduler.isEmpty() ? Scheduler.WLC : new Scheduler(draft.scheduler);
            return new VirtualService(key(draft), scheduler, flags, persistence, engine, draft.onePacket);
        } catch (InvalidValueException e) {
            // No kernel has a scheduler or an engine of such a name.
            throw CallFailure.refused(KernelErrors.NO_SCHEDULER);
        }
    }

    private static IpvsadmCall serverChange(Operation operation, CallDraft draft) {
        Optional<String> warning = useServicePort(draft);
        boolean tunnelled = draft.method == ForwardingMethod.TUN;
        boolean mixed = endpoint(draft).address().family() != draft.family;
        CallFailure.usageUnless(tunnelled || !mixed, "Different address family is allowed only for tunneling servers");
        CallFailure.usageUnless(
                tunnelled || (draft.given & TUNNEL_SETTINGS) == 0, "Tunnel options conflict with forward method");
        Operation.Rules rules = switch (draft.tunnelType) {
            case IPIP -> Operation.Rules.NONE;
            case GUE -> GUE_RULES;
            case GRE -> GRE_RULES;
        };
        rules.check(draft.given, draft.tunnelType.text(), "tunnel type", TUNNEL_DETAILS);
        RealServer server = new RealServer(
                endpoint(draft),
                draft.method,
                new Tunnel(draft.tunnelType, draft.tunnelPort, draft.tunnelChecksum),
                draft.weight,
                draft.upperThreshold,
                draft.lowerThreshold);
        DataplaneChange change = operation == Operation.ADD_SERVER
                ? new DataplaneChange.AddServer(key(draft), server)
                : new DataplaneChange.EditServer(key(draft), server);
        return new IpvsadmCall.Change(change, warning);
    }

    /** Direct routing and tunnelling cannot map ports: the service's is taken, with a warning if another one was given. */
    private static Optional<String> useServicePort(CallDraft draft) {
        if (draft.firewallMark != 0 || draft.method.mapsPorts() || draft.serverPort == draft.servicePort) {
            return Optional.empty();
        }
        String asGiven = endpoint(draft).toString();
        draft.serverPort = draft.servicePort;
        return draft.serverPortGiven
                ? Optional.of("Warning: " + (draft.method == ForwardingMethod.DR ? "direct routing" : "tunneling")
                        + " cannot map ports: real server " + asGiven + " gets the service's port "
                        + draft.servicePort + " (use -m to map ports)")
                : Optional.empty();
    }

    private static Endpoint endpoint(CallDraft draft) {
        return new Endpoint(Objects.requireNonNull(draft.serverAddress), draft.serverPort);
    }

    private static SyncDaemon daemon(CallDraft draft) {
        return new SyncDaemon(
                draft.daemonState,
                draft.daemonInterface.isEmpty() ? DEFAULT_INTERFACE : draft.daemonInterface,
                draft.syncId,
                draft.syncMaxLength,
                draft.multicastGroup,
                draft.multicastPort,
                draft.multicastTtl);
    }
}
