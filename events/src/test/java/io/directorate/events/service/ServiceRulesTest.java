package io.directorate.events.service;

import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.inGroup;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.persistent;
import static io.directorate.events.service.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.Netmask;
import io.directorate.events.model.Persistence;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.SchedulerFlags;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.Rejection.Rule;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceRulesTest {
    private final TestCluster cluster = new TestCluster();

    private Rejection refuseAdding(VirtualService service) {
        Rejection rejection = cluster.refuse(new Command.AddService(service, ServiceLabels.NONE));
        // The same rule holds for an edit and for a declaration.
        cluster.accept(new Command.AddService(persistent(service.key().toString()), ServiceLabels.NONE));
        assertThat(cluster.refuse(new Command.EditService(service))).isEqualTo(rejection);
        cluster.accept(new Command.DeleteService(service.key()));
        Rejection declared = cluster.refuse(Samples.configuration("default", Samples.entry(service)));
        assertThat(declared.rule()).isEqualTo(rejection.rule());
        assertThat(declared.field()).isEqualTo("services[0]." + rejection.field());
        assertThat(declared.message()).isEqualTo(rejection.message());
        return rejection;
    }

    private static VirtualService with(
            String key, Optional<Persistence> persistence, String engine, boolean onePacket) {
        return new VirtualService(
                key(key),
                Scheduler.WLC,
                SchedulerFlags.NONE,
                persistence,
                engine.isEmpty() ? Optional.empty() : Optional.of(engine),
                onePacket);
    }

    @Test
    void addsAServiceOnce() {
        Command.AddService add = new Command.AddService(service("tcp:192.0.2.1:80"), ServiceLabels.NONE);
        assertThat(cluster.accept(add)).containsExactly(new Event.ServiceAdded(add.service(), ServiceLabels.NONE));
        assertThat(cluster.refuse(add))
                .isEqualTo(new Rejection(
                        Rule.SERVICE_EXISTS,
                        "service",
                        "service tcp:192.0.2.1:80 is there already; edit it, or delete it first"));
    }

    @Test
    void refusesWhatMeetsNoService() {
        for (Command command : new Command[] {
            new Command.EditService(service("tcp:192.0.2.1:80")),
            new Command.LabelService(key("tcp:192.0.2.1:80"), ServiceLabels.NONE),
            new Command.ZeroCounters(Optional.of(key("tcp:192.0.2.1:80"))),
            new Command.AddServer(key("tcp:192.0.2.1:80"), Samples.nat("10.0.0.1:80")),
            new Command.EditServer(key("tcp:192.0.2.1:80"), Samples.nat("10.0.0.1:80")),
            new Command.SetWeight(key("tcp:192.0.2.1:80"), Samples.endpoint("10.0.0.1:80"), 1)
        }) {
            assertThat(cluster.refuse(command))
                    .isEqualTo(new Rejection(
                            Rule.SERVICE_UNKNOWN, "service", "service tcp:192.0.2.1:80 is not there; add it first"));
        }
        for (Command command : new Command[] {
            new Command.DeleteService(key("tcp:192.0.2.1:80")),
            new Command.DeleteServer(key("tcp:192.0.2.1:80"), Samples.endpoint("10.0.0.1:80"))
        }) {
            assertThat(cluster.refuse(command).message())
                    .isEqualTo("service tcp:192.0.2.1:80 is not there; there is nothing to delete");
        }
    }

    @Test
    void anEditThatChangesNothingIsNoEvent() {
        cluster.with(new Command.AddService(service("tcp:192.0.2.1:80"), ServiceLabels.NONE));
        assertThat(cluster.accept(new Command.EditService(service("tcp:192.0.2.1:80"))))
                .isEmpty();
        assertThat(cluster.accept(new Command.LabelService(key("tcp:192.0.2.1:80"), ServiceLabels.NONE)))
                .isEmpty();
        assertThat(cluster.accept(new Command.EditService(service("tcp:192.0.2.1:80", "rr"))))
                .containsExactly(new Event.ServiceEdited(service("tcp:192.0.2.1:80", "rr")));
    }

    @Test
    void clearsAllServicesAndNothingElse() {
        cluster.with(
                new Command.DefineVipGroup(group("web", "192.0.2.1")),
                new Command.AddService(service("tcp:192.0.2.1:80"), inGroup("web")),
                new Command.AddService(service("udp:192.0.2.1:53"), ServiceLabels.NONE));
        assertThat(cluster.accept(new Command.ClearServices()))
                .containsExactly(
                        new Event.ServiceDeleted(key("tcp:192.0.2.1:80")),
                        new Event.ServiceDeleted(key("udp:192.0.2.1:53")));
        assertThat(cluster.image().groups()).containsOnlyKeys("web");
        assertThat(cluster.accept(new Command.ClearServices())).isEmpty();
    }

    @Test
    void zeroesCountersOfOneOrAll() {
        cluster.with(new Command.AddService(service("tcp:192.0.2.1:80"), ServiceLabels.NONE));
        assertThat(cluster.accept(new Command.ZeroCounters(Optional.empty())))
                .containsExactly(new Event.CountersZeroed(Optional.empty()));
        assertThat(cluster.accept(new Command.ZeroCounters(Optional.of(key("tcp:192.0.2.1:80")))))
                .containsExactly(new Event.CountersZeroed(Optional.of(key("tcp:192.0.2.1:80"))));
    }

    @Test
    void refusesPortZeroWithoutPersistence() {
        Rejection rejection = refuseAdding(service("tcp:192.0.2.1:0"));
        assertThat(rejection.rule()).isEqualTo(Rule.PORT_ZERO_NEEDS_PERSISTENCE);
        assertThat(rejection.field()).isEqualTo("service");
        assertThat(rejection.message())
                .isEqualTo("service tcp:192.0.2.1:0 has port 0, which stands for every port and needs persistence;"
                        + " name a port or add persistence");
    }

    @Test
    void takesPortZeroWithPersistenceAndMarksWithout() {
        cluster.with(
                new Command.AddService(persistent("tcp:192.0.2.1:0"), ServiceLabels.NONE),
                new Command.AddService(service("fwmark:7"), ServiceLabels.NONE));
        assertThat(cluster.image().serviceCount()).isEqualTo(2);
        assertThat(cluster.refuse(new Command.EditService(service("tcp:192.0.2.1:0")))
                        .rule())
                .isEqualTo(Rule.PORT_ZERO_NEEDS_PERSISTENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:192.0.2.1:80", "sctp:[2001:db8::1]:80"})
    void refusesOnePacketForAnythingButUdp(String key) {
        Rejection rejection = refuseAdding(with(key, Optional.empty(), "", true));
        assertThat(rejection.rule()).isEqualTo(Rule.ONE_PACKET_NEEDS_UDP);
        assertThat(rejection.field()).isEqualTo("onePacket");
        assertThat(rejection.message()).contains("is for UDP", key, "leave onePacket out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp:192.0.2.1:53", "fwmark:7", "fwmark6:7"})
    void takesOnePacketForUdpAndMarks(String key) {
        cluster.accept(new Command.AddService(with(key, Optional.empty(), "", true), ServiceLabels.NONE));
        assertThat(cluster.image().service(key(key)).orElseThrow().service().onePacket())
                .isTrue();
    }

    @Test
    void refusesAnEngineWithoutPersistence() {
        Rejection rejection = refuseAdding(with("udp:192.0.2.1:5060", Optional.empty(), "sip", false));
        assertThat(rejection.rule()).isEqualTo(Rule.ENGINE_NEEDS_PERSISTENCE);
        assertThat(rejection.field()).isEqualTo("persistenceEngine");
    }

    @Test
    void refusesAnUnknownEngine() {
        VirtualService service =
                with("udp:192.0.2.1:5060", persistent("udp:192.0.2.1:5060").persistence(), "sap", false);
        Rejection rejection = refuseAdding(service);
        assertThat(rejection.rule()).isEqualTo(Rule.ENGINE_UNKNOWN);
        assertThat(rejection.message()).isEqualTo("persistence engine 'sap' is not known; known is sip");
    }

    @Test
    void takesTheSipEngine() {
        VirtualService service =
                with("udp:192.0.2.1:5060", persistent("udp:192.0.2.1:5060").persistence(), "sip", false);
        assertThat(cluster.accept(new Command.AddService(service, ServiceLabels.NONE)))
                .hasSize(1);
    }

    @Test
    void refusesPersistenceOverThirtyOneDays() {
        Persistence longest =
                new Persistence(31 * 86_400 + 1, Netmask.full(key("fwmark:1").family()));
        Rejection rejection = refuseAdding(with("fwmark:1", Optional.of(longest), "", false));
        assertThat(rejection.rule()).isEqualTo(Rule.LIMIT);
        assertThat(rejection.field()).isEqualTo("persistence.timeoutSeconds");
        assertThat(rejection.message()).contains("2678401", "1 to 2678400");
    }

    @Test
    void refusesAnUnknownScheduler() {
        Rejection rejection = refuseAdding(service("tcp:192.0.2.1:80", "wlcc"));
        assertThat(rejection.rule()).isEqualTo(Rule.SCHEDULER_UNKNOWN);
        assertThat(rejection.field()).isEqualTo("scheduler");
        assertThat(rejection.message())
                .isEqualTo(
                        "scheduler 'wlcc' is not known; choose one of rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh");
    }

    @Test
    void takesEveryKnownScheduler() {
        for (String scheduler : Scheduler.KNOWN) {
            cluster.with(
                    new Command.AddService(service("tcp:192.0.2.1:80", scheduler), ServiceLabels.NONE),
                    new Command.DeleteService(key("tcp:192.0.2.1:80")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "mh"})
    void refusesAThirdFlagWhereTheSchedulerNamesTwo(String scheduler) {
        VirtualService service = new VirtualService(
                key("tcp:192.0.2.1:80"),
                new Scheduler(scheduler),
                new SchedulerFlags(false, false, true),
                Optional.empty(),
                Optional.empty(),
                false);
        Rejection rejection = refuseAdding(service);
        assertThat(rejection.rule()).isEqualTo(Rule.SCHEDULER_FLAG);
        assertThat(rejection.field()).isEqualTo("schedulerFlags");
        assertThat(rejection.message())
                .isEqualTo("scheduler %1$s has no flag-3; it has %1$s-fallback and %1$s-port".formatted(scheduler));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.0.0.18", "255.255.255.255", "0.1.2.3", "[::]", "[ff02::1]"})
    void refusesAddressesThatCannotBeBalanced(String address) {
        Rejection rejection =
                cluster.refuse(new Command.AddService(service("tcp:" + address + ":80"), ServiceLabels.NONE));
        assertThat(rejection.rule()).isEqualTo(Rule.ADDRESS);
        assertThat(rejection.field()).isEqualTo("service");
        assertThat(rejection.message()).contains("cannot be a virtual address: it is ");
    }

    @Test
    void refusesAGroupThatIsNotThere() {
        Rejection rejection = cluster.refuse(new Command.AddService(service("tcp:192.0.2.1:80"), inGroup("web")));
        assertThat(rejection.rule()).isEqualTo(Rule.GROUP_UNKNOWN);
        assertThat(rejection.field()).isEqualTo("group");
        cluster.with(new Command.AddService(service("tcp:192.0.2.1:80"), ServiceLabels.NONE));
        assertThat(cluster.refuse(new Command.LabelService(key("tcp:192.0.2.1:80"), inGroup("web"))))
                .isEqualTo(rejection);
    }

    @Test
    void refusesAGroupThatLacksTheAddress() {
        cluster.with(new Command.DefineVipGroup(group("web", "192.0.2.9")));
        Rejection rejection = cluster.refuse(new Command.AddService(service("tcp:192.0.2.1:80"), inGroup("web")));
        assertThat(rejection.rule()).isEqualTo(Rule.GROUP_ADDRESS);
        assertThat(rejection.field()).isEqualTo("group");
        assertThat(rejection.message()).contains("none of the VIPs of group 'web'");
        assertThat(cluster.accept(new Command.AddService(service("fwmark:7"), inGroup("web"))))
                .hasSize(1);
    }

    @Test
    void refusesAnotherGroupWhereFullnatServersNeedTheirLocalAddress() {
        cluster.with(
                new Command.DefineVipGroup(Samples.withLocals(group("web", "192.0.2.1"), "10.0.0.250")),
                new Command.AddService(service("tcp:192.0.2.1:80"), inGroup("web")),
                new Command.AddServer(
                        key("tcp:192.0.2.1:80"), Samples.server("10.0.0.1:8080", ForwardingMethod.FULLNAT)));
        Rejection rejection = cluster.refuse(new Command.LabelService(key("tcp:192.0.2.1:80"), ServiceLabels.NONE));
        assertThat(rejection.rule()).isEqualTo(Rule.FULLNAT_NEEDS_LOCAL_ADDRESS);
        assertThat(rejection.field()).isEqualTo("group");
    }
}
