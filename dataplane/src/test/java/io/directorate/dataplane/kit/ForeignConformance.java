package io.directorate.dataplane.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.DataplaneChange.AddServer;
import io.directorate.dataplane.DataplaneChange.AddService;
import io.directorate.dataplane.DataplaneChange.EditServer;
import io.directorate.dataplane.DataplaneChange.EditService;
import io.directorate.dataplane.ForeignService;
import io.directorate.dataplane.ServiceSettings;
import io.directorate.dataplane.TableServer;
import io.directorate.dataplane.ipvs.IpvsProtocol.Attribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.Command;
import io.directorate.dataplane.ipvs.IpvsProtocol.ServerAttribute;
import io.directorate.dataplane.ipvs.IpvsProtocol.ServiceAttribute;
import io.directorate.dataplane.netlink.MessageBuilder;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.Protocol;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dataplane does with things that others programmed and our model refuses: shows them exactly, mends them when told. */
abstract class ForeignConformance extends ServerConformance {
    private static final int GRE = 47;

    @Test
    void showsForwardingMethodsThatAreNotManagedAndMendsThem() {
        apply(new AddService(VirtualService.of(WEB, RR)));
        addServer(WEB, "10.0.0.1:80", TableServer.LOCAL_NODE, 0, 0, 0);
        addServer(WEB, "10.0.0.2:80", TableServer.BYPASS, 0, 0, 0);
        addServer(WEB, "10.0.0.3:80", 7, 0, 0, 0);

        List<TableServer> servers = serviceOf(WEB).serversAsAdded();
        assertThat(servers).extracting(TableServer::method).containsExactly(1, 4, 7);
        assertThat(servers).allSatisfy(server -> {
            assertThat(server.server()).isEmpty();
            assertThat(server.describe()).contains("10.0.0.");
        });

        apply(new EditServer(WEB, nat("10.0.0.2:80")));
        assertThat(serviceOf(WEB).serversAsAdded().get(1)).isEqualTo(TableServer.of(nat("10.0.0.2:80")));
    }

    @Test
    void showsTunnelsThatAreNotKnownAndMendsThem() {
        apply(new AddService(VirtualService.of(WEB, RR)));
        addServer(WEB, "10.0.0.1:80", TableServer.TUNNEL, 99, 4711, 3);
        addServer(WEB, "10.0.0.2:80", TableServer.TUNNEL, 0, 0, 1);
        addServer(WEB, "10.0.0.3:80", TableServer.NAT, 2, 0, 1);

        List<TableServer> servers = serviceOf(WEB).serversAsAdded();
        assertThat(servers)
                .extracting(TableServer::tunnel)
                .containsExactly(
                        new TableServer.RawTunnel(99, 4711, 3),
                        new TableServer.RawTunnel(0, 0, 1),
                        new TableServer.RawTunnel(2, 0, 1));
        assertThat(servers).allSatisfy(server -> assertThat(server.server()).isEmpty());

        RealServer mended = nat("10.0.0.1:80");
        apply(new EditServer(WEB, mended), new EditServer(WEB, nat("10.0.0.3:80")));
        assertThat(serviceOf(WEB).serversAsAdded().get(0).server()).contains(mended);
        assertThat(serviceOf(WEB).serversAsAdded().get(2).server()).contains(nat("10.0.0.3:80"));
    }

    @Test
    void showsServicesOfOtherProtocolsApart() {
        apply(new AddService(VirtualService.of(WEB, RR)));
        Endpoint endpoint = Endpoint.parse("192.0.2.7:0");
        bench().netlink()
                .request(bench().family()
                        .message("add a service of another protocol", Command.NEW_SERVICE, 0)
                        .nested(Attribute.SERVICE, nest -> {
                            identity(nest, GRE, endpoint);
                            settings(nest, "rr", 0, 0);
                        })
                        .build());
        bench().netlink()
                .request(bench().family()
                        .message("add a real server to it", Command.NEW_DEST, 0)
                        .nested(Attribute.SERVICE, nest -> identity(nest, GRE, endpoint))
                        .nested(
                                Attribute.DEST,
                                nest -> server(nest, "10.0.0.1:0", new int[] {TableServer.DIRECT_ROUTE, 0, 0, 0}))
                        .build());

        List<ForeignService> foreign = dataplane().read().foreign();
        assertThat(foreign).hasSize(1);
        assertThat(foreign.get(0).protocol()).isEqualTo(GRE);
        assertThat(foreign.get(0).endpoint()).isEqualTo(endpoint);
        assertThat(foreign.get(0).servers()).hasSize(1);
        assertThat(foreign.get(0).describe()).contains("protocol 47", "192.0.2.7");
        assertThat(dataplane().read().services()).containsOnlyKeys(WEB);
    }

    @Test
    void showsSettingsThatAreNotManagedAndMendsThem() {
        addService("tcp:192.0.2.1:80", "none", 0, 0);
        addService("tcp:192.0.2.1:81", "rr", ServiceSettings.PERSISTENT, 0);
        addService("tcp:192.0.2.1:82", "rr", 0x40, 5);

        ServiceSettings none = serviceOf(WEB).settings();
        assertThat(none.scheduler()).isEqualTo("none");
        assertThat(serviceOf(WEB).service()).isPresent();
        ServiceKey persistent = ServiceKey.parse("tcp:192.0.2.1:81");
        assertThat(serviceOf(persistent).service()).isEmpty();
        assertThat(serviceOf(persistent).settings().timeoutSeconds()).isZero();
        ServiceKey flagged = ServiceKey.parse("tcp:192.0.2.1:82");
        assertThat(serviceOf(flagged).service()).isEmpty();
        assertThat(serviceOf(flagged).settings().flags()).isEqualTo(0x40);
        assertThat(serviceOf(flagged).describe()).contains("unknown flags 0x40");

        for (ServiceKey key : List.of(WEB, persistent, flagged)) {
            apply(new EditService(VirtualService.of(key, RR)));
            assertThat(serviceOf(key).service()).contains(VirtualService.of(key, RR));
        }
    }

    @Test
    void addsToServicesThatOthersMade() {
        addService("tcp:192.0.2.1:80", "wrr", 0, 0);

        apply(new AddServer(WEB, nat("10.0.0.1:80")));

        assertThat(serviceOf(WEB).servers()).containsExactly(TableServer.of(nat("10.0.0.1:80")));
        assertThat(serviceOf(WEB).settings().scheduler()).isEqualTo("wrr");
    }

    private void addService(String key, String scheduler, int flags, int timeoutSeconds) {
        ServiceKey.Address address = (ServiceKey.Address) ServiceKey.parse(key);
        Endpoint endpoint = new Endpoint(address.address(), address.port());
        bench().netlink()
                .request(bench().family()
                        .message("add a service", Command.NEW_SERVICE, 0)
                        .nested(Attribute.SERVICE, nest -> {
                            identity(nest, Protocol.TCP.number(), endpoint);
                            settings(nest, scheduler, flags, timeoutSeconds);
                        })
                        .build());
    }

    private void addServer(ServiceKey key, String endpoint, int... methodTypePortFlags) {
        ServiceKey.Address address = (ServiceKey.Address) key;
        Endpoint service = new Endpoint(address.address(), address.port());
        bench().netlink()
                .request(bench().family()
                        .message("add a real server", Command.NEW_DEST, 0)
                        .nested(Attribute.SERVICE, nest -> identity(nest, Protocol.TCP.number(), service))
                        .nested(Attribute.DEST, nest -> server(nest, endpoint, methodTypePortFlags))
                        .build());
    }

    private static void identity(MessageBuilder nest, int protocol, Endpoint endpoint) {
        nest.u16(ServiceAttribute.AF, endpoint.address().family().number())
                .u16(ServiceAttribute.PROTOCOL, protocol)
                .bytes(ServiceAttribute.ADDR, Arrays.copyOf(endpoint.address().bytes(), 16))
                .be16(ServiceAttribute.PORT, endpoint.port());
    }

    private static void settings(MessageBuilder nest, String scheduler, int flags, int timeoutSeconds) {
        byte[] words = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(flags)
                .putInt(-1)
                .array();
        nest.string(ServiceAttribute.SCHED_NAME, scheduler)
                .bytes(ServiceAttribute.FLAGS, words)
                .u32(ServiceAttribute.TIMEOUT, timeoutSeconds)
                .u32(ServiceAttribute.NETMASK, -1);
    }

    private static void server(MessageBuilder nest, String text, int[] methodTypePortFlags) {
        Endpoint endpoint = Endpoint.parse(text);
        nest.u16(ServerAttribute.ADDR_FAMILY, endpoint.address().family().number())
                .bytes(ServerAttribute.ADDR, Arrays.copyOf(endpoint.address().bytes(), 16))
                .be16(ServerAttribute.PORT, endpoint.port())
                .u32(ServerAttribute.FWD_METHOD, methodTypePortFlags[0])
                .u32(ServerAttribute.WEIGHT, 1)
                .u32(ServerAttribute.U_THRESH, 0)
                .u32(ServerAttribute.L_THRESH, 0)
                .u8(ServerAttribute.TUN_TYPE, methodTypePortFlags[1])
                .be16(ServerAttribute.TUN_PORT, methodTypePortFlags[2])
                .u16(ServerAttribute.TUN_FLAGS, methodTypePortFlags[3]);
    }
}
