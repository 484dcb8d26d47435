package io.directorate.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.directorate.dataplane.TableServer.RawTunnel;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The values of the port. */
class TableTest {
    private static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");
    private static final ServiceKey WEB6 = ServiceKey.parse("tcp:[2001:db8::1]:80");
    private static final Scheduler RR = new Scheduler("rr");

    @Test
    void keepsServersInTheKernelsOrderWhichIsTheReverseOfAdding() {
        TableService service =
                TableService.of(VirtualService.of(WEB, RR), List.of(nat("10.0.0.1:80"), nat("10.0.0.2:80")));

        assertThat(service.servers())
                .extracting(TableServer::endpoint)
                .containsExactly(Endpoint.parse("10.0.0.2:80"), Endpoint.parse("10.0.0.1:80"));
        assertThat(service.serversAsAdded())
                .extracting(TableServer::endpoint)
                .containsExactly(Endpoint.parse("10.0.0.1:80"), Endpoint.parse("10.0.0.2:80"));
        assertThat(service.describe()).isEqualTo("tcp:192.0.2.1:80 scheduler rr, 2 real servers");
    }

    @Test
    void turnsEverySettingIntoTheKernelsNumbersAndBack() {
        VirtualService service = new VirtualService(
                WEB6,
                new Scheduler("mh"),
                new SchedulerFlags(true, false, true),
                Optional.of(new Persistence(300, new Netmask(AddressFamily.IPV6, 64))),
                Optional.of("sip"),
                true);
        ServiceSettings settings = ServiceSettings.of(service);

        assertThat(settings.flags()).isEqualTo(0x01 | 0x04 | 0x08 | 0x20);
        assertThat(settings.timeoutSeconds()).isEqualTo(300);
        assertThat(settings.netmask()).isEqualTo(64);
        assertThat(settings.toService(WEB6)).contains(service);
        assertThat(settings.describe(AddressFamily.IPV6))
                .isEqualTo(
                        "scheduler mh, persistent 300 s mask 64, persistence engine sip, one packet, scheduler flag 1, "
                                + "scheduler flag 3");
    }

    @Test
    void hasAFullMaskAndNoTimeWithoutPersistence() {
        assertThat(ServiceSettings.of(VirtualService.of(WEB, RR)))
                .isEqualTo(new ServiceSettings("rr", 0, 0, -1, Optional.empty()));
        assertThat(ServiceSettings.of(VirtualService.of(WEB6, RR)))
                .isEqualTo(new ServiceSettings("rr", 0, 0, 128, Optional.empty()));
    }

    @Test
    void ignoresTheKernelsOwnFlag() {
        assertThat(new ServiceSettings("rr", ServiceSettings.HASHED, 0, -1, Optional.empty()))
                .isEqualTo(ServiceSettings.of(VirtualService.of(WEB, RR)));
    }

    @Test
    void hasNoServiceOfTheModelForWhatItRefuses() {
        assertThat(settings(0x40, 0).toService(WEB)).isEmpty();
        assertThat(settings(ServiceSettings.PERSISTENT, 0).toService(WEB)).isEmpty();
        assertThat(settings(ServiceSettings.PERSISTENT, 0xffffffffL).toService(WEB))
                .isEmpty();
        assertThat(new ServiceSettings("no such name!", 0, 0, -1, Optional.empty()).toService(WEB))
                .isEmpty();
        assertThat(new ServiceSettings("rr", 0, 0, -1, Optional.of("sixteencharacter")).toService(WEB))
                .isEmpty();
        assertThat(new ServiceSettings("rr", 1, 9, 129, Optional.empty()).toService(WEB6))
                .isEmpty();
        assertThat(settings(0x40, 0).describe(AddressFamily.IPV4)).contains("unknown flags 0x40");
        assertThat(new ServiceSettings("rr", 1, 9, 0, Optional.empty()).describe(AddressFamily.IPV6))
                .contains("mask 0");
        assertThat(new ServiceSettings("rr", 1, 9, 0xffff0000, Optional.empty()).describe(AddressFamily.IPV4))
                .contains("mask 255.255.0.0");
    }

    private static ServiceSettings settings(int flags, long seconds) {
        return new ServiceSettings("rr", flags, seconds, -1, Optional.empty());
    }

    @Test
    void turnsEveryRealServerIntoTheKernelsNumbersAndBack() {
        for (Tunnel tunnel : List.of(
                Tunnel.IPIP,
                new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.REMOTE),
                new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.NONE),
                new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.FULL))) {
            RealServer server = new RealServer(Endpoint.parse("10.0.0.1:80"), ForwardingMethod.TUN, tunnel, 3, 9, 4);
            assertThat(TableServer.of(server).server()).contains(server);
        }
        RealServer direct = RealServer.of(Endpoint.parse("[2001:db8::9]:80"), ForwardingMethod.DR);
        assertThat(TableServer.of(direct).server()).contains(direct);
        assertThat(TableServer.of(direct).method()).isEqualTo(TableServer.DIRECT_ROUTE);
        RealServer full = RealServer.of(Endpoint.parse("10.0.0.1:8080"), ForwardingMethod.FULLNAT);
        assertThat(TableServer.of(full)).isEqualTo(TableServer.of(nat("10.0.0.1:8080")));
    }

    @Test
    void hasNoRealServerOfTheModelForWhatItRefuses() {
        assertThat(raw(TableServer.LOCAL_NODE, RawTunnel.NONE, 0).server()).isEmpty();
        assertThat(raw(TableServer.BYPASS, RawTunnel.NONE, 0).server()).isEmpty();
        assertThat(raw(6, RawTunnel.NONE, 0).server()).isEmpty();
        assertThat(raw(TableServer.TUNNEL, new RawTunnel(3, 0, 0), 0).server()).isEmpty();
        assertThat(raw(TableServer.TUNNEL, new RawTunnel(1, 0, 0), 0).server()).isEmpty();
        assertThat(raw(TableServer.TUNNEL, new RawTunnel(0, 0, 1), 0).server()).isEmpty();
        assertThat(raw(TableServer.TUNNEL, new RawTunnel(1, 9, 3), 0).server()).isEmpty();
        assertThat(raw(TableServer.NAT, new RawTunnel(1, 9, 0), 0).server()).isEmpty();
        assertThat(raw(TableServer.NAT, RawTunnel.NONE, 0xffffffffL).server()).isEmpty();
        assertThat(raw(TableServer.NAT, RawTunnel.NONE, 0).server()).isPresent();
    }

    @Test
    void describesRealServersInOneLine() {
        assertThat(raw(TableServer.LOCAL_NODE, RawTunnel.NONE, 0).describe()).isEqualTo("10.0.0.1:80 local weight 1");
        assertThat(raw(TableServer.BYPASS, RawTunnel.NONE, 9).describe())
                .isEqualTo("10.0.0.1:80 bypass weight 1, thresholds 0 to 9");
        assertThat(raw(6, new RawTunnel(9, 7, 8), 0).describe())
                .isEqualTo("10.0.0.1:80 forwarding method 6 weight 1, tunnel type 9 port 7 tunnel flags 0x8");
        assertThat(raw(TableServer.TUNNEL, new RawTunnel(1, 6080, 2), 0).describe())
                .isEqualTo("10.0.0.1:80 tun weight 1, gue port 6080 remote checksum");
        assertThat(raw(TableServer.TUNNEL, new RawTunnel(2, 0, 1), 0).describe())
                .isEqualTo("10.0.0.1:80 tun weight 1, gre checksum");
    }

    private static TableServer raw(int method, RawTunnel tunnel, long upper) {
        return new TableServer(Endpoint.parse("10.0.0.1:80"), method, tunnel, 1, upper, 0);
    }

    @Test
    void refusesATableWithAServiceTwice() {
        TableService service = TableService.of(VirtualService.of(WEB, RR), List.of(nat("10.0.0.1:80")));

        assertThat(IpvsTable.of(List.of(service)).serverCount()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpvsTable.of(List.of(service, service)))
                .withMessageContaining("tcp:192.0.2.1:80 twice");
    }

    @Test
    void describesEveryChangeAndItsSubject() {
        VirtualService service = VirtualService.of(WEB, RR);
        check(new DataplaneChange.AddService(service), WEB.toString(), "add service tcp:192.0.2.1:80 scheduler rr");
        check(new DataplaneChange.EditService(service), WEB.toString(), "edit service tcp:192.0.2.1:80 scheduler rr");
        check(new DataplaneChange.DeleteService(WEB), WEB.toString(), "delete service tcp:192.0.2.1:80");
        String both = "tcp:192.0.2.1:80 10.0.0.1:80";
        check(
                new DataplaneChange.AddServer(WEB, nat("10.0.0.1:80")),
                both,
                "add real server 10.0.0.1:80 nat weight 1 to tcp:192.0.2.1:80");
        check(
                new DataplaneChange.EditServer(WEB, nat("10.0.0.1:80").withWeight(0)),
                both,
                "edit real server 10.0.0.1:80 nat weight 0 of tcp:192.0.2.1:80");
        check(
                new DataplaneChange.DeleteServer(WEB, Endpoint.parse("10.0.0.1:80")),
                both,
                "delete real server 10.0.0.1:80 of tcp:192.0.2.1:80");
        check(
                new DataplaneChange.SetTimeouts(Timeouts.DEFAULT),
                "timeouts",
                "set timeouts tcp 900 s, tcp fin 120 s, udp 300 s");
        check(
                new DataplaneChange.SetSysctl("conntrack", "1"),
                "net.ipv4.vs.conntrack",
                "set net.ipv4.vs.conntrack = 1");
        check(
                new DataplaneChange.ZeroCounters(Optional.of(WEB)),
                WEB.toString(),
                "zero the counters of tcp:192.0.2.1:80");
        check(new DataplaneChange.ZeroCounters(Optional.empty()), "all services", "zero the counters of all services");
        check(new DataplaneChange.Flush(), "all services", "delete all services");
        check(
                new DataplaneChange.StartDaemon(SyncDaemon.of(SyncDaemon.State.BACKUP, "eth0", 7)),
                "backup synchronisation daemon",
                "start synchronisation daemon backup on eth0, sync id 7");
        check(
                new DataplaneChange.StopDaemon(SyncDaemon.State.MASTER),
                "master synchronisation daemon",
                "stop the master synchronisation daemon");
    }

    private static void check(DataplaneChange change, String subject, String line) {
        assertThat(change.subject()).isEqualTo(subject);
        assertThat(change.describe()).isEqualTo(line);
    }

    @Test
    void refusesDaemonsAndTimesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SyncDaemon.of(SyncDaemon.State.MASTER, "sixteencharacter", 1))
                .withMessageContaining("sixteencharacter");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SyncDaemon.of(SyncDaemon.State.MASTER, "lo", 0x100000000L))
                .withMessageContaining("4294967295");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyncDaemon(
                        SyncDaemon.State.MASTER,
                        "lo",
                        1,
                        OptionalInt.empty(),
                        Optional.empty(),
                        OptionalInt.of(65536),
                        OptionalInt.empty()))
                .withMessageContaining("port is 65536");
        assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionTimeouts(-1, 0, 0));
        assertThat(new ConnectionTimeouts(0, 1, 1).toTimeouts()).isEmpty();
        assertThat(new ConnectionTimeouts(0xffffffffL, 1, 1).toTimeouts()).isEmpty();
    }

    private static RealServer nat(String endpoint) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.NAT);
    }
}
