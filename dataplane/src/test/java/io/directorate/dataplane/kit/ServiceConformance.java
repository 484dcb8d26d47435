package io.directorate.dataplane.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.DataplaneChange.AddServer;
import io.directorate.dataplane.DataplaneChange.AddService;
import io.directorate.dataplane.DataplaneChange.DeleteService;
import io.directorate.dataplane.DataplaneChange.EditService;
import io.directorate.dataplane.DataplaneChange.Flush;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a dataplane does with virtual services. */
abstract class ServiceConformance extends ConformanceBase {
    private static final List<String> BOTH_FAMILIES = List.of("tcp:192.0.2.1:80", "tcp:[2001:db8::1]:80");

    @Test
    void holdsServicesOfEveryProtocolInBothFamilies() {
        List<VirtualService> services = new ArrayList<>();
        for (String protocol : List.of("tcp", "udp", "sctp")) {
            for (String address : List.of("192.0.2.1:80", "192.0.2.1:65535", "192.0.2.2:1", "[2001:db8::1]:80")) {
                services.add(service(protocol + ":" + address));
            }
        }
        holds(services);
    }

    @Test
    void holdsServicesByFirewallMark() {
        holds(List.of(
                service("fwmark:1"),
                service("fwmark6:1"),
                service("fwmark:4294967295"),
                service("fwmark6:2147483648")));
    }

    @Test
    void holdsAServiceOfEveryPort() {
        List<VirtualService> services = new ArrayList<>();
        for (String key : List.of("tcp:192.0.2.1:0", "udp:[2001:db8::1]:0")) {
            ServiceKey parsed = ServiceKey.parse(key);
            services.add(persistent(parsed, 300, Netmask.full(parsed.family())));
        }
        holds(services);
    }

    @Test
    void holdsEveryScheduler() {
        List<VirtualService> services = new ArrayList<>();
        for (String name : Scheduler.KNOWN) {
            services.add(VirtualService.of(
                    ServiceKey.parse("tcp:192.0.2.1:" + (1000 + services.size())), new Scheduler(name)));
        }
        holds(services);
        assertThat(services).hasSize(13);
    }

    @Test
    void holdsEveryCombinationOfSchedulerFlags() {
        List<VirtualService> services = new ArrayList<>();
        for (String scheduler : List.of("rr", "sh", "mh")) {
            for (int bits = 0; bits < 8; bits++) {
                services.add(new VirtualService(
                        ServiceKey.parse("tcp:[2001:db8::1]:" + (1000 + services.size())),
                        new Scheduler(scheduler),
                        new SchedulerFlags((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0),
                        Optional.empty(),
                        Optional.empty(),
                        false));
            }
        }
        holds(services);
    }

    @Test
    void holdsPersistenceWithEveryKindOfNetmask() {
        List<VirtualService> services = new ArrayList<>();
        for (String mask : List.of("255.255.255.255", "255.255.255.0", "128.0.0.0", "255.0.255.0", "0.0.0.1")) {
            ServiceKey key = ServiceKey.parse("tcp:192.0.2.1:" + (1000 + services.size()));
            services.add(persistent(key, 360, Netmask.parse(mask, AddressFamily.IPV4)));
        }
        for (String prefix : List.of("1", "64", "127", "128")) {
            ServiceKey key = ServiceKey.parse("tcp:[2001:db8::1]:" + (1000 + services.size()));
            services.add(persistent(key, 1, Netmask.parse(prefix, AddressFamily.IPV6)));
        }
        services.add(persistent(
                ServiceKey.parse("fwmark:9"), Persistence.MAX_TIMEOUT_SECONDS, Netmask.full(AddressFamily.IPV4)));
        holds(services);
    }

    @Test
    void holdsAPersistenceEngine() {
        List<VirtualService> services = new ArrayList<>();
        for (String text : List.of("udp:192.0.2.1:5060", "udp:[2001:db8::1]:5060")) {
            ServiceKey key = ServiceKey.parse(text);
            services.add(new VirtualService(
                    key,
                    RR,
                    SchedulerFlags.NONE,
                    Optional.of(new Persistence(60, Netmask.full(key.family()))),
                    Optional.of("sip"),
                    false));
        }
        holds(services);
    }

    @Test
    void holdsOnePacketScheduling() {
        List<VirtualService> services = new ArrayList<>();
        for (String text : List.of("udp:192.0.2.1:53", "udp:[2001:db8::1]:53")) {
            services.add(new VirtualService(
                    ServiceKey.parse(text), RR, SchedulerFlags.NONE, Optional.empty(), Optional.empty(), true));
        }
        holds(services);
    }

    @Test
    void editsEverySettingOfAServiceAndKeepsItsServers() {
        for (String text : BOTH_FAMILIES) {
            ServiceKey key = ServiceKey.parse(text);
            apply(new AddService(VirtualService.of(key, RR)));
            String server = key.family() == AddressFamily.IPV4 ? "10.0.0.1:80" : "[2001:db8::9]:80";
            apply(new AddServer(key, nat(server)));
            Netmask mask = key.family() == AddressFamily.IPV4
                    ? Netmask.parse("255.255.0.0", key.family())
                    : Netmask.parse("48", key.family());
            VirtualService edited = new VirtualService(
                    key,
                    new Scheduler("mh"),
                    new SchedulerFlags(true, true, false),
                    Optional.of(new Persistence(77, mask)),
                    Optional.of("sip"),
                    true);
            apply(new EditService(edited));
            assertThat(serviceOf(key).service()).contains(edited);
            assertThat(serviceOf(key).servers()).hasSize(1);

            apply(new EditService(VirtualService.of(key, RR)));
            assertThat(serviceOf(key).service()).contains(VirtualService.of(key, RR));
            assertThat(serviceOf(key).servers()).hasSize(1);
        }
    }

    @Test
    void deletesAServiceWithItsServersAndNoOther() {
        addWithServers(service("tcp:192.0.2.1:80"), List.of(nat("10.0.0.1:80"), nat("10.0.0.2:80")));
        addWithServers(service("tcp:192.0.2.1:81"), List.of(nat("10.0.0.1:80")));
        assertThat(dataplane().read().serverCount()).isEqualTo(3);

        apply(new DeleteService(WEB));

        assertThat(dataplane().read().services()).containsOnlyKeys(ServiceKey.parse("tcp:192.0.2.1:81"));
        assertThat(dataplane().read().serverCount()).isEqualTo(1);
        apply(new AddService(VirtualService.of(WEB, RR)));
        assertThat(serviceOf(WEB).servers()).isEmpty();
    }

    @Test
    void flushesEverything() {
        addWithServers(service("tcp:192.0.2.1:80"), List.of(nat("10.0.0.1:80")));
        apply(new AddService(service("fwmark6:3")));
        assertThat(dataplane().read().services()).hasSize(2);

        apply(new Flush());

        assertThat(dataplane().read().services()).isEmpty();
        assertThat(dataplane().read().foreign()).isEmpty();
    }

    @Test
    void tellsAServiceThatIsNotThere() {
        apply(new AddService(VirtualService.of(WEB, RR)));

        assertThat(dataplane().readService(WEB)).isPresent();
        assertThat(dataplane().readService(WEB6)).isEmpty();
        assertThat(dataplane().readService(ServiceKey.parse("udp:192.0.2.1:80")))
                .isEmpty();
        assertThat(dataplane().readService(ServiceKey.parse("fwmark:80"))).isEmpty();
        assertThat(dataplane().snapshotOf(WEB)).isPresent();
        assertThat(dataplane().snapshotOf(WEB6)).isEmpty();
    }

    @Test
    void refusesServicesThatCannotBe() {
        apply(new AddService(VirtualService.of(WEB, RR)));

        refuses("EEXIST", new AddService(VirtualService.of(WEB, new Scheduler("wlc"))));
        refuses("ESRCH", new EditService(VirtualService.of(WEB6, RR)));
        refuses("ESRCH", new DeleteService(WEB6));
        refuses("ENOENT", new AddService(VirtualService.of(WEB6, new Scheduler("nosuch"))));
        refuses("ENOENT", new EditService(VirtualService.of(WEB, new Scheduler("nosuch"))));
        VirtualService engine =
                new VirtualService(WEB6, RR, SchedulerFlags.NONE, Optional.empty(), Optional.of("nosuch"), false);
        refuses("ENOENT", new AddService(engine));

        assertThat(dataplane().read().services()).containsOnlyKeys(WEB);
        assertThat(serviceOf(WEB).service()).contains(VirtualService.of(WEB, RR));
    }

    private static VirtualService persistent(ServiceKey key, int seconds, Netmask mask) {
        return new VirtualService(
                key, RR, SchedulerFlags.NONE, Optional.of(new Persistence(seconds, mask)), Optional.empty(), false);
    }
}
