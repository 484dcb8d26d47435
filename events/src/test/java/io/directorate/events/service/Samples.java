package io.directorate.events.service;

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
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VirtualService;
import io.directorate.events.model.VrrpSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Short ways to say what a test is about. */
public final class Samples {
    private Samples() {}

    public static ServiceKey key(String text) {
        return ServiceKey.parse(text);
    }

    public static Endpoint endpoint(String text) {
        return Endpoint.parse(text);
    }

    public static VirtualService service(String key) {
        return VirtualService.of(key(key), Scheduler.WLC);
    }

    public static VirtualService service(String key, String scheduler) {
        return VirtualService.of(key(key), new Scheduler(scheduler));
    }

    public static VirtualService persistent(String key) {
        Persistence persistence = new Persistence(360, Netmask.full(key(key).family()));
        return new VirtualService(
                key(key), Scheduler.WLC, SchedulerFlags.NONE, Optional.of(persistence), Optional.empty(), false);
    }

    public static RealServer nat(String endpoint) {
        return RealServer.of(endpoint(endpoint), ForwardingMethod.NAT);
    }

    public static RealServer server(String endpoint, ForwardingMethod method) {
        return RealServer.of(endpoint(endpoint), method);
    }

    public static ServiceLabels inGroup(String group) {
        return new ServiceLabels(Optional.empty(), Optional.of(group), new TreeMap<>());
    }

    public static ServiceLabels ownedBy(String owner) {
        return new ServiceLabels(Optional.of(owner), Optional.empty(), new TreeMap<>());
    }

    public static ServiceEntry entry(VirtualService service, RealServer... servers) {
        return new ServiceEntry(service, List.of(servers), ServiceLabels.NONE);
    }

    public static GroupAddress vip(String address) {
        return address("outside", address);
    }

    public static GroupAddress address(String role, String address) {
        IpAddress parsed = IpAddress.parse(address);
        return new GroupAddress(role, parsed, parsed.family() == AddressFamily.IPV4 ? 32 : 128);
    }

    public static VipGroup group(String name, String... vips) {
        return new VipGroup(
                name,
                GroupMode.EXTERNAL,
                Arrays.stream(vips).map(Samples::vip).toList(),
                List.of(),
                List.of(),
                Optional.empty(),
                new TreeMap<>());
    }

    public static VipGroup withLocals(VipGroup group, String... locals) {
        return new VipGroup(
                group.name(),
                group.mode(),
                group.vips(),
                group.innerGateways(),
                Arrays.stream(locals).map(local -> address("inside", local)).toList(),
                group.vrrp(),
                group.preferences());
    }

    public static VipGroup elected(String name, int virtualRouterId, int version, String... vips) {
        int interval = version == 2 ? 1000 : 100;
        return new VipGroup(
                name,
                GroupMode.VRRP,
                Arrays.stream(vips).map(Samples::vip).toList(),
                List.of(),
                List.of(),
                Optional.of(new VrrpSettings(virtualRouterId, version, interval, false, Optional.empty())),
                new TreeMap<>());
    }

    public static SortedMap<String, String> map(String... namesAndValues) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    public static SortedSet<String> set(String... names) {
        return new TreeSet<>(List.of(names));
    }

    public static Command.ApplyConfiguration configuration(String owner, ServiceEntry... services) {
        return new Command.ApplyConfiguration(owner, List.of(services), List.of(), Optional.empty(), new TreeMap<>());
    }

    public static CommandEnvelope envelope(Command command) {
        return new CommandEnvelope("c-1", "uid:0(root)", "", 1_700_000_000_000L, CommandEnvelope.ANY_INDEX, command);
    }
}
