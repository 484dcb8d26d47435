package io.directorate.events.service;

import static io.directorate.events.service.Samples.endpoint;
import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.inGroup;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.persistent;
import static io.directorate.events.service.Samples.server;
import static io.directorate.events.service.Samples.service;
import static io.directorate.events.service.Samples.withLocals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Tunnel;
import io.directorate.events.service.Rejection.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerRulesTest {
    private static final String WEB = "tcp:192.0.2.1:80";
    private static final String WEB6 = "tcp:[2001:db8::1]:80";

    private final TestCluster cluster = new TestCluster()
            .with(
                    new Command.AddService(service(WEB), ServiceLabels.NONE),
                    new Command.AddService(service(WEB6), ServiceLabels.NONE));

    private Rejection refuseAdding(String service, RealServer server) {
        Rejection rejection = cluster.refuse(new Command.AddServer(key(service), server));
        Rejection declared = cluster.refuse(Samples.configuration("default", Samples.entry(service(service), server)));
        assertThat(declared.rule()).isEqualTo(rejection.rule());
        assertThat(declared.field()).isEqualTo("services[0].servers[0]." + rejection.field());
        assertThat(declared.message()).isEqualTo(rejection.message());
        return rejection;
    }

    @Test
    void addsAServerOnce() {
        Command.AddServer add = new Command.AddServer(key(WEB), nat("10.0.0.1:8080"));
        assertThat(cluster.accept(add)).containsExactly(new Event.ServerAdded(key(WEB), nat("10.0.0.1:8080")));
        Rejection rejection = cluster.refuse(add);
        assertThat(rejection.rule()).isEqualTo(Rule.SERVER_EXISTS);
        assertThat(rejection.field()).isEqualTo("server");
        assertThat(rejection.message())
                .isEqualTo("service tcp:192.0.2.1:80 has real server 10.0.0.1:8080 already; edit it, or delete it"
                        + " first");
    }

    @Test
    void refusesWhatMeetsNoServer() {
        for (Command command : new Command[] {
            new Command.EditServer(key(WEB), nat("10.0.0.1:80")),
            new Command.SetWeight(key(WEB), endpoint("10.0.0.1:80"), 1)
        }) {
            assertThat(cluster.refuse(command))
                    .isEqualTo(new Rejection(
                            Rule.SERVER_UNKNOWN,
                            "server",
                            "service tcp:192.0.2.1:80 has no real server 10.0.0.1:80; add it first"));
        }
        Rejection delete = cluster.refuse(new Command.DeleteServer(key(WEB), endpoint("10.0.0.1:80")));
        assertThat(delete.rule()).isEqualTo(Rule.SERVER_UNKNOWN);
        assertThat(delete.message()).endsWith("has no real server 10.0.0.1:80; there is nothing to delete");
    }

    @Test
    void changesOnlyWhatDiffers() {
        cluster.with(new Command.AddServer(key(WEB), nat("10.0.0.1:80")));
        assertThat(cluster.accept(new Command.EditServer(key(WEB), nat("10.0.0.1:80"))))
                .isEmpty();
        assertThat(cluster.accept(new Command.SetWeight(key(WEB), endpoint("10.0.0.1:80"), 1)))
                .isEmpty();
        assertThat(cluster.accept(new Command.SetWeight(key(WEB), endpoint("10.0.0.1:80"), 0)))
                .containsExactly(
                        new Event.ServerEdited(key(WEB), nat("10.0.0.1:80").withWeight(0)));
        assertThat(cluster.accept(new Command.DeleteServer(key(WEB), endpoint("10.0.0.1:80"))))
                .containsExactly(new Event.ServerDeleted(key(WEB), endpoint("10.0.0.1:80")));
    }

    @Test
    void aWeightIsNeverNegative() {
        assertThatThrownBy(() -> new Command.SetWeight(key(WEB), endpoint("10.0.0.1:80"), -1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("weight is -1, must be 0 to 2147483647");
    }

    @ParameterizedTest
    @EnumSource(
            value = ForwardingMethod.class,
            names = {"DR", "TUN"})
    void refusesAPortMappedDirectRoutingOrTunnelServer(ForwardingMethod method) {
        Rejection rejection = refuseAdding(WEB, server("10.0.0.1:8080", method));
        assertThat(rejection.rule()).isEqualTo(Rule.PORT_MAPPED_WITHOUT_NAT);
        assertThat(rejection.field()).isEqualTo("server");
        assertThat(rejection.message())
                .isEqualTo("real server 10.0.0.1:8080 has port 8080, service tcp:192.0.2.1:80 has port 80: method "
                        + method.text() + " cannot map ports; give port 80 or use nat or fullnat");
        assertThat(cluster.accept(new Command.AddServer(key(WEB), server("10.0.0.1:80", method))))
                .hasSize(1);
    }

    @Test
    void refusesToTurnAPortMappedServerToDirectRouting() {
        cluster.with(new Command.AddServer(key(WEB), nat("10.0.0.1:8080")));
        assertThat(cluster.refuse(new Command.EditServer(key(WEB), server("10.0.0.1:8080", ForwardingMethod.DR)))
                        .rule())
                .isEqualTo(Rule.PORT_MAPPED_WITHOUT_NAT);
    }

    @Test
    void aServiceForEveryPortHasServersWithPortZeroUnderDirectRouting() {
        cluster.with(new Command.AddService(persistent("tcp:192.0.2.2:0"), ServiceLabels.NONE));
        assertThat(cluster.refuse(new Command.AddServer(
                                key("tcp:192.0.2.2:0"), server("10.0.0.1:80", ForwardingMethod.DR)))
                        .rule())
                .isEqualTo(Rule.PORT_MAPPED_WITHOUT_NAT);
        cluster.accept(new Command.AddServer(key("tcp:192.0.2.2:0"), server("10.0.0.1:0", ForwardingMethod.DR)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 80, 65535})
    void aMarkedServiceTakesAnyPortBecauseItHasNoneToCompareWith(int port) {
        cluster.with(new Command.AddService(service("fwmark:7"), ServiceLabels.NONE));
        cluster.accept(new Command.AddServer(key("fwmark:7"), server("10.0.0.1:" + port, ForwardingMethod.DR)));
        cluster.accept(new Command.AddServer(key("fwmark:7"), server("10.0.0.2:" + port, ForwardingMethod.TUN)));
    }

    @ParameterizedTest
    @CsvSource({
        "tcp:192.0.2.1:80, [2001:db8::9]:80, TUN, synchronised",
        "tcp:192.0.2.1:80, [2001:db8::9]:80, NAT, only tunnels could cross families",
        "tcp:192.0.2.1:80, [2001:db8::9]:80, DR, only tunnels could cross families",
        "tcp:192.0.2.1:80, [2001:db8::9]:80, FULLNAT, only tunnels could cross families",
        "tcp:[2001:db8::1]:80, 10.0.0.1:80, TUN, synchronised",
        "tcp:[2001:db8::1]:80, 10.0.0.1:80, NAT, only tunnels could cross families",
    })
    void refusesAServerOfTheOtherFamily(String service, String server, ForwardingMethod method, String why) {
        Rejection rejection = refuseAdding(service, server(server, method));
        assertThat(rejection.rule()).isEqualTo(Rule.FAMILY_MISMATCH);
        assertThat(rejection.field()).isEqualTo("server");
        assertThat(rejection.message()).contains(why, server, service);
    }

    @Test
    void refusesALowerThresholdAboveTheUpper() {
        RealServer server = new RealServer(endpoint("10.0.0.1:80"), ForwardingMethod.NAT, Tunnel.IPIP, 1, 10, 11);
        Rejection rejection = refuseAdding(WEB, server);
        assertThat(rejection.rule()).isEqualTo(Rule.THRESHOLD_ORDER);
        assertThat(rejection.field()).isEqualTo("lowerThreshold");
        assertThat(rejection.message()).contains("lower threshold 11", "upper threshold 10");
        cluster.accept(new Command.AddServer(
                key(WEB), new RealServer(endpoint("10.0.0.1:80"), ForwardingMethod.NAT, Tunnel.IPIP, 1, 10, 10)));
    }

    @ParameterizedTest
    @CsvSource({
        "tcp:192.0.2.1:80, 0.0.0.0:80",
        "tcp:192.0.2.1:80, 239.1.1.1:80",
        "tcp:192.0.2.1:80, 255.255.255.255:80",
        "tcp:[2001:db8::1]:80, [::]:80",
        "tcp:[2001:db8::1]:80, [ff0e::1]:80",
        "tcp:[2001:db8::1]:80, [fe80::1]:80",
    })
    void refusesAddressesThatNoServerCanHave(String service, String server) {
        Rejection rejection = refuseAdding(service, nat(server));
        assertThat(rejection.rule()).isEqualTo(Rule.ADDRESS);
        assertThat(rejection.field()).isEqualTo("server");
        assertThat(rejection.message()).contains("cannot be a real server: it is ");
    }

    @Test
    void refusesFullnatWithoutAGroup() {
        Rejection rejection = refuseAdding(WEB, server("10.0.0.1:8080", ForwardingMethod.FULLNAT));
        assertThat(rejection.rule()).isEqualTo(Rule.FULLNAT_NEEDS_LOCAL_ADDRESS);
        assertThat(rejection.field()).isEqualTo("method");
        assertThat(rejection.message()).contains("needs a VIP group with a local IPv4 address");
    }

    @Test
    void refusesFullnatWhereTheGroupHasNoLocalAddressOfTheFamily() {
        cluster.with(
                new Command.DefineVipGroup(withLocals(group("web", "192.0.2.1", "2001:db8::1"), "10.0.0.250")),
                new Command.LabelService(key(WEB), inGroup("web")),
                new Command.LabelService(key(WEB6), inGroup("web")));
        Rejection rejection = cluster.refuse(
                new Command.AddServer(key(WEB6), server("[2001:db8::9]:8080", ForwardingMethod.FULLNAT)));
        assertThat(rejection.rule()).isEqualTo(Rule.FULLNAT_NEEDS_LOCAL_ADDRESS);
        assertThat(rejection.message()).contains("group 'web' has no local IPv6 address");
        cluster.accept(new Command.AddServer(key(WEB), server("10.0.0.1:8080", ForwardingMethod.FULLNAT)));
    }
}
