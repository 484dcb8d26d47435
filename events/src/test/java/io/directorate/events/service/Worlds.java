package io.directorate.events.service;

import io.directorate.events.Gen;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.GroupMode;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VirtualService;
import io.directorate.events.model.VrrpSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random values and commands from a small world, so that they often meet: few addresses, few ports, few names. Some break rules. */
public final class Worlds {
    private static final List<String> KEYS = List.of(
            "tcp:192.0.2.1:80",
            "tcp:192.0.2.1:443",
            "udp:192.0.2.2:53",
            "sctp:192.0.2.3:3868",
            "tcp:192.0.2.1:0",
            "tcp:[2001:db8::1]:80",
            "udp:[2001:db8::2]:53",
            "fwmark:7",
            "fwmark6:7");
    private static final List<String> VIPS =
            List.of("192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2");
    private static final List<String> OWNERS = List.of("default", "shop", "mail");
    private static final List<String> GROUPS = List.of("web", "dns", "all");

    private final Gen gen;

    public Worlds(Gen gen) {
        this.gen = gen;
    }

    public ServiceKey key() {
        return ServiceKey.parse(gen.pick(KEYS));
    }

    public VirtualService service(ServiceKey key) {
        Scheduler scheduler = new Scheduler(gen.pick(Scheduler.KNOWN));
        SchedulerFlags flags =
                gen.chance(20) ? new SchedulerFlags(gen.chance(50), gen.chance(50), false) : SchedulerFlags.NONE;
        Optional<Persistence> persistence = gen.maybe(60, () -> persistence(key));
        Optional<String> engine = persistence.isPresent() ? gen.maybe(20, () -> "sip") : Optional.empty();
        boolean udp = key.toString().startsWith("udp");
        return new VirtualService(key, scheduler, flags, persistence, engine, udp && gen.chance(30));
    }

    private Persistence persistence(ServiceKey key) {
        boolean ipv4 = key.family() == AddressFamily.IPV4;
        Netmask mask = Netmask.parse(
                ipv4 ? gen.pick("255.255.255.255", "255.255.255.0", "255.0.255.0") : gen.pick("128", "64", "1"),
                key.family());
        return new Persistence(gen.number(1, 4000), mask);
    }

    public RealServer server(ServiceKey key) {
        ForwardingMethod method = gen.pick(ForwardingMethod.values());
        boolean ipv4 = key.family() == AddressFamily.IPV4;
        String address = ipv4 ? "10.0.0." + gen.number(1, 6) : "2001:db8:1::" + gen.number(1, 6);
        int own = key instanceof ServiceKey.Address a ? a.port() : 0;
        int port = method.mapsPorts() ? gen.pick(own, 8080, 8081) : own;
        Tunnel tunnel = method == ForwardingMethod.TUN ? tunnel() : Tunnel.IPIP;
        int upper = gen.chance(30) ? gen.number(1, 100) : 0;
        return new RealServer(
                new Endpoint(IpAddress.parse(address), port),
                method,
                tunnel,
                gen.pick(0, 1, 5, Integer.MAX_VALUE),
                upper,
                gen.chance(50) ? upper / 2 : 0);
    }

    private Tunnel tunnel() {
        return gen.pick(
                Tunnel.IPIP,
                new Tunnel(Tunnel.Type.GUE, gen.number(1, 65535), gen.pick(Tunnel.Checksum.values())),
                new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.FULL));
    }

    public ServiceLabels labels() {
        return new ServiceLabels(
                gen.maybe(30, () -> gen.pick(OWNERS)),
                gen.maybe(50, () -> gen.pick(GROUPS)),
                gen.chance(30) ? Samples.map("tier", gen.pick("gold", "Ünïcode 日本")) : new TreeMap<>());
    }

    public VipGroup group(String name) {
        GroupMode mode = gen.pick(GroupMode.values());
        List<GroupAddress> locals = gen.chance(70)
                ? List.of(
                        Samples.address("inside", "10.9.0." + gen.number(1, 3)),
                        Samples.address("inside", "2001:db8:9::" + gen.number(1, 3)))
                : List.of();
        Optional<VrrpSettings> vrrp = mode == GroupMode.VRRP
                ? Optional.of(new VrrpSettings(gen.number(1, 4), 3, 100, gen.chance(50), Optional.empty()))
                : Optional.empty();
        SortedMap<String, Integer> preferences = new TreeMap<>();
        if (gen.chance(40)) {
            preferences.put("a", gen.number(1, 255));
        }
        return new VipGroup(name, mode, vips(), List.of(), locals, vrrp, preferences);
    }

    private List<GroupAddress> vips() {
        Map<String, GroupAddress> vips = new LinkedHashMap<>();
        for (int i = gen.number(1, 4); i > 0; i--) {
            String vip = gen.pick(VIPS);
            vips.put(vip, Samples.vip(vip));
        }
        return List.copyOf(vips.values());
    }

    public SortedMap<String, String> sysctls() {
        SortedMap<String, String> values = new TreeMap<>();
        for (int i = gen.number(0, 2); i > 0; i--) {
            values.put(gen.pick("conntrack", "sloppy_tcp", "expire_nodest_conn"), gen.pick("0", "1"));
        }
        if (gen.chance(20)) {
            values.put("sync_threshold", gen.pick("3 50", "3\t50", "0 1"));
        }
        return values;
    }

    public Timeouts timeouts() {
        return new Timeouts(gen.pick(60, 900), 120, gen.pick(30, 300));
    }

    /** The last lists differ little from the ones before in order, members and settings. */
    public ServiceEntry entry(ServiceKey key) {
        Map<Endpoint, RealServer> servers = new LinkedHashMap<>();
        for (RealServer server : gen.list(0, 6, () -> server(key))) {
            servers.put(server.endpoint(), server);
        }
        ServiceLabels labels = labels();
        return new ServiceEntry(
                service(key),
                List.copyOf(servers.values()),
                new ServiceLabels(Optional.empty(), labels.group(), labels.tags()));
    }

    public Command.ApplyConfiguration configuration() {
        Map<ServiceKey, ServiceEntry> services = new LinkedHashMap<>();
        for (ServiceKey key : gen.list(0, 6, this::key)) {
            services.put(key, entry(key));
        }
        Map<String, VipGroup> groups = new LinkedHashMap<>();
        for (String name : gen.list(0, 3, () -> gen.pick(GROUPS))) {
            groups.put(name, group(name));
        }
        return new Command.ApplyConfiguration(
                gen.pick(OWNERS),
                List.copyOf(services.values()),
                List.copyOf(groups.values()),
                gen.maybe(30, this::timeouts),
                sysctls());
    }

    public Command command() {
        return command(2);
    }

    private Command command(int depth) {
        ServiceKey key = key();
        return switch (gen.number(0, 17)) {
            case 0, 1, 2 -> new Command.AddService(service(key), labels());
            case 3 -> new Command.EditService(service(key));
            case 4 -> new Command.LabelService(key, labels());
            case 5 -> new Command.DeleteService(key);
            case 6, 7, 8 -> new Command.AddServer(key, server(key));
            case 9 -> new Command.EditServer(key, server(key));
            case 10 -> new Command.SetWeight(key, server(key).endpoint(), gen.number(0, 3));
            case 11 -> new Command.DeleteServer(key, server(key).endpoint());
            case 12 -> new Command.DefineVipGroup(group(gen.pick(GROUPS)));
            case 13 -> depth > 0 ? sequence(depth - 1) : new Command.DeleteVipGroup(gen.pick(GROUPS));
            case 14 -> configuration();
            default -> rarer();
        };
    }

    private Command sequence(int depth) {
        List<Command> commands = new ArrayList<>();
        for (int i = gen.number(0, 4); i > 0; i--) {
            commands.add(command(depth));
        }
        return new Command.Sequence(commands);
    }

    private Command rarer() {
        return switch (gen.number(0, 6)) {
            case 0 -> new Command.DeleteVipGroup(gen.pick(GROUPS));
            case 1 -> new Command.SetTimeouts(timeouts());
            case 2 -> new Command.SetSysctls(sysctls(), gen.chance(30) ? Samples.set("conntrack") : new TreeSet<>());
            case 3 -> new Command.ZeroCounters(gen.maybe(50, this::key));
            case 4 -> new Command.ReportDrift("a", gen.list(1, 3, () -> "weight differs"), 5, DriftAction.REPAIRED);
            case 5 -> new Command.ReportDirector("a", "started", Samples.map("version", "0.1.0"));
            default -> gen.chance(20) ? new Command.ClearServices() : new Command.RaiseFeatureLevel(2);
        };
    }
}
