package io.directorate.dataplane.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.Command;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdoptionTest {
    private static final ServiceKey KEY = ServiceKey.parse("tcp:192.0.2.1:80");

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void afterTheCommandsTheLogWantsWhatTheDataplaneHolds(long seed) {
        RandomStates states = new RandomStates(seed);
        for (int i = 0; i < 30; i++) {
            DesiredState desired = states.desired(5, 4);
            ActualState actual = RandomStates.programmed(states.desired(5, 4)).state();
            Set<Subject> subjects = new LinkedHashSet<>();
            desired.keys().forEach(key -> subjects.add(new Subject.Service(key)));
            actual.table().services().keySet().forEach(key -> subjects.add(new Subject.Service(key)));
            Adoption adoption = Adoption.of(desired, actual, subjects);
            assertThat(adoption.refused()).isEmpty();
            DesiredState adopted = decided(desired, adoption.commands());
            for (Subject subject : subjects) {
                ServiceKey key = ((Subject.Service) subject).key();
                assertThat(Planner.planService(adopted, key, actual.table().service(key)))
                        .as("%s", key)
                        .isEmpty();
            }
        }
    }

    @Test
    void keepsWhatTheKernelCannotShow() {
        RealServer logged = RealServer.of(Endpoint.parse("10.0.0.1:80"), ForwardingMethod.FULLNAT)
                .withWeight(5);
        DesiredState desired =
                desired(logged).withWeights(new WeightOverlay(Map.of(KEY, Map.of(logged.endpoint(), 0))));
        RealServer found = new RealServer(logged.endpoint(), ForwardingMethod.NAT, logged.tunnel(), 0, 100, 0);
        ActualState actual = ActualState.of(IpvsTable.of(List.of(TableService.of(rr(), List.of(found)))));
        assertThat(Adoption.of(desired, actual, List.of(new Subject.Service(KEY)))
                        .commands())
                .containsExactly(new Command.EditServer(
                        KEY, new RealServer(logged.endpoint(), ForwardingMethod.FULLNAT, logged.tunnel(), 5, 100, 0)));
    }

    @Test
    void refusesWhatTheLogHasNoWordsFor() {
        TableServer local = new TableServer(
                Endpoint.parse("10.0.0.1:80"), TableServer.LOCAL_NODE, TableServer.RawTunnel.NONE, 1, 0, 0);
        TableService found = new TableService(KEY, ServiceSettings.of(rr()), List.of(local));
        Adoption adoption = Adoption.of(
                DesiredState.EMPTY, ActualState.of(IpvsTable.of(List.of(found))), List.of(new Subject.Service(KEY)));
        assertThat(adoption.commands()).isEmpty();
        assertThat(adoption.refused()).singleElement().asString().contains("tcp:192.0.2.1:80", "no words for");
    }

    @Test
    void takesOverSettings() {
        ActualState actual = new ActualState(
                IpvsTable.EMPTY,
                Optional.of(new ConnectionTimeouts(901, 121, 301)),
                new TreeMap<>(Map.of("sync_threshold", "0\t1")),
                List.of());
        assertThat(Adoption.of(
                                DesiredState.EMPTY,
                                actual,
                                List.of(Subject.TIMEOUTS, new Subject.Sysctl("sync_threshold")))
                        .commands())
                .containsExactly(
                        new Command.SetTimeouts(new Timeouts(901, 121, 301)),
                        new Command.SetSysctls(new TreeMap<>(Map.of("sync_threshold", "0 1")), Set.of()));
    }

    private static VirtualService rr() {
        return VirtualService.of(KEY, new Scheduler("rr"));
    }

    private static DesiredState desired(RealServer server) {
        ServiceEntry entry = new ServiceEntry(rr(), List.of(server), ServiceLabels.NONE);
        return DesiredState.of(Map.of(KEY, entry), new TreeMap<>(), Optional.empty(), new TreeMap<>());
    }

    /** What the log's rules make of the commands, in their simplest form. */
    private static DesiredState decided(DesiredState before, List<Command> commands) {
        Map<ServiceKey, ServiceEntry> entries = new LinkedHashMap<>(before.entries());
        for (Command command : commands) {
            if (command instanceof Command.AddService add) {
                entries.put(add.service().key(), new ServiceEntry(add.service(), List.of(), ServiceLabels.NONE));
            } else if (command instanceof Command.DeleteService delete) {
                entries.remove(delete.key());
            } else if (command instanceof Command.EditService edit) {
                entries.computeIfPresent(
                        edit.service().key(),
                        (key, entry) -> new ServiceEntry(edit.service(), entry.servers(), entry.labels()));
            } else if (command instanceof Command.AddServer add) {
                servers(entries, add.service(), list -> list.add(add.server()));
            } else if (command instanceof Command.EditServer edit) {
                servers(
                        entries,
                        edit.service(),
                        list -> list.replaceAll(
                                server -> server.endpoint().equals(edit.server().endpoint()) ? edit.server() : server));
            } else if (command instanceof Command.DeleteServer delete) {
                servers(
                        entries,
                        delete.service(),
                        list -> list.removeIf(server -> server.endpoint().equals(delete.server())));
            } else {
                throw new AssertionError(command);
            }
        }
        return DesiredState.of(entries, before.groups(), before.timeouts(), before.sysctls());
    }

    private static void servers(
            Map<ServiceKey, ServiceEntry> entries,
            ServiceKey key,
            java.util.function.Consumer<List<RealServer>> change) {
        ServiceEntry entry = Objects.requireNonNull(entries.get(key), key.toString());
        List<RealServer> servers = new ArrayList<>(entry.servers());
        change.accept(servers);
        entries.put(key, new ServiceEntry(entry.service(), servers, entry.labels()));
    }
}
