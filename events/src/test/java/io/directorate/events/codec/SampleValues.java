package io.directorate.events.codec;

import static io.directorate.events.service.Samples.endpoint;
import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.map;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.server;
import static io.directorate.events.service.Samples.service;
import static io.directorate.events.service.Samples.set;

import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.GroupMode;
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
import io.directorate.events.service.Command;
import io.directorate.events.service.Declaration;
import io.directorate.events.service.DriftAction;
import io.directorate.events.service.Event;
import io.directorate.events.service.Samples;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One event and one command of each kind, with every option used somewhere. */
final class SampleValues {
    static final ServiceKey WEB = key("tcp:192.0.2.1:80");

    private SampleValues() {}

    static VirtualService everyOption() {
        return new VirtualService(
                key("udp:[2001:db8::1]:5060"),
                new Scheduler("mh"),
                new SchedulerFlags(true, true, false),
                Optional.of(new Persistence(
                        600, Netmask.parse("64", key("fwmark6:1").family()))),
                Optional.of("sip"),
                true);
    }

    static VirtualService masked() {
        return new VirtualService(
                key("fwmark:4294967295"),
                new Scheduler("wrr"),
                new SchedulerFlags(true, false, true),
                Optional.of(new Persistence(360, Netmask.parse("255.255.255.0", WEB.family()))),
                Optional.empty(),
                false);
    }

    static ServiceLabels everyLabel() {
        return new ServiceLabels(Optional.of("shop"), Optional.of("web"), map("tier", "gold", "Ünï", "日本"));
    }

    static RealServer tunnelled() {
        return new RealServer(
                endpoint("10.0.0.1:80"),
                ForwardingMethod.TUN,
                new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.REMOTE),
                Integer.MAX_VALUE,
                100,
                75);
    }

    static RealServer gre() {
        return new RealServer(
                endpoint("10.0.0.2:80"),
                ForwardingMethod.TUN,
                new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.FULL),
                0,
                0,
                0);
    }

    static VipGroup everySetting() {
        TreeMap<String, Integer> preferences = new TreeMap<>();
        preferences.put("a", 150);
        preferences.put("b.example", 100);
        return new VipGroup(
                "web",
                GroupMode.VRRP,
                List.of(Samples.vip("192.0.2.1")),
                List.of(Samples.address("inside", "10.0.0.254")),
                List.of(Samples.address("inside", "10.0.0.250"), Samples.address("inside", "2001:db8::250")),
                Optional.of(new VrrpSettings(51, 2, 1000, true, Optional.of("1111"))),
                preferences);
    }

    static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("service-added", new Event.ServiceAdded(everyOption(), everyLabel()));
        events.put(
                "service-added-with-servers",
                new Event.ServiceAdded(
                        service("tcp:192.0.2.3:80"),
                        ServiceLabels.NONE,
                        List.of(Samples.nat("10.0.0.2:80"), Samples.nat("10.0.0.1:80"))));
        events.put("service-added-plain", new Event.ServiceAdded(service("tcp:192.0.2.1:80"), ServiceLabels.NONE));
        events.put("service-edited", new Event.ServiceEdited(masked()));
        events.put("service-labelled", new Event.ServiceLabelled(WEB, everyLabel()));
        events.put("service-deleted", new Event.ServiceDeleted(key("fwmark6:7")));
        events.put("server-added", new Event.ServerAdded(WEB, tunnelled()));
        events.put("server-added-plain", new Event.ServerAdded(WEB, nat("10.0.0.1:8080")));
        events.put("server-edited", new Event.ServerEdited(WEB, gre()));
        events.put(
                "server-deleted", new Event.ServerDeleted(key("sctp:[2001:db8::1]:80"), endpoint("[2001:db8::9]:80")));
        events.put("vip-group-defined", new Event.VipGroupDefined(everySetting()));
        events.put("vip-group-defined-plain", new Event.VipGroupDefined(group("dns", "192.0.2.2")));
        events.put("vip-group-deleted", new Event.VipGroupDeleted("web"));
        events.put("timeouts-set", new Event.TimeoutsSet(Timeouts.DEFAULT));
        events.put("timeouts-released", new Event.TimeoutsReleased());
        events.put("sysctls-set", new Event.SysctlsSet(map("sync_threshold", "0 1"), set("conntrack")));
        events.put(
                "owner-declared", new Event.OwnerDeclared("shop", new Declaration(set("web"), true, set("conntrack"))));
        events.put("counters-zeroed", new Event.CountersZeroed(Optional.of(WEB)));
        events.put("counters-zeroed-all", new Event.CountersZeroed(Optional.empty()));
        events.put(
                "drift-found",
                new Event.DriftFound("a", List.of("tcp:192.0.2.1:80 is not in the kernel"), 2, DriftAction.REPAIRED));
        events.put(
                "director-reported",
                new Event.DirectorReported("a", "log-tail-cut", map("file", "log_inprogress_12", "bytes", "17")));
        events.put("feature-level-raised", new Event.FeatureLevelRaised(2));
        return events;
    }

    static Command.ApplyConfiguration configuration() {
        return new Command.ApplyConfiguration(
                "shop",
                List.of(
                        new ServiceEntry(
                                service("tcp:192.0.2.1:80"),
                                List.of(tunnelled(), gre(), nat("10.0.0.3:8080")),
                                new ServiceLabels(Optional.empty(), Optional.of("web"), map("tier", "gold"))),
                        Samples.entry(masked(), server("10.0.0.1:0", ForwardingMethod.DR))),
                List.of(everySetting()),
                Optional.of(Timeouts.DEFAULT),
                map("conntrack", "1"));
    }

    static Map<String, Command> commands() {
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("add-service", new Command.AddService(everyOption(), everyLabel()));
        commands.put("edit-service", new Command.EditService(masked()));
        commands.put("label-service", new Command.LabelService(WEB, everyLabel()));
        commands.put("delete-service", new Command.DeleteService(WEB));
        commands.put("add-server", new Command.AddServer(WEB, tunnelled()));
        commands.put("edit-server", new Command.EditServer(WEB, gre()));
        commands.put("set-weight", new Command.SetWeight(WEB, endpoint("10.0.0.1:80"), 0));
        commands.put("delete-server", new Command.DeleteServer(WEB, endpoint("10.0.0.1:80")));
        commands.put("clear-services", new Command.ClearServices());
        commands.put("define-vip-group", new Command.DefineVipGroup(everySetting()));
        commands.put("delete-vip-group", new Command.DeleteVipGroup("web"));
        commands.put("set-timeouts", new Command.SetTimeouts(new Timeouts(60, 30, 20)));
        commands.put("set-sysctls", new Command.SetSysctls(map("conntrack", "1"), set("sloppy_tcp")));
        commands.put("zero-counters", new Command.ZeroCounters(Optional.empty()));
        commands.put("apply-configuration", configuration());
        commands.put(
                "sequence",
                new Command.Sequence(List.of(
                        new Command.ClearServices(),
                        new Command.Sequence(List.of(new Command.ZeroCounters(Optional.of(WEB)))))));
        commands.put("report-drift", new Command.ReportDrift("a", List.of("x", "y"), 200, DriftAction.ADOPTED));
        commands.put("report-director", new Command.ReportDirector("a", "started", map("version", "0.1.0")));
        commands.put("raise-feature-level", new Command.RaiseFeatureLevel(2));
        commands.put("set-sysctls-plain", new Command.SetSysctls(new TreeMap<>(), new TreeSet<>()));
        return commands;
    }
}
