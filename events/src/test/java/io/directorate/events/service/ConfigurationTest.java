package io.directorate.events.service;

import static io.directorate.events.service.Samples.configuration;
import static io.directorate.events.service.Samples.endpoint;
import static io.directorate.events.service.Samples.entry;
import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.inGroup;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.map;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.ownedBy;
import static io.directorate.events.service.Samples.service;
import static io.directorate.events.service.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Timeouts;
import io.directorate.events.model.VipGroup;
import io.directorate.events.service.Rejection.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final String WEB = "tcp:192.0.2.1:80";
    private static final ServiceKey KEY = key(WEB);

    private final TestCluster cluster = new TestCluster();

    private static Command.ApplyConfiguration full(
            String owner,
            List<ServiceEntry> services,
            List<VipGroup> groups,
            Optional<Timeouts> timeouts,
            SortedMap<String, String> sysctls) {
        return new Command.ApplyConfiguration(owner, services, groups, timeouts, sysctls);
    }

    private static ServiceEntry grouped(String key, String group) {
        return new ServiceEntry(service(key), List.of(), inGroup(group));
    }

    private static ServiceLabels owned(String owner, String group) {
        return new ServiceLabels(Optional.of(owner), Optional.of(group), new TreeMap<>());
    }

    @Test
    void bringsEverythingAboutInOrder() {
        Command.ApplyConfiguration wanted = full(
                "shop",
                List.of(new ServiceEntry(
                        service(WEB), List.of(nat("10.0.0.2:80"), nat("10.0.0.1:80")), inGroup("web"))),
                List.of(group("web", "192.0.2.1")),
                Optional.of(Timeouts.DEFAULT),
                map("conntrack", "1"));
        assertThat(cluster.accept(wanted))
                .containsExactly(
                        new Event.VipGroupDefined(group("web", "192.0.2.1")),
                        new Event.ServiceAdded(
                                service(WEB), owned("shop", "web"), List.of(nat("10.0.0.2:80"), nat("10.0.0.1:80"))),
                        new Event.TimeoutsSet(Timeouts.DEFAULT),
                        new Event.SysctlsSet(map("conntrack", "1"), new TreeSet<>()),
                        new Event.OwnerDeclared("shop", new Declaration(set("web"), true, set("conntrack"))));
        assertThat(cluster.accept(wanted)).isEmpty();
    }

    @Test
    void takesBackWhatIsNoLongerDeclared() {
        cluster.with(full(
                "shop",
                List.of(grouped(WEB, "web")),
                List.of(group("web", "192.0.2.1")),
                Optional.of(Timeouts.DEFAULT),
                map("conntrack", "1", "sloppy_tcp", "1")));
        assertThat(cluster.accept(full("shop", List.of(), List.of(), Optional.empty(), map("sloppy_tcp", "1"))))
                .containsExactly(
                        new Event.ServiceDeleted(KEY),
                        new Event.VipGroupDeleted("web"),
                        new Event.TimeoutsReleased(),
                        new Event.SysctlsSet(new TreeMap<>(), set("conntrack")));
        assertThat(cluster.image().declarations())
                .isEqualTo(Map.of("shop", new Declaration(new TreeSet<>(), false, set("sloppy_tcp"))));
        assertThat(cluster.accept(configuration("shop"))).hasSize(1);
        assertThat(cluster.image().sha256()).isEqualTo(ClusterImage.EMPTY.sha256());
    }

    @Test
    void changesOnlyWhatDiffers() {
        cluster.with(configuration(
                "shop",
                entry(service(WEB), nat("10.0.0.1:80"), nat("10.0.0.2:80"), nat("10.0.0.3:80")),
                entry(service("udp:192.0.2.1:53"))));
        RealServer quiesced = nat("10.0.0.2:80").withWeight(0);
        Command.ApplyConfiguration wanted = configuration(
                "shop",
                entry(service("udp:192.0.2.1:53")),
                entry(service(WEB, "rr"), nat("10.0.0.4:80"), nat("10.0.0.1:80"), quiesced));
        assertThat(cluster.accept(wanted))
                .containsExactly(
                        new Event.ServiceEdited(service(WEB, "rr")),
                        new Event.ServerDeleted(KEY, endpoint("10.0.0.3:80")),
                        new Event.ServerEdited(KEY, quiesced),
                        new Event.ServerAdded(KEY, nat("10.0.0.4:80")));
        assertThat(cluster.accept(wanted)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dh", "sh", "mh"})
    void bringsServersIntoTheDeclaredOrderWhereTheSchedulerDependsOnIt(String scheduler) {
        cluster.with(configuration(
                "shop", entry(service(WEB, scheduler), nat("10.0.0.1:80"), nat("10.0.0.2:80"), nat("10.0.0.3:80"))));
        Command.ApplyConfiguration wanted = configuration(
                "shop", entry(service(WEB, scheduler), nat("10.0.0.1:80"), nat("10.0.0.3:80"), nat("10.0.0.2:80")));
        assertThat(cluster.accept(wanted))
                .containsExactly(
                        new Event.ServerDeleted(KEY, endpoint("10.0.0.2:80")),
                        new Event.ServerAdded(KEY, nat("10.0.0.2:80")));
        assertThat(cluster.image().service(KEY).orElseThrow().servers())
                .containsExactly(nat("10.0.0.1:80"), nat("10.0.0.3:80"), nat("10.0.0.2:80"));
        assertThat(cluster.accept(wanted)).isEmpty();
    }

    @Test
    void insertsAServerInTheMiddleByReAddingThoseBehindIt() {
        cluster.with(configuration("shop", entry(service(WEB, "sh"), nat("10.0.0.1:80"), nat("10.0.0.3:80"))));
        cluster.accept(configuration(
                "shop", entry(service(WEB, "sh"), nat("10.0.0.1:80"), nat("10.0.0.2:80"), nat("10.0.0.3:80"))));
        assertThat(cluster.image().service(KEY).orElseThrow().servers())
                .containsExactly(nat("10.0.0.1:80"), nat("10.0.0.2:80"), nat("10.0.0.3:80"));
    }

    @Test
    void leavesServersInTheirPlacesWhereOrderHasNoMeaning() {
        cluster.with(configuration("shop", entry(service(WEB), nat("10.0.0.1:80"), nat("10.0.0.2:80"))));
        assertThat(cluster.accept(configuration("shop", entry(service(WEB), nat("10.0.0.2:80"), nat("10.0.0.1:80")))))
                .isEmpty();
    }

    @Test
    void leavesWhatOthersOwnAlone() {
        cluster.with(
                configuration("mail", entry(service("tcp:192.0.2.9:25"), nat("10.0.0.9:25"))),
                new Command.AddService(service("tcp:192.0.2.8:22"), ServiceLabels.NONE),
                configuration("shop", entry(service(WEB))));
        assertThat(cluster.accept(configuration("shop"))).containsExactly(new Event.ServiceDeleted(KEY));
        assertThat(cluster.image().services()).containsOnlyKeys(key("tcp:192.0.2.9:25"), key("tcp:192.0.2.8:22"));
    }

    @Test
    void takesOverWhatNobodyOwns() {
        cluster.with(
                new Command.AddService(service(WEB), ServiceLabels.NONE),
                new Command.DefineVipGroup(group("web", "192.0.2.1")));
        Command.ApplyConfiguration wanted = full(
                "shop",
                List.of(entry(service(WEB))),
                List.of(group("web", "192.0.2.1")),
                Optional.empty(),
                new TreeMap<>());
        assertThat(cluster.accept(wanted))
                .containsExactly(
                        new Event.ServiceLabelled(KEY, ownedBy("shop")),
                        new Event.OwnerDeclared("shop", new Declaration(set("web"), false, new TreeSet<>())));
    }

    @Test
    void refusesWhatAnotherOwns() {
        cluster.with(full(
                "mail",
                List.of(entry(service(WEB))),
                List.of(group("web", "192.0.2.1")),
                Optional.of(Timeouts.DEFAULT),
                map("conntrack", "1")));
        assertRefused(configuration("shop", entry(service("fwmark:1")), entry(service(WEB))), "services[1].service");
        assertRefused(
                full("shop", List.of(), List.of(group("web", "192.0.2.1")), Optional.empty(), new TreeMap<>()),
                "groups[0].name");
        assertRefused(full("shop", List.of(), List.of(), Optional.of(Timeouts.DEFAULT), new TreeMap<>()), "timeouts");
        assertRefused(full("shop", List.of(), List.of(), Optional.empty(), map("conntrack", "1")), "sysctls.conntrack");
        ServiceEntry forMail = new ServiceEntry(service("fwmark:2"), List.of(), ownedBy("mail"));
        assertRefused(configuration("shop", forMail), "services[0].owner");
    }

    private void assertRefused(Command.ApplyConfiguration configuration, String field) {
        Rejection rejection = cluster.refuse(configuration);
        assertThat(rejection.rule()).isEqualTo(Rule.OWNED_BY_ANOTHER);
        assertThat(rejection.field()).isEqualTo(field);
        assertThat(rejection.message()).contains("owner 'mail'");
    }

    @Test
    void givesUpOwnershipWithWhatIsDeletedByHand() {
        cluster.with(
                full("mail", List.of(), List.of(group("web", "192.0.2.1")), Optional.empty(), map("conntrack", "1")),
                new Command.DeleteVipGroup("web"),
                new Command.SetSysctls(new TreeMap<>(), set("conntrack")));
        assertThat(cluster.image().declarations()).isEmpty();
        cluster.accept(
                full("shop", List.of(), List.of(group("web", "192.0.2.1")), Optional.empty(), map("conntrack", "1")));
    }

    @Test
    void refusesTheSameTwice() {
        Rejection twice = cluster.refuse(configuration("shop", entry(service(WEB)), entry(service(WEB, "rr"))));
        assertThat(twice)
                .isEqualTo(new Rejection(
                        Rule.DUPLICATE,
                        "services[1].service",
                        "service tcp:192.0.2.1:80 is declared twice, first as services[0]"));
        Rejection server =
                cluster.refuse(configuration("shop", entry(service(WEB), nat("10.0.0.1:80"), nat("10.0.0.1:80"))));
        assertThat(server.rule()).isEqualTo(Rule.DUPLICATE);
        assertThat(server.field()).isEqualTo("services[0].servers[1].server");
        Rejection groups = cluster.refuse(full(
                "shop",
                List.of(),
                List.of(group("web", "192.0.2.1"), group("web", "192.0.2.2")),
                Optional.empty(),
                new TreeMap<>()));
        assertThat(groups.rule()).isEqualTo(Rule.DUPLICATE);
        assertThat(groups.field()).isEqualTo("groups[1].name");
    }

    @Test
    void movesAnAddressFromGroupToGroupInOneGo() {
        cluster.with(full(
                "shop",
                List.of(grouped(WEB, "a")),
                List.of(group("a", "192.0.2.1", "192.0.2.2"), group("b", "192.0.2.3")),
                Optional.empty(),
                new TreeMap<>()));
        List<Event> events = cluster.accept(full(
                "shop",
                List.of(grouped(WEB, "b")),
                List.of(group("b", "192.0.2.3", "192.0.2.1"), group("a", "192.0.2.2")),
                Optional.empty(),
                new TreeMap<>()));
        assertThat(events)
                .containsExactly(
                        new Event.VipGroupDefined(group("a", "192.0.2.2")),
                        new Event.VipGroupDefined(group("b", "192.0.2.3", "192.0.2.1")),
                        new Event.ServiceLabelled(KEY, owned("shop", "b")));
    }

    @Test
    void deletesAServiceBeforeAddingOneInItsPlace() {
        cluster.with(configuration("shop", entry(service(WEB))));
        List<Event> events = cluster.accept(configuration("shop", entry(service("tcp:192.0.2.1:8080"))));
        assertThat(events.get(0)).isEqualTo(new Event.ServiceDeleted(KEY));
        assertThat(events).hasSize(2);
    }

    @Test
    void refusesToDropAGroupThatAnothersServiceNames() {
        cluster.with(
                full("shop", List.of(), List.of(group("web", "192.0.2.1")), Optional.empty(), new TreeMap<>()),
                new Command.AddService(service(WEB), inGroup("web")));
        Rejection dropped = cluster.refuse(configuration("shop"));
        assertThat(dropped.rule()).isEqualTo(Rule.GROUP_IN_USE);
        assertThat(dropped.field()).isEqualTo("groups");
        Rejection changed = cluster.refuse(
                full("shop", List.of(), List.of(group("web", "192.0.2.2")), Optional.empty(), new TreeMap<>()));
        assertThat(changed.rule()).isEqualTo(Rule.GROUP_ADDRESS);
        assertThat(changed.field()).isEqualTo("groups[0]");
    }

    @Test
    void refusesAnOwnerThatIsNoName() {
        Rejection rejection = cluster.refuse(configuration("a b"));
        assertThat(rejection)
                .isEqualTo(new Rejection(
                        Rule.NAME, "owner", "owner 'a b' is not a name of 1 to 63 letters, digits, - or _"));
    }

    @Test
    void refusesOneAndChangesNothing() {
        ClusterImage before = cluster.image();
        cluster.refuse(configuration("shop", entry(service(WEB)), entry(service("tcp:192.0.2.1:0"))));
        assertThat(cluster.image()).isSameAs(before);
    }
}
