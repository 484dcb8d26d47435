package io.directorate.dataplane.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneChange.AddServer;
import io.directorate.dataplane.DataplaneChange.AddService;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the conformance kit share. */
abstract class ConformanceBase {
    /** The service that traffic is sent to. */
    static final ServiceKey TRAFFIC_KEY = ServiceKey.parse("udp:127.0.0.9:9");
    /** Its real server. */
    static final Endpoint TRAFFIC_SERVER = Endpoint.parse("127.0.0.8:9");

    static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");
    static final ServiceKey WEB6 = ServiceKey.parse("tcp:[2001:db8::1]:80");
    static final Scheduler RR = new Scheduler("rr");

    private Bench bench = new NoBench();

    /** Makes an empty dataplane. */
    abstract Bench open();

    @BeforeEach
    final void openBench() {
        bench = open();
    }

    @AfterEach
    final void closeBench() {
        bench.close();
        bench = new NoBench();
    }

    final Bench bench() {
        return bench;
    }

    final Dataplane dataplane() {
        return bench.dataplane();
    }

    /** Applies changes that must all be carried out. */
    final void apply(DataplaneChange... changes) {
        apply(List.of(changes));
    }

    /** Applies changes that must all be carried out. */
    final void apply(List<? extends DataplaneChange> changes) {
        ApplyResult result = dataplane().apply(List.copyOf(changes));
        assertThat(result.failures()).isEmpty();
    }

    /** Applies one change that must be refused, with this error and with words that say why. */
    final void refuses(String errno, DataplaneChange change) {
        List<FailedChange> failures = dataplane().apply(List.of(change)).failures();
        assertThat(failures).as(change.describe()).hasSize(1);
        FailedChange failure = failures.get(0);
        assertThat(failure.errno()).as(change.describe()).isEqualTo(errno);
        assertThat(failure.index()).isZero();
        assertThat(failure.change()).isEqualTo(change);
        assertThat(failure.message()).startsWith(errno + ", ").hasSizeGreaterThan(errno.length() + 8);
    }

    /** The service as the dataplane has it; it must be there. */
    final TableService serviceOf(ServiceKey key) {
        return dataplane().read().service(key).orElseThrow(() -> new AssertionError("there is no service " + key));
    }

    /** Adds services, reads all of them back one way and the other, and deletes them. */
    final void holds(List<VirtualService> services) {
        apply(services.stream().map(AddService::new).toList());
        for (VirtualService service : services) {
            assertThat(serviceOf(service.key()).service()).contains(service);
            TableService one = dataplane().readService(service.key()).orElseThrow();
            assertThat(one).isEqualTo(serviceOf(service.key()));
        }
        assertThat(dataplane().read().services()).hasSize(services.size());
        apply(services.stream()
                .map(service -> new DataplaneChange.DeleteService(service.key()))
                .toList());
        assertThat(dataplane().read().services()).isEmpty();
    }

    /** Adds a service with real servers, which must read back the same, the newest first. */
    final void holdsServers(VirtualService service, List<RealServer> servers) {
        addWithServers(service, servers);
        TableService table = serviceOf(service.key());
        assertThat(table).isEqualTo(TableService.of(service, servers));
        List<RealServer> asAdded = new ArrayList<>();
        for (TableServer server : table.serversAsAdded()) {
            asAdded.add(server.server().orElseThrow());
        }
        assertThat(asAdded).isEqualTo(servers);
        apply(new DataplaneChange.DeleteService(service.key()));
    }

    final void addWithServers(VirtualService service, List<RealServer> servers) {
        List<DataplaneChange> changes = new ArrayList<>();
        changes.add(new AddService(service));
        servers.forEach(server -> changes.add(new AddServer(service.key(), server)));
        apply(changes);
    }

    static VirtualService service(String key) {
        return VirtualService.of(ServiceKey.parse(key), RR);
    }

    static RealServer nat(String endpoint) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.NAT);
    }

    /** Stands in while no test runs. */
    private static final class NoBench implements Bench {
        @Override
        public Dataplane dataplane() {
            throw new IllegalStateException("no test runs");
        }

        @Override
        public NetlinkConnection netlink() {
            throw new IllegalStateException("no test runs");
        }

        @Override
        public GenericFamily family() {
            throw new IllegalStateException("no test runs");
        }

        @Override
        public void sendPackets(int count) {
            throw new IllegalStateException("no test runs");
        }

        @Override
        public void close() {}
    }
}
