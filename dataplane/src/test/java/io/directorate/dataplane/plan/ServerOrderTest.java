package io.directorate.dataplane.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.TableServer;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.ServiceEntry;
import io.directorate.events.service.ServiceLabels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOrderTest {
    private static final ServiceKey KEY = ServiceKey.parse("tcp:192.0.2.1:80");
    private static final int HOSTS = 4;

    @Test
    void mendsEveryOrderOfUpToFourServersWithTheFewestMessages() {
        List<List<Integer>> orders = allOrders();
        assertThat(orders).hasSize(65);
        for (List<Integer> target : orders) {
            Map<List<Integer>, Integer> fewest = distancesTo(target, orders);
            for (List<Integer> start : orders) {
                List<DataplaneChange> changes = plan("sh", start, target);
                assertThat(changes).as("%s to %s", start, target).hasSize(fewest.getOrDefault(start, -1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dh", "sh", "mh", "fo", "ovf", "unheard-of"})
    void minds(String scheduler) {
        assertThat(plan(scheduler, List.of(1, 0), List.of(0, 1))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sed", "nq"})
    void doesNotMind(String scheduler) {
        assertThat(plan(scheduler, List.of(1, 0), List.of(0, 1))).isEmpty();
    }

    @Test
    void putsTheMovedServerBackRightAfterTakingItOut() {
        List<DataplaneChange> changes = plan("mh", List.of(3, 0, 2, 1), List.of(0, 1, 2, 3));
        assertThat(changes)
                .map(DataplaneChange::describe)
                .containsExactly(
                        "delete real server 10.0.0.3:80 of tcp:192.0.2.1:80",
                        "add real server 10.0.0.3:80 nat weight 1 to tcp:192.0.2.1:80",
                        "delete real server 10.0.0.4:80 of tcp:192.0.2.1:80",
                        "add real server 10.0.0.4:80 nat weight 1 to tcp:192.0.2.1:80");
    }

    @Test
    void restoresAServerThatSomebodyDeletedFromTheMiddleToItsPlace() {
        KernelModel model = programmed("sh", List.of(0, 1, 2));
        model.apply(new DataplaneChange.DeleteServer(KEY, server(1).endpoint()));
        DesiredState desired = desired("sh", List.of(0, 1, 2));
        for (DataplaneChange change :
                Planner.plan(desired, model.state(), OwnershipScope.DEFAULT).changes()) {
            assertThat(model.apply(change)).isEmpty();
        }
        assertThat(model.service(KEY).orElseThrow().serversAsAdded())
                .map(TableServer::endpoint)
                .containsExactly(
                        server(0).endpoint(), server(1).endpoint(), server(2).endpoint());
    }

    private static List<DataplaneChange> plan(String scheduler, List<Integer> start, List<Integer> target) {
        return Planner.plan(
                        desired(scheduler, target), programmed(scheduler, start).state(), OwnershipScope.DEFAULT)
                .changes();
    }

    private static KernelModel programmed(String scheduler, List<Integer> hosts) {
        return RandomStates.programmed(desired(scheduler, hosts));
    }

    private static DesiredState desired(String scheduler, List<Integer> hosts) {
        ServiceEntry entry = new ServiceEntry(
                VirtualService.of(KEY, new Scheduler(scheduler)),
                hosts.stream().map(ServerOrderTest::server).toList(),
                ServiceLabels.NONE);
        return DesiredState.of(Map.of(KEY, entry), new TreeMap<>(), Optional.empty(), new TreeMap<>());
    }

    private static RealServer server(int host) {
        return RealServer.of(Endpoint.parse("10.0.0." + (host + 1) + ":80"), ForwardingMethod.NAT);
    }

    private static List<List<Integer>> allOrders() {
        List<List<Integer>> all = new ArrayList<>();
        all.add(List.of());
        for (int i = 0; i < all.size(); i++) {
            for (int host = 0; host < HOSTS; host++) {
                if (!all.get(i).contains(host)) {
                    all.add(with(all.get(i), host));
                }
            }
        }
        return all;
    }

    /** Breadth first over what one message can do: delete any server, or add one as the latest. */
    private static Map<List<Integer>, Integer> distancesTo(List<Integer> target, List<List<Integer>> all) {
        Map<List<Integer>, Integer> distances = new HashMap<>();
        for (List<Integer> start : all) {
            distances.put(start, distance(start, target));
        }
        return distances;
    }

    private static int distance(List<Integer> start, List<Integer> target) {
        Map<List<Integer>, Integer> seen = new HashMap<>(Map.of(start, 0));
        Deque<List<Integer>> queue = new ArrayDeque<>(List.of(start));
        while (true) {
            List<Integer> order = queue.remove();
            if (order.equals(target)) {
                return seen.getOrDefault(order, -1);
            }
            for (int host = 0; host < HOSTS; host++) {
                List<Integer> next = order.contains(host) ? without(order, host) : with(order, host);
                if (seen.putIfAbsent(next, seen.getOrDefault(order, 0) + 1) == null) {
                    queue.add(next);
                }
            }
        }
    }

    private static List<Integer> with(List<Integer> order, int host) {
        List<Integer> longer = new ArrayList<>(order);
        longer.add(host);
        return List.copyOf(longer);
    }

    private static List<Integer> without(List<Integer> order, int host) {
        return order.stream().filter(other -> other != host).toList();
    }
}
