package io.directorate.events.service;

import static io.directorate.events.service.Samples.elected;
import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.inGroup;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.server;
import static io.directorate.events.service.Samples.service;
import static io.directorate.events.service.Samples.withLocals;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.GroupMode;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupRulesTest {
    private final TestCluster cluster = new TestCluster();

    private Rejection refuseDefining(VipGroup group) {
        return cluster.refuse(new Command.DefineVipGroup(group));
    }

    @Test
    void definesChangesAndDeletes() {
        VipGroup web = group("web", "192.0.2.1");
        assertThat(cluster.accept(new Command.DefineVipGroup(web))).containsExactly(new Event.VipGroupDefined(web));
        assertThat(cluster.accept(new Command.DefineVipGroup(web))).isEmpty();
        assertThat(cluster.accept(new Command.DefineVipGroup(group("web", "192.0.2.2"))))
                .hasSize(1);
        assertThat(cluster.accept(new Command.DeleteVipGroup("web"))).containsExactly(new Event.VipGroupDeleted("web"));
        assertThat(cluster.refuse(new Command.DeleteVipGroup("web")))
                .isEqualTo(new Rejection(Rule.GROUP_UNKNOWN, "name", "VIP group 'web' is not there; none is defined"));
    }

    @Test
    void refusesToDeleteAGroupThatAServiceNames() {
        cluster.with(
                new Command.DefineVipGroup(group("web", "192.0.2.1")),
                new Command.AddService(service("tcp:192.0.2.1:80"), inGroup("web")));
        Rejection rejection = cluster.refuse(new Command.DeleteVipGroup("web"));
        assertThat(rejection)
                .isEqualTo(new Rejection(
                        Rule.GROUP_IN_USE,
                        "name",
                        "service tcp:192.0.2.1:80 names VIP group 'web'; delete the service or label it anew first"));
    }

    @Test
    void refusesToTakeAwayTheAddressOfAService() {
        cluster.with(
                new Command.DefineVipGroup(group("web", "192.0.2.1")),
                new Command.AddService(service("tcp:192.0.2.1:80"), inGroup("web")));
        Rejection rejection = refuseDefining(group("web", "192.0.2.2"));
        assertThat(rejection.rule()).isEqualTo(Rule.GROUP_ADDRESS);
        assertThat(rejection.message()).contains("tcp:192.0.2.1:80");
    }

    @Test
    void refusesToTakeAwayTheLocalAddressOfAFullnatServer() {
        cluster.with(
                new Command.DefineVipGroup(withLocals(group("web", "192.0.2.1"), "10.0.0.250")),
                new Command.AddService(service("tcp:192.0.2.1:80"), inGroup("web")),
                new Command.AddServer(key("tcp:192.0.2.1:80"), server("10.0.0.1:80", ForwardingMethod.FULLNAT)));
        assertThat(refuseDefining(group("web", "192.0.2.1")).rule()).isEqualTo(Rule.FULLNAT_NEEDS_LOCAL_ADDRESS);
    }

    @Test
    void refusesAnAddressThatAnotherGroupHolds() {
        cluster.with(new Command.DefineVipGroup(group("web", "192.0.2.1", "192.0.2.2")));
        Rejection rejection = refuseDefining(group("dns", "192.0.2.3", "192.0.2.2"));
        assertThat(rejection.rule()).isEqualTo(Rule.GROUP_ADDRESS);
        assertThat(rejection.field()).isEqualTo("vips[1].address");
        assertThat(rejection.message()).contains("192.0.2.2 of group 'dns' stands in group 'web' already");
        Rejection local = refuseDefining(withLocals(group("dns", "192.0.2.3"), "192.0.2.1"));
        assertThat(local.rule()).isEqualTo(Rule.GROUP_ADDRESS);
        assertThat(local.field()).isEqualTo("localAddresses[0].address");
        VipGroup gateway = new VipGroup(
                "dns",
                GroupMode.EXTERNAL,
                List.of(Samples.vip("192.0.2.3")),
                List.of(Samples.address("inside", "192.0.2.1")),
                List.of(),
                Optional.empty(),
                new TreeMap<>());
        assertThat(refuseDefining(gateway).field()).isEqualTo("innerGateways[0].address");
    }

    @Test
    void refusesAnAddressTwiceInAList() {
        Rejection rejection = refuseDefining(group("web", "192.0.2.1", "192.0.2.1"));
        assertThat(rejection.rule()).isEqualTo(Rule.DUPLICATE);
        assertThat(rejection.field()).isEqualTo("vips[1].address");
    }

    @Test
    void refusesAddressesThatNoHostCanHold() {
        Rejection rejection = refuseDefining(group("web", "255.255.255.255"));
        assertThat(rejection.rule()).isEqualTo(Rule.ADDRESS);
        assertThat(rejection.field()).isEqualTo("vips[0].address");
    }

    @Test
    void refusesIpv6UnderVrrpVersionTwo() {
        Rejection rejection = refuseDefining(elected("web", 7, 2, "192.0.2.1", "2001:db8::1"));
        assertThat(rejection.rule()).isEqualTo(Rule.GROUP_ADDRESS);
        assertThat(rejection.field()).isEqualTo("vips[1].address");
        assertThat(rejection.message()).contains("RFC 3768", "use version 3");
        cluster.accept(new Command.DefineVipGroup(elected("web", 7, 3, "192.0.2.1", "2001:db8::1")));
    }

    @Test
    void refusesAVirtualRouterIdThatAnotherGroupHasOnTheSameNetwork() {
        cluster.with(new Command.DefineVipGroup(elected("web", 7, 3, "192.0.2.1")));
        Rejection rejection = refuseDefining(elected("dns", 7, 3, "192.0.2.2"));
        assertThat(rejection.rule()).isEqualTo(Rule.DUPLICATE);
        assertThat(rejection.field()).isEqualTo("vrrp.virtualRouterId");
        assertThat(rejection.message()).contains("'web'", "RFC 9568");
        cluster.accept(new Command.DefineVipGroup(elected("dns", 8, 3, "192.0.2.2")));
    }

    @Test
    void refusesADirectorNameThatIsNone() {
        VipGroup web = elected("web", 7, 3, "192.0.2.1");
        TreeMap<String, Integer> preferences = new TreeMap<>();
        preferences.put("a b", 10);
        Rejection rejection = refuseDefining(
                new VipGroup(web.name(), web.mode(), web.vips(), List.of(), List.of(), web.vrrp(), preferences));
        assertThat(rejection.rule()).isEqualTo(Rule.NAME);
        assertThat(rejection.field()).isEqualTo("preferences.a b");
    }

    @Test
    void boundsTheNumberOfGroups() {
        Rejection rejection = cluster.refuse(new Command.Sequence(IntStream.rangeClosed(0, Limits.MAX_GROUPS)
                .<Command>mapToObj(
                        i -> new Command.DefineVipGroup(group("g" + i, "10." + i / 256 + "." + i % 256 + ".1")))
                .toList()));
        assertThat(rejection.rule()).isEqualTo(Rule.LIMIT);
        assertThat(rejection.field()).isEqualTo("commands[1024].name");
        assertThat(rejection.message()).isEqualTo("1025 VIP groups are asked for, at most 1024 are allowed");
    }
}
