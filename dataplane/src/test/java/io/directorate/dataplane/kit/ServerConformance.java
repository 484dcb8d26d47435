package io.directorate.dataplane.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneChange.AddServer;
import io.directorate.dataplane.DataplaneChange.AddService;
import io.directorate.dataplane.DataplaneChange.DeleteServer;
import io.directorate.dataplane.DataplaneChange.EditServer;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.TableService;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dataplane does with real servers. */
abstract class ServerConformance extends ServiceConformance {
    private static final List<Tunnel> TUNNELS = List.of(
            Tunnel.IPIP,
            new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.NONE),
            new Tunnel(Tunnel.Type.GUE, 65535, Tunnel.Checksum.FULL),
            new Tunnel(Tunnel.Type.GUE, 1, Tunnel.Checksum.REMOTE),
            new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.NONE),
            new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.FULL));

    @Test
    void holdsEveryForwardingMethodInBothFamilies() {
        List<ForwardingMethod> methods = List.of(ForwardingMethod.NAT, ForwardingMethod.DR, ForwardingMethod.TUN);
        List<RealServer> four = new ArrayList<>();
        List<RealServer> six = new ArrayList<>();
        for (ForwardingMethod method : methods) {
            four.add(RealServer.of(Endpoint.parse("10.0.0." + (four.size() + 1) + ":80"), method));
            six.add(RealServer.of(Endpoint.parse("[2001:db8::a" + six.size() + "]:80"), method));
        }
        four.add(nat("10.0.0.9:8080"));
        six.add(nat("[2001:db8::b]:8080"));
        holdsServers(service("tcp:192.0.2.1:80"), four);
        holdsServers(service("tcp:[2001:db8::1]:80"), six);
        holdsServers(service("fwmark:5"), List.of(nat("10.0.0.1:0"), nat("10.0.0.1:8080"), nat("10.0.0.2:8080")));
        holdsServers(service("fwmark6:5"), List.of(nat("[2001:db8::a]:0")));
    }

    @Test
    void programsFullNatAsMasquerading() {
        apply(new AddService(VirtualService.of(WEB, RR)));
        apply(new AddServer(WEB, RealServer.of(Endpoint.parse("10.0.0.1:8080"), ForwardingMethod.FULLNAT)));

        assertThat(serviceOf(WEB).servers()).containsExactly(TableServer.of(nat("10.0.0.1:8080")));
    }

    @Test
    void holdsEveryTunnelInBothFamiliesAndAcrossThem() {
        List<RealServer> four = new ArrayList<>();
        List<RealServer> six = new ArrayList<>();
        for (Tunnel tunnel : TUNNELS) {
            four.add(tunnelled("10.0.0." + (four.size() + 1) + ":80", tunnel));
            six.add(tunnelled("[2001:db8::a" + six.size() + "]:80", tunnel));
        }
        holdsServers(service("tcp:192.0.2.1:80"), four);
        holdsServers(service("tcp:[2001:db8::1]:80"), six);
        holdsServers(service("tcp:192.0.2.1:80"), six);
        holdsServers(service("tcp:[2001:db8::1]:80"), four);
    }

    @Test
    void holdsWeightsAndThresholds() {
        List<RealServer> servers = new ArrayList<>();
        for (int weight : List.of(0, 1, 65536, Integer.MAX_VALUE)) {
            servers.add(nat("10.0.0." + (servers.size() + 1) + ":80").withWeight(weight));
        }
        servers.add(thresholds("10.0.1.1:80", 100, 0));
        servers.add(thresholds("10.0.1.2:80", 100, 100));
        servers.add(thresholds("10.0.1.3:80", Integer.MAX_VALUE, Integer.MAX_VALUE));
        holdsServers(service("tcp:192.0.2.1:80"), servers);
    }

    @Test
    void putsTheNewestServerFirstAndEditsInPlace() {
        addWithServers(
                service("tcp:192.0.2.1:80"), List.of(nat("10.0.0.1:80"), nat("10.0.0.2:80"), nat("10.0.0.3:80")));
        assertThat(endpoints(WEB)).containsExactly("10.0.0.3:80", "10.0.0.2:80", "10.0.0.1:80");

        apply(new EditServer(WEB, nat("10.0.0.1:80").withWeight(9)));
        assertThat(endpoints(WEB)).containsExactly("10.0.0.3:80", "10.0.0.2:80", "10.0.0.1:80");

        apply(new DeleteServer(WEB, Endpoint.parse("10.0.0.1:80")), new AddServer(WEB, nat("10.0.0.1:80")));
        assertThat(endpoints(WEB)).containsExactly("10.0.0.1:80", "10.0.0.3:80", "10.0.0.2:80");
    }

    @Test
    void editsEverySettingOfAServer() {
        addWithServers(service("tcp:192.0.2.1:80"), List.of(nat("10.0.0.1:80"), nat("10.0.0.2:80")));
        for (Tunnel tunnel : TUNNELS) {
            RealServer edited = new RealServer(Endpoint.parse("10.0.0.1:80"), ForwardingMethod.TUN, tunnel, 7, 50, 20);
            apply(new EditServer(WEB, edited));
            assertThat(serviceOf(WEB).serversAsAdded())
                    .containsExactly(TableServer.of(edited), TableServer.of(nat("10.0.0.2:80")));
        }
        apply(new EditServer(WEB, nat("10.0.0.1:80")));
        assertThat(serviceOf(WEB))
                .isEqualTo(
                        TableService.of(service("tcp:192.0.2.1:80"), List.of(nat("10.0.0.1:80"), nat("10.0.0.2:80"))));
    }

    @Test
    void deletesOneServerAndLeavesTheOthers() {
        addWithServers(
                service("tcp:192.0.2.1:80"), List.of(nat("10.0.0.1:80"), nat("10.0.0.1:81"), nat("10.0.0.2:80")));

        apply(new DeleteServer(WEB, Endpoint.parse("10.0.0.1:81")));

        assertThat(endpoints(WEB)).containsExactly("10.0.0.2:80", "10.0.0.1:80");
    }

    @Test
    void refusesServersThatCannotBe() {
        addWithServers(service("tcp:192.0.2.1:80"), List.of(nat("10.0.0.1:80")));

        refuses("EEXIST", new AddServer(WEB, nat("10.0.0.1:80").withWeight(2)));
        refuses("ESRCH", new AddServer(WEB6, nat("[2001:db8::9]:80")));
        refuses("ESRCH", new EditServer(WEB6, nat("[2001:db8::9]:80")));
        refuses("ESRCH", new DeleteServer(WEB6, Endpoint.parse("[2001:db8::9]:80")));
        refuses("ENOENT", new EditServer(WEB, nat("10.0.0.1:81")));
        refuses("ENOENT", new DeleteServer(WEB, Endpoint.parse("10.0.0.1:81")));
        refuses("ERANGE", new AddServer(WEB, thresholds("10.0.0.2:80", 10, 11)));
        refuses("ERANGE", new EditServer(WEB, thresholds("10.0.0.1:80", 10, 11)));
        refuses("EINVAL", new AddServer(WEB, nat("224.0.0.1:80")));
        refuses("EINVAL", new AddServer(WEB, nat("0.0.0.0:80")));
        refuses("EINVAL", new AddServer(WEB, nat("255.255.255.255:80")));
        refuses("EINVAL", new AddServer(WEB, nat("[2001:db8::9]:80")));

        assertThat(serviceOf(WEB).servers()).containsExactly(TableServer.of(nat("10.0.0.1:80")));
    }

    @Test
    void refusesIpv6ServersThatCannotBe() {
        addWithServers(service("tcp:[2001:db8::1]:80"), List.of(nat("[2001:db8::9]:80")));

        refuses("EINVAL", new AddServer(WEB6, nat("[ff02::1]:80")));
        refuses("EINVAL", new AddServer(WEB6, nat("[::]:80")));
        refuses("EINVAL", new AddServer(WEB6, nat("[fe80::1]:80")));
        refuses("EINVAL", new AddServer(WEB6, nat("10.0.0.1:80")));

        assertThat(endpoints(WEB6)).containsExactly("[2001:db8::9]:80");
    }

    @Test
    void goesOnAfterARefusedChange() {
        List<DataplaneChange> changes = List.of(
                new AddService(VirtualService.of(WEB, RR)),
                new AddServer(WEB, nat("10.0.0.1:80")),
                new AddServer(WEB, nat("10.0.0.1:80")),
                new AddServer(WEB6, nat("[2001:db8::9]:80")),
                new AddServer(WEB, nat("10.0.0.2:80")));

        List<FailedChange> failures = dataplane().apply(changes).failures();

        assertThat(failures).extracting(FailedChange::index).containsExactly(2, 3);
        assertThat(failures).extracting(FailedChange::errno).containsExactly("EEXIST", "ESRCH");
        assertThat(failures).extracting(FailedChange::change).containsExactly(changes.get(2), changes.get(3));
        assertThat(endpoints(WEB)).containsExactly("10.0.0.2:80", "10.0.0.1:80");
    }

    @Test
    void namesEveryRefusedChangeOfALongList() {
        List<DataplaneChange> changes = new ArrayList<>();
        List<Integer> wrong = new ArrayList<>();
        changes.add(new AddService(VirtualService.of(WEB, RR)));
        for (int i = 1; i <= 2000; i++) {
            changes.add(new AddServer(WEB, nat("10.1." + i / 250 + "." + (i % 250 + 1) + ":80")));
            if (i % 7 == 0) {
                wrong.add(changes.size());
                changes.add(new EditServer(WEB, nat("10.2." + i / 250 + "." + (i % 250 + 1) + ":80")));
            }
        }

        List<FailedChange> failures = dataplane().apply(changes).failures();

        assertThat(failures).extracting(FailedChange::index).isEqualTo(wrong);
        assertThat(failures).extracting(FailedChange::errno).containsOnly("ENOENT");
        assertThat(serviceOf(WEB).servers()).hasSize(2000);
    }

    @Test
    void holdsABigTable() {
        List<DataplaneChange> changes = new ArrayList<>();
        List<TableService> expected = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            VirtualService service = service("tcp:10.9." + i / 200 + "." + (i % 200 + 1) + ":80");
            List<RealServer> servers = new ArrayList<>();
            for (int j = 1; j <= 3; j++) {
                servers.add(nat("10.1." + j + "." + (i % 200 + 1) + ":8080").withWeight(i));
            }
            changes.add(new AddService(service));
            servers.forEach(server -> changes.add(new AddServer(service.key(), server)));
            expected.add(TableService.of(service, servers));
        }

        apply(changes);

        assertThat(dataplane().read().list()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(dataplane().snapshot().table().list()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private List<String> endpoints(ServiceKey key) {
        return serviceOf(key).servers().stream()
                .map(server -> server.endpoint().toString())
                .toList();
    }

    private static RealServer tunnelled(String endpoint, Tunnel tunnel) {
        return new RealServer(Endpoint.parse(endpoint), ForwardingMethod.TUN, tunnel, 1, 0, 0);
    }

    private static RealServer thresholds(String endpoint, int upper, int lower) {
        return new RealServer(Endpoint.parse(endpoint), ForwardingMethod.NAT, Tunnel.IPIP, 1, upper, lower);
    }
}
