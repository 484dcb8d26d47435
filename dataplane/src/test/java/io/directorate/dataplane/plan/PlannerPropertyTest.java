package io.directorate.dataplane.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerPropertyTest {
    private static final int STATES_PER_SEED = 60;

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 40) : LongStream.of(one);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void applyingThePlanLeavesNothingToPlan(long seed) {
        forEachPair(seed, (desired, model) -> {
            Set<ServiceKey> all = model.state().table().services().keySet();
            OwnershipScope scope = new OwnershipScope(all, ForeignPolicy.KEEP);
            Plan plan = Planner.plan(desired, model.state(), scope);
            applyAll(plan, model);
            assertThat(Planner.plan(desired, model.state(), scope).differences())
                    .isEmpty();
            assertThat(hash(desired, model.state())).isEqualTo(StateHash.of(desired));
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsProgrammedNeedsNoChange(long seed) {
        forEachPair(seed, (desired, other) -> {
            KernelModel model = RandomStates.programmed(desired);
            assertThat(Planner.plan(desired, model.state(), OwnershipScope.DEFAULT))
                    .isEqualTo(Plan.NOTHING);
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void thereAreAsManyChangesAsThingsThatDifferWhereOrderDoesNotMatter(long seed) {
        RandomStates states = new RandomStates(seed);
        for (int i = 0; i < STATES_PER_SEED; i++) {
            DesiredState desired = withScheduler(states.desired(6, 4), "wlc");
            KernelModel model = RandomStates.programmed(withScheduler(states.desired(6, 4), "wlc"));
            OwnershipScope scope =
                    new OwnershipScope(model.state().table().services().keySet(), ForeignPolicy.KEEP);
            ActualState actual = model.state();
            Plan plan = Planner.plan(desired, actual, scope);
            assertThat(plan.changes()).as("state %d", i).hasSize(countDiffering(desired, actual));
            assertThat(plan.differences()).hasSameSizeAs(plan.changes()).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void foreignServicesStay(long seed) {
        forEachPair(seed, (desired, model) -> {
            ActualState before = model.state();
            Set<ServiceKey> foreign =
                    new LinkedHashSet<>(before.table().services().keySet());
            foreign.removeAll(desired.keys());
            Plan plan = Planner.plan(desired, before, OwnershipScope.DEFAULT);
            assertThat(plan.foreign()).containsExactlyInAnyOrderElementsOf(foreign);
            applyAll(plan, model);
            for (ServiceKey key : foreign) {
                assertThat(model.service(key)).isEqualTo(before.table().service(key));
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aServiceThatHasServersBeforeAndAfterIsNeverWithoutOne(long seed) {
        forEachPair(seed, (desired, model) -> {
            Set<ServiceKey> watched = new LinkedHashSet<>();
            for (TableService service : model.state().table().list()) {
                boolean staysServed = desired.service(service.key())
                        .filter(wanted -> !wanted.servers().isEmpty())
                        .isPresent();
                if (staysServed && !service.servers().isEmpty() && service.key() instanceof ServiceKey.Address) {
                    watched.add(service.key());
                }
            }
            for (DataplaneChange change :
                    Planner.plan(desired, model.state(), OwnershipScope.DEFAULT).changes()) {
                assertThat(model.apply(change)).isEmpty();
                for (ServiceKey key : watched) {
                    assertThat(model.service(key).orElseThrow().servers())
                            .as("%s after %s", key, change.describe())
                            .isNotEmpty();
                }
            }
        });
    }

    private interface Check {
        void check(DesiredState desired, KernelModel model);
    }

    private static void forEachPair(long seed, Check check) {
        RandomStates states = new RandomStates(seed);
        for (int i = 0; i < STATES_PER_SEED; i++) {
            check.check(states.desired(6, 5), RandomStates.programmed(states.desired(6, 5)));
        }
    }

    private static void applyAll(Plan plan, KernelModel model) {
        for (DataplaneChange change : plan.changes()) {
            assertThat(model.apply(change)).as(change.describe()).isEmpty();
        }
    }

    /** Counts by sets, knowing nothing of how the planner works. */
    private static int countDiffering(DesiredState desired, ActualState actual) {
        int count = 0;
        Set<ServiceKey> keys = new LinkedHashSet<>(desired.keys());
        keys.addAll(actual.table().services().keySet());
        for (ServiceKey key : keys) {
            Optional<TableService> wanted = desired.service(key).map(DesiredService::asTable);
            Optional<TableService> found = actual.table().service(key);
            if (wanted.isEmpty()) {
                count++;
            } else if (found.isEmpty()) {
                count += 1 + wanted.get().servers().size();
            } else {
                count += wanted.get().settings().equals(found.get().settings()) ? 0 : 1;
                Set<TableServer> differing = new LinkedHashSet<>(wanted.get().servers());
                differing.addAll(found.get().servers());
                differing.removeIf(server -> wanted.get().servers().contains(server)
                        && found.get().servers().contains(server));
                count += (int)
                        differing.stream().map(TableServer::endpoint).distinct().count();
            }
        }
        boolean sameTimeouts = desired.timeouts().isEmpty()
                || actual.timeouts().flatMap(t -> t.toTimeouts()).equals(desired.timeouts());
        List<String> sysctls = new ArrayList<>(desired.sysctls().keySet());
        sysctls.removeIf(name ->
                Objects.equals(desired.sysctls().get(name), actual.sysctls().get(name)));
        return count + (sameTimeouts ? 0 : 1) + sysctls.size();
    }

    private static DesiredState withScheduler(DesiredState state, String scheduler) {
        Map<ServiceKey, ServiceEntry> entries = new LinkedHashMap<>();
        state.entries().forEach((key, entry) -> {
            VirtualService old = entry.service();
            VirtualService changed = new VirtualService(
                    key,
                    new Scheduler(scheduler),
                    old.schedulerFlags(),
                    old.persistence(),
                    old.persistenceEngine(),
                    old.onePacket());
            entries.put(key, new ServiceEntry(changed, entry.servers(), entry.labels()));
        });
        return DesiredState.of(entries, state.groups(), state.timeouts(), state.sysctls());
    }

    private static StateHash hash(DesiredState managed, ActualState state) {
        StateHash sum = StateHash.ZERO;
        for (TableService service : state.table().list()) {
            sum = sum.plus(StateHash.of(service));
        }
        for (String name : managed.sysctls().keySet()) {
            sum = sum.plus(StateHash.ofSysctl(name, state.sysctls().getOrDefault(name, "missing")));
        }
        return managed.timeouts().isPresent()
                ? sum.plus(StateHash.of(state.timeouts().orElseThrow()))
                : sum;
    }
}
