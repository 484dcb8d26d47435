package io.directorate.dataplane.plan;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes states from a seed; keys and endpoints come from small pools, so that two states have many in common. */
public final class RandomStates {
    private static final List<ForwardingMethod> METHODS = List.of(ForwardingMethod.values());

    private final Random random;
    private final List<String> schedulers;

    /**
     * Starts a series, with a scheduler that no kernel has among others.
     *
     * @param seed the same seed gives the same series
     */
    public RandomStates(long seed) {
        this(seed, List.of("rr", "wlc", "sh", "mh", "dh", "wrr", "own"));
    }

    /**
     * Starts a series.
     *
     * @param seed the same seed gives the same series
     * @param schedulers to choose from
     */
    public RandomStates(long seed, List<String> schedulers) {
        this.random = new Random(seed);
        this.schedulers = List.copyOf(schedulers);
    }

    /**
     * Makes a desired state.
     *
     * @param mostServices in it
     * @param mostServers in each service
     * @return the state
     */
    public DesiredState desired(int mostServices, int mostServers) {
        Map<ServiceKey, ServiceEntry> entries = new LinkedHashMap<>();
        int count = random.nextInt(mostServices + 1);
        for (int i = 0; i < count; i++) {
            ServiceEntry entry = entry(key(mostServices), mostServers);
            entries.put(entry.service().key(), entry);
        }
        SortedMap<String, String> sysctls = new TreeMap<>();
        if (random.nextBoolean()) {
            sysctls.put("conntrack", String.valueOf(random.nextInt(2)));
            sysctls.put("sync_threshold", "0 " + random.nextInt(3));
        }
        Optional<Timeouts> timeouts =
                random.nextBoolean() ? Optional.of(new Timeouts(900 + random.nextInt(2), 120, 300)) : Optional.empty();
        return DesiredState.of(entries, new TreeMap<>(), timeouts, sysctls);
    }

    /**
     * Makes an entry.
     *
     * @param key of the service
     * @param mostServers in it
     * @return the entry
     */
    public ServiceEntry entry(ServiceKey key, int mostServers) {
        Optional<Persistence> persistence = random.nextInt(3) == 0
                ? Optional.of(new Persistence(
                        1 + random.nextInt(3),
                        new Netmask(key.family(), key.family() == AddressFamily.IPV4 ? -256 : 64)))
                : Optional.empty();
        VirtualService service = new VirtualService(
                key,
                new Scheduler(schedulers.get(random.nextInt(schedulers.size()))),
                new SchedulerFlags(random.nextBoolean(), random.nextInt(4) == 0, false),
                persistence,
                Optional.empty(),
                false);
        List<RealServer> servers = new ArrayList<>();
        List<Integer> hosts = new ArrayList<>();
        for (int i = 0; i < mostServers + 1; i++) {
            hosts.add(i);
        }
        Collections.shuffle(hosts, random);
        int count = random.nextInt(mostServers + 1);
        for (int i = 0; i < count; i++) {
            servers.add(server(key, hosts.get(i)));
        }
        return new ServiceEntry(service, servers, ServiceLabels.NONE);
    }

    /**
     * Makes a real server.
     *
     * @param key of its service
     * @param host 0 to 250
     * @return the server
     */
    public RealServer server(ServiceKey key, int host) {
        String address = key.family() == AddressFamily.IPV4 ? "10.0.0." + (host + 1) : "fd00::" + (host + 1);
        int port = key instanceof ServiceKey.FirewallMark ? random.nextInt(2) * 80 : 80;
        ForwardingMethod method = METHODS.get(random.nextInt(METHODS.size()));
        Tunnel tunnel = method == ForwardingMethod.TUN && random.nextBoolean()
                ? new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.FULL)
                : Tunnel.IPIP;
        return new RealServer(
                new Endpoint(IpAddress.parse(address), port),
                method,
                tunnel,
                random.nextInt(3),
                random.nextInt(2) * 100,
                0);
    }

    /**
     * Picks a key.
     *
     * @param pool how many differ, about
     * @return the key
     */
    public ServiceKey key(int pool) {
        int number = random.nextInt(pool) + 1;
        return switch (random.nextInt(4)) {
            case 0 -> new ServiceKey.Address(Protocol.UDP, IpAddress.parse("2001:db8::" + number), 53);
            case 1 -> new ServiceKey.FirewallMark(number, AddressFamily.IPV4);
            default -> new ServiceKey.Address(Protocol.TCP, IpAddress.parse("192.0.2." + number), 80);
        };
    }

    /**
     * Programs a state into an empty dataplane.
     *
     * @param desired the state
     * @return what the dataplane then holds
     */
    public static KernelModel programmed(DesiredState desired) {
        KernelModel model = new KernelModel(ActualState.EMPTY);
        for (var change :
                Planner.plan(desired, ActualState.EMPTY, OwnershipScope.DEFAULT).changes()) {
            Optional<String> refused = model.apply(change);
            if (refused.isPresent()) {
                throw new IllegalStateException(change.describe() + ": " + refused.get());
            }
        }
        return model;
    }
}
