package io.directorate.events.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.Gen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
    private static final IpAddress WEB = IpAddress.parse("192.0.2.1");
    private static final Endpoint SERVER = new Endpoint(WEB, 80);

    private static void assertInvalid(String field, String message, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp:192.0.2.1:80",
                "udp:[2001:db8::1]:53",
                "sctp:192.0.2.1:0",
                "fwmark:1",
                "fwmark6:4294967295",
                "tcp:[::ffff:192.0.2.1]:65535"
            })
    void serviceKeysReadWhatTheyWrite(String text) {
        assertThat(ServiceKey.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', service, is not a service",
        "':80', service, is not a service",
        "tcp, service, is not a service",
        "tcp:, address, is not ADDRESS:PORT",
        "icmp:192.0.2.1:80, protocol, 'protocol ''icmp'' is none of tcp, udp, sctp'",
        "tcp:192.0.2.1, address, is not ADDRESS:PORT",
        "tcp:192.0.2.1:, port, is not a number from 0 to 65535",
        "tcp:192.0.2.1:-1, port, is not a number from 0 to 65535",
        "tcp:192.0.2.1:65536, port, is not a number from 0 to 65535",
        "tcp:192.0.2.1:http, port, is not a number from 0 to 65535",
        "tcp:2001:db8::1:80, address, stands in brackets",
        "tcp:[2001:db8::1], address, is not ADDRESS:PORT",
        "tcp:[2001:db8::1]80, address, is not ADDRESS:PORT",
        "tcp:[2001:db8::1:80, address, is not ADDRESS:PORT",
        "tcp:[]:80, address, is not an IPv4 or IPv6 address",
        "tcp:web:80, address, is not an IPv4 or IPv6 address",
        "fwmark:0, fwmark, 'fwmark is 0, must be 1 to 4294967295'",
        "fwmark:4294967296, fwmark, is not a number from 0 to 4294967295",
        "fwmark:99999999999999999999, fwmark, is not a number from 0 to 4294967295",
        "fwmark:0x10, fwmark, is not a number",
        "fwmark4:1, protocol, is none of tcp",
    })
    void serviceKeysNameWhatIsWrong(String text, String field, String message) {
        assertInvalid(field, message, () -> ServiceKey.parse(text));
    }

    @Test
    void serviceKeysSortAsListingsShowThem() {
        List<ServiceKey> sorted = new ArrayList<>(List.of(
                ServiceKey.parse("fwmark6:1"),
                ServiceKey.parse("fwmark:2"),
                ServiceKey.parse("fwmark:1"),
                ServiceKey.parse("udp:192.0.2.1:80"),
                ServiceKey.parse("tcp:[2001:db8::1]:80"),
                ServiceKey.parse("tcp:192.0.2.1:443"),
                ServiceKey.parse("tcp:192.0.2.1:80")));
        Collections.sort(sorted);
        assertThat(sorted)
                .map(ServiceKey::toString)
                .containsExactly(
                        "tcp:192.0.2.1:80",
                        "tcp:192.0.2.1:443",
                        "tcp:[2001:db8::1]:80",
                        "udp:192.0.2.1:80",
                        "fwmark:1",
                        "fwmark:2",
                        "fwmark6:1");
        assertThat(sorted.get(0).family()).isEqualTo(AddressFamily.IPV4);
        assertThat(sorted.get(6).family()).isEqualTo(AddressFamily.IPV6);
    }

    @Test
    void randomKeysAndEndpointsReadWhatTheyWrite() {
        Gen.forSeeds(500, gen -> {
            Endpoint endpoint = new Endpoint(IpAddress.of(gen.bytes(gen.pick(4, 16))), gen.number(0, 65535));
            assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
            ServiceKey key = new ServiceKey.Address(gen.pick(Protocol.values()), endpoint.address(), endpoint.port());
            assertThat(ServiceKey.parse(key.toString())).isEqualTo(key);
            ServiceKey other = ServiceKey.parse("fwmark:" + gen.number(1, Integer.MAX_VALUE));
            assertThat(ServiceKey.parse(other.toString())).isEqualTo(other);
            assertThat(Integer.signum(key.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(key)));
        });
    }

    @Test
    void numbersOfTheKernelAndOfIanaAreFound() {
        assertThat(AddressFamily.ofNumber(2)).isEqualTo(AddressFamily.IPV4);
        assertThat(AddressFamily.ofNumber(10)).isEqualTo(AddressFamily.IPV6);
        assertInvalid("family", "7 is neither AF_INET 2 nor AF_INET6 10", () -> AddressFamily.ofNumber(7));
        for (Protocol protocol : Protocol.values()) {
            assertThat(Protocol.ofNumber(protocol.number())).isEqualTo(protocol);
            assertThat(Protocol.parse(protocol.text().toUpperCase(Locale.ROOT))).isEqualTo(protocol);
        }
        assertInvalid("protocol", "1 is none of tcp 6, udp 17, sctp 132", () -> Protocol.ofNumber(1));
        assertThat(AddressFamily.IPV6.addressBits()).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource({
        "nat,NAT",
        "MASQ,NAT",
        "dr,DR",
        "gate,DR",
        "route,DR",
        "tun,TUN",
        "ipip,TUN",
        "tunnel,TUN",
        "FullNAT,FULLNAT"
    })
    void readsForwardingMethods(String text, ForwardingMethod method) {
        assertThat(ForwardingMethod.parse(text)).isEqualTo(method);
        assertThat(ForwardingMethod.parse(method.text())).isEqualTo(method);
    }

    @Test
    void refusesOtherForwardingMethods() {
        assertInvalid("method", "'local' is none of nat, dr, tun, fullnat", () -> ForwardingMethod.parse("local"));
    }

    @Test
    void boundsTheNumbersOfARealServer() {
        assertInvalid("port", "port is 65536, must be 0 to 65535", () -> new Endpoint(WEB, 65536));
        assertInvalid("port", "port is -1", () -> new ServiceKey.Address(Protocol.TCP, WEB, -1));
        assertInvalid(
                "weight",
                "weight is -1, must be 0 to 2147483647",
                () -> new RealServer(SERVER, ForwardingMethod.NAT, Tunnel.IPIP, -1, 0, 0));
        assertInvalid(
                "upperThreshold",
                "upperThreshold is -1",
                () -> new RealServer(SERVER, ForwardingMethod.NAT, Tunnel.IPIP, 1, -1, 0));
        assertInvalid(
                "lowerThreshold",
                "lowerThreshold is -1",
                () -> new RealServer(SERVER, ForwardingMethod.NAT, Tunnel.IPIP, 1, 0, -1));
        Tunnel gre = new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.FULL);
        assertInvalid(
                "tunnel",
                "only for forwarding method tun, not for dr",
                () -> new RealServer(SERVER, ForwardingMethod.DR, gre, 1, 0, 0));
        assertThat(RealServer.of(SERVER, ForwardingMethod.NAT).withWeight(7).weight())
                .isEqualTo(7);
    }

    @Test
    void tunnelsFitTheirType() {
        assertInvalid(
                "tunnel.port",
                "a gue tunnel needs the port",
                () -> new Tunnel(Tunnel.Type.GUE, 0, Tunnel.Checksum.NONE));
        assertInvalid(
                "tunnel.port", "only for gue, not for gre", () -> new Tunnel(Tunnel.Type.GRE, 1, Tunnel.Checksum.NONE));
        assertInvalid(
                "tunnel.port", "must be 0 to 65535", () -> new Tunnel(Tunnel.Type.GUE, 65536, Tunnel.Checksum.NONE));
        assertInvalid(
                "tunnel.checksum", "has no checksum", () -> new Tunnel(Tunnel.Type.IPIP, 0, Tunnel.Checksum.FULL));
        assertInvalid(
                "tunnel.checksum",
                "only for gue, not for gre",
                () -> new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.REMOTE));
    }

    @ParameterizedTest
    @CsvSource({
        "255.255.255.0, IPV4",
        "0.0.0.0, IPV4",
        "255.0.255.0, IPV4",
        "1, IPV6",
        "128, IPV6",
    })
    void netmasksReadWhatTheyWrite(String text, AddressFamily family) {
        assertThat(Netmask.parse(text, family)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "255.255.255, IPV4, not of the form 255.255.255.0",
        "24, IPV4, not of the form 255.255.255.0",
        "ffff::, IPV4, not of the form 255.255.255.0",
        "0, IPV6, 'netmask is 0, must be 1 to 128'",
        "129, IPV6, 'netmask is 129, must be 1 to 128'",
        "-1, IPV6, not a prefix length from 1 to 128",
        "255.255.255.0, IPV6, not a prefix length from 1 to 128",
    })
    void netmasksNameWhatIsWrong(String text, AddressFamily family, String message) {
        assertInvalid("netmask", message, () -> Netmask.parse(text, family));
    }

    @Test
    void fullNetmasksTellEveryClientApart() {
        assertThat(Netmask.parse("255.255.255.255", AddressFamily.IPV4).isFull())
                .isTrue();
        assertThat(Netmask.parse("128", AddressFamily.IPV6).isFull()).isTrue();
        assertThat(Netmask.parse("64", AddressFamily.IPV6).isFull()).isFalse();
    }

    @Test
    void persistenceAndTimeoutsAreBounded() {
        assertInvalid(
                "persistence.timeoutSeconds",
                "is 0, must be 1 to",
                () -> new Persistence(0, Netmask.full(AddressFamily.IPV4)));
        assertInvalid("timeouts.tcpSeconds", "is 0, must be 1 to 2678400", () -> new Timeouts(0, 1, 1));
        assertInvalid("timeouts.tcpFinSeconds", "is 2678401", () -> new Timeouts(1, 2678401, 1));
        assertInvalid("timeouts.udpSeconds", "is -1", () -> new Timeouts(1, 1, -1));
    }

    @Test
    void schedulersAndTheirFlags() {
        assertThat(new Scheduler("wrr").isKnown()).isTrue();
        assertThat(new Scheduler("twos").isKnown()).isFalse();
        for (String bad : new String[] {"", "a b", "sixteen_letters_", "ä"}) {
            assertInvalid("scheduler", "is not a scheduler's name", () -> new Scheduler(bad));
        }
        Scheduler sh = new Scheduler("sh");
        assertThat(SchedulerFlags.parse("sh-port,flag-1", sh)).isEqualTo(new SchedulerFlags(true, true, false));
        assertThat(SchedulerFlags.parse("sh-port,sh-fallback", sh).names(sh)).containsExactly("sh-fallback", "sh-port");
        assertThat(SchedulerFlags.parse("flag-1,flag-2,flag-3", Scheduler.WLC).names(Scheduler.WLC))
                .containsExactly("flag-1", "flag-2", "flag-3");
        assertThat(SchedulerFlags.parse("", sh).isEmpty()).isTrue();
        for (String bad : new String[] {"mh-port", "sh-port,", ",", "flag-4"}) {
            assertInvalid("schedulerFlags", "scheduler sh has no flag", () -> SchedulerFlags.parse(bad, sh));
        }
    }

    @Test
    void aServicesPartsFitEachOther() {
        ServiceKey key = ServiceKey.parse("tcp:192.0.2.1:80");
        Persistence ipv6 = new Persistence(1, Netmask.full(AddressFamily.IPV6));
        assertInvalid(
                "netmask",
                "is not of the service's family",
                () -> new VirtualService(
                        key, Scheduler.WLC, SchedulerFlags.NONE, Optional.of(ipv6), Optional.empty(), false));
        for (String bad : new String[] {"", "a b", "sixteen_letters_"}) {
            assertInvalid(
                    "persistenceEngine",
                    "is not a name of 1 to 15",
                    () -> new VirtualService(
                            key, Scheduler.WLC, SchedulerFlags.NONE, Optional.empty(), Optional.of(bad), false));
        }
    }

    @Test
    void groupAddressesCanBeHeldByAHost() {
        assertThat(new GroupAddress("outside", WEB, 32)).hasToString("192.0.2.1/32@outside");
        assertInvalid("role", "is not a name", () -> new GroupAddress("out side", WEB, 32));
        assertInvalid("role", "is not a name", () -> new GroupAddress("", WEB, 32));
        assertInvalid("prefixLength", "prefixLength is 33, must be 1 to 32", () -> new GroupAddress("o", WEB, 33));
        assertInvalid("prefixLength", "prefixLength is 0", () -> new GroupAddress("o", IpAddress.parse("::1"), 0));
        for (String bad : new String[] {"0.0.0.0", "::", "224.0.0.1", "ff02::1"}) {
            assertInvalid("address", "cannot be held by a host", () -> new GroupAddress("o", IpAddress.parse(bad), 24));
        }
    }

    @Test
    void electionsAreOfTheirVersion() {
        assertInvalid("virtualRouterId", "is 0, must be 1 to 255", () -> vrrp(0, 3, 100, ""));
        assertInvalid("version", "is 4, must be 2 to 3", () -> vrrp(1, 4, 100, ""));
        assertInvalid("advertIntervalMillis", "10 to 40950 in steps of 10", () -> vrrp(1, 3, 15, ""));
        assertInvalid("advertIntervalMillis", "10 to 40950 in steps of 10", () -> vrrp(1, 3, 40960, ""));
        assertInvalid("advertIntervalMillis", "1000 to 255000 in steps of 1000", () -> vrrp(1, 2, 100, ""));
        assertInvalid("advertIntervalMillis", "1000 to 255000 in steps of 1000", () -> vrrp(1, 2, 1500, ""));
        assertInvalid("password", "only for version 2", () -> vrrp(1, 3, 100, "1111"));
        assertInvalid("password", "1 to 8 printable", () -> vrrp(1, 2, 1000, "123456789"));
        assertInvalid("password", "1 to 8 printable", () -> vrrp(1, 2, 1000, "a b"));
        assertThat(vrrp(255, 2, 255_000, "12345678").password()).contains("12345678");
    }

    private static VrrpSettings vrrp(int id, int version, int interval, String password) {
        return new VrrpSettings(
                id, version, interval, false, password.isEmpty() ? Optional.empty() : Optional.of(password));
    }

    @Test
    void groupsAreWhole() {
        List<GroupAddress> vips = List.of(new GroupAddress("outside", WEB, 32));
        assertInvalid("name", "is not a name of 1 to 63", () -> group("", GroupMode.ECMP, vips, Optional.empty(), 1));
        assertInvalid("name", "is not a name", () -> group("a/b", GroupMode.ECMP, vips, Optional.empty(), 1));
        assertInvalid(
                "vips", "has no virtual address", () -> group("web", GroupMode.ECMP, List.of(), Optional.empty(), 1));
        assertInvalid(
                "vips",
                "has 256 addresses of a kind, at most 255",
                () -> group("web", GroupMode.ECMP, Collections.nCopies(256, vips.get(0)), Optional.empty(), 1));
        assertInvalid("vrrp", "needs vrrp settings", () -> group("web", GroupMode.VRRP, vips, Optional.empty(), 1));
        assertInvalid(
                "vrrp",
                "only for groups of mode vrrp, 'web' is ecmp",
                () -> group("web", GroupMode.ECMP, vips, Optional.of(vrrp(1, 3, 100, "")), 1));
        assertInvalid(
                "preferences.a",
                "is 256, must be 1 to 255",
                () -> group("web", GroupMode.ECMP, vips, Optional.empty(), 256));
        VipGroup group = group("web", GroupMode.VRRP, vips, Optional.of(vrrp(1, 3, 100, "")), 1);
        assertThatThrownBy(() -> group.preferences().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private static VipGroup group(
            String name, GroupMode mode, List<GroupAddress> vips, Optional<VrrpSettings> vrrp, int preference) {
        SortedMap<String, Integer> preferences = new TreeMap<>();
        preferences.put("a", preference);
        return new VipGroup(name, mode, vips, List.of(), List.of(), vrrp, preferences);
    }
}
