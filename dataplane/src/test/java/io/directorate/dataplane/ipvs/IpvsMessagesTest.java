package io.directorate.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.Message;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes of requests, as {@code ipvsadm} of {@code libipvs} sends them to the same effect, on a little-endian host. */
class IpvsMessagesTest {
    private static final IpvsMessages MESSAGES = new IpvsMessages(new GenericFamily("IPVS", 28, 1, 0, 6));
    private static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");

    @Test
    void writesAServiceWithFlagsAndAMaskOfAllOnes() {
        VirtualService service = new VirtualService(
                WEB,
                new Scheduler("sh"),
                new SchedulerFlags(true, true, false),
                Optional.of(new Persistence(300, Netmask.parse("255.255.255.0", AddressFamily.IPV4))),
                Optional.of("sip"),
                false);

        assertThat(hex(MESSAGES.of(new DataplaneChange.AddService(service))))
                .isEqualTo(
                        "01010000" // command 1, version 1
                                + "5c000180" // nest
                                + "0600010002000000" // AF_INET
                                + "0600020006000000" // TCP
                                + "14000300c0000201000000000000000000000000" // address
                                + "0600040000500000" // port 80 in network order
                                + "0700060073680000" // sh
                                + "08000b0073697000" // sip
                                + "0c00070019000000ffffffff" // flags and mask
                                + "080008002c010000" // 300 s
                                + "08000900ffffff00"); // mask in network order
    }

    @Test
    void writesAServiceByFirewallMarkWithAPrefix() {
        ServiceKey key = ServiceKey.parse("fwmark6:4294967295");

        assertThat(hex(MESSAGES.of(new DataplaneChange.EditService(VirtualService.of(key, new Scheduler("rr"))))))
                .isEqualTo("02010000"
                        + "38000180"
                        + "060001000a000000"
                        + "08000500ffffffff"
                        + "0700060072720000"
                        + "0c00070000000000ffffffff"
                        + "0800080000000000"
                        + "0800090080000000");
    }

    @Test
    void writesARealServerWithItsTunnel() {
        RealServer server = new RealServer(
                Endpoint.parse("[2001:db8::9]:80"),
                ForwardingMethod.TUN,
                new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.FULL),
                7,
                100,
                50);

        assertThat(hex(MESSAGES.of(new DataplaneChange.AddServer(WEB, server))))
                .isEqualTo("05010000"
                        + "30000180"
                        + "0600010002000000"
                        + "0600020006000000"
                        + "14000300c0000201000000000000000000000000"
                        + "0600040000500000"
                        + "60000280"
                        + "06000b000a000000" // AF_INET6
                        + "1400010020010db8000000000000000000000009"
                        + "0600020000500000"
                        + "0800030002000000" // tunnel
                        + "0800040007000000" // weight
                        + "0800050064000000" // upper
                        + "0800060032000000" // lower
                        + "05000d0001000000" // gue
                        + "06000e0017c00000" // port 6080 in network order
                        + "06000f0001000000"); // checksum
    }

    @Test
    void writesOnlyWhatIdentifiesForDeletion() {
        assertThat(hex(MESSAGES.of(new DataplaneChange.DeleteService(ServiceKey.parse("fwmark:7")))))
                .isEqualTo("03010000" + "14000180" + "0600010002000000" + "0800050007000000");
        assertThat(hex(MESSAGES.of(new DataplaneChange.ZeroCounters(Optional.empty()))))
                .isEqualTo("10010000");
        assertThat(hex(MESSAGES.of(new DataplaneChange.Flush()))).isEqualTo("11010000");
    }

    @Test
    void hasNoMessageForASetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MESSAGES.of(new DataplaneChange.SetSysctl("conntrack", "1")))
                .withMessageContaining("net.ipv4.vs.conntrack");
    }

    private static String hex(Message message) {
        ByteBuffer payload = message.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
