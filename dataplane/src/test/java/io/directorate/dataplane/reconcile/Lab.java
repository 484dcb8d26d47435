package io.directorate.dataplane.reconcile;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.fake.FakeKernel;
import io.directorate.dataplane.plan.DesiredState;
import io.directorate.dataplane.plan.PlannedChange;
import io.directorate.dataplane.plan.Planner;
import io.directorate.dataplane.snat.SourceNat;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A fake kernel, a reconciler on it whose time stands still until told, and somebody who edits behind its back. */
final class Lab {
    static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");
    static final ServiceKey DNS = ServiceKey.parse("udp:192.0.2.2:53");

    final FakeKernel kernel = new FakeKernel();
    final FaultyDataplane dataplane;
    final Dataplane somebody;
    final List<DriftReport> reports = new ArrayList<>();
    final Set<ServiceKey> history = new HashSet<>();
    private final ReconcilerOptions options;
    private final Optional<SourceNat> sourceNat;
    private Optional<BackgroundReader> reader = Optional.empty();
    Reconciler reconciler;
    long now;
    private long sequence;

    Lab(Path sysctls) {
        this(sysctls, ReconcilerOptions.DEFAULT, Optional.empty());
    }

    Lab(Path sysctls, ReconcilerOptions options, Optional<SourceNat> sourceNat) {
        this.options = options;
        this.sourceNat = sourceNat;
        this.dataplane = new FaultyDataplane(new ReopeningDataplane(() -> kernel.dataplane(sysctls)));
        this.somebody = kernel.dataplane(sysctls);
        this.reconciler = start();
    }

    /** Starts anew with somebody who reads in the background. */
    void startWith(BackgroundReader backgroundReader) {
        reader = Optional.of(backgroundReader);
        start();
    }

    /** A director that starts: a reconciler that knows nothing. */
    Reconciler start() {
        ReconcilerPorts ports = new ReconcilerPorts(
                dataplane,
                sourceNat,
                history::contains,
                reports::add,
                InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)),
                () -> now);
        reconciler = new Reconciler(reader.map(ports::withReader).orElse(ports), options);
        kernel.resetCounts();
        return reconciler;
    }

    /** Submits as the log's next state, with all keys changed, and makes a step. */
    ReconcilerStatus submit(DesiredState desired) {
        return submit(desired, desired.keys());
    }

    ReconcilerStatus submit(DesiredState desired, Set<ServiceKey> changed) {
        reconciler.submit(desired, changed, ++sequence);
        return step();
    }

    long sequence() {
        return sequence;
    }

    ReconcilerStatus step() {
        reconciler.doWork(now);
        return reconciler.status();
    }

    /** Lets so much time go by in one leap, and makes a step. */
    ReconcilerStatus after(Duration time) {
        now += time.toNanos();
        return step();
    }

    /** Lets the time of an interval go by. */
    ReconcilerStatus afterInterval() {
        return after(options.interval());
    }

    /** Somebody else changes the kernel. */
    void behindItsBack(DataplaneChange... changes) {
        ApplyResult result = somebody.apply(List.of(changes));
        if (!result.succeeded()) {
            throw new IllegalStateException(result.failures().toString());
        }
        kernel.resetCounts();
    }

    /** What differs between the kernel and a desired state, services only. */
    List<String> differences(DesiredState desired) {
        List<String> all = new ArrayList<>();
        Map<ServiceKey, TableService> found =
                new LinkedHashMap<>(somebody.read().services());
        for (ServiceKey key : desired.keys()) {
            for (PlannedChange change : Planner.planService(desired, key, Optional.ofNullable(found.remove(key)))) {
                all.add(change.difference());
            }
        }
        found.values().forEach(service -> all.add(service.describe()));
        return all;
    }

    static DesiredState state(ServiceEntry... entries) {
        Map<ServiceKey, ServiceEntry> byKey = new LinkedHashMap<>();
        for (ServiceEntry entry : entries) {
            byKey.put(entry.service().key(), entry);
        }
        return DesiredState.of(Collections.unmodifiableMap(byKey), new TreeMap<>(), Optional.empty(), new TreeMap<>());
    }

    static ServiceEntry entry(ServiceKey key, String scheduler, RealServer... servers) {
        return new ServiceEntry(
                VirtualService.of(key, new Scheduler(scheduler)), Arrays.asList(servers), ServiceLabels.NONE);
    }

    static RealServer nat(int host, int weight) {
        return RealServer.of(
                        Endpoint.parse("10.0." + host / 250 + "." + (host % 250 + 1) + ":80"), ForwardingMethod.NAT)
                .withWeight(weight);
    }

    /** Services with four real servers each. */
    static DesiredState many(int services) {
        Map<ServiceKey, ServiceEntry> byKey = new LinkedHashMap<>();
        for (int i = 0; i < services; i++) {
            ServiceKey key = ServiceKey.parse("tcp:192.0." + i / 250 + "." + (i % 250 + 1) + ":80");
            byKey.put(key, entry(key, "rr", nat(0, 1), nat(1, 1), nat(2, 1), nat(3, 1)));
        }
        return DesiredState.of(Collections.unmodifiableMap(byKey), new TreeMap<>(), Optional.empty(), new TreeMap<>());
    }

    /** The same with one entry more, or another. */
    static DesiredState with(DesiredState state, ServiceEntry entry) {
        Map<ServiceKey, ServiceEntry> byKey = new LinkedHashMap<>(state.entries());
        byKey.put(entry.service().key(), entry);
        return DesiredState.of(Collections.unmodifiableMap(byKey), state.groups(), state.timeouts(), state.sysctls());
    }

    static DesiredState without(DesiredState state, ServiceKey key) {
        Map<ServiceKey, ServiceEntry> byKey = new LinkedHashMap<>(state.entries());
        byKey.remove(key);
        return DesiredState.of(Collections.unmodifiableMap(byKey), state.groups(), state.timeouts(), state.sysctls());
    }
}
