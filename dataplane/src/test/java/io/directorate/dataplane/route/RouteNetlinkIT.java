package io.directorate.dataplane.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.packet.HardwareAddress;
import io.directorate.dataplane.socket.NetworkNamespace;
import io.directorate.dataplane.socket.TestNamespaces;
import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** rtnetlink of this machine's kernel in namespaces of its own, compared with what iproute2 shows. */
class RouteNetlinkIT {
    private static final IpAddress VIP4 = IpAddress.parse("192.0.2.80");
    private static final IpAddress VIP6 = IpAddress.parse("2001:db8::80");
    private static final int TABLE = 1000;

    private NetworkNamespace namespace;
    private NetlinkConnection connection;
    private Links links;

    @BeforeEach
    void open() {
        namespace = TestNamespaces.create();
        connection = TestNamespaces.route(namespace);
        links = new Links(connection);
    }

    @AfterEach
    void close() {
        if (connection != null) {
            connection.close();
        }
        if (namespace != null) {
            namespace.close();
        }
    }

    private String ip(String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "ip";
        command[1] = "-j";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return TestNamespaces.run(namespace, command).replace(" ", "");
    }

    /** A veth pair with both ends up and 192.0.2.1/24 and 2001:db8::1/64 on the first. */
    private Link cable() {
        links.createVeth("left", "right");
        Link left = links.find("left").orElseThrow();
        links.setUp(left.index());
        links.setUp(links.find("right").orElseThrow().index());
        Addresses addresses = new Addresses(connection);
        addresses.add(InterfaceAddress.of(left.index(), IpAddress.parse("192.0.2.1"), 24));
        addresses.add(InterfaceAddress.of(left.index(), IpAddress.parse("2001:db8::1"), 64)
                .withFlags(InterfaceAddress.NO_DAD));
        return links.find("left").orElseThrow();
    }

    @Test
    void makesChangesAndDeletesLinks() {
        Link left = cable();

        assertThat(left.kind()).isEqualTo("veth");
        assertThat(left.isUp()).isTrue();
        assertThat(left.hasCarrier()).isTrue();
        assertThat(left.resolvesAddresses()).isTrue();
        assertThat(left.parentIndex())
                .isEqualTo(links.find("right").orElseThrow().index());
        assertThat(ip("link", "show", "left"))
                .contains("\"ifindex\":" + left.index(), "\"address\":\"" + left.hardwareAddress() + "\"");

        links.setMtu(left.index(), 1400);
        links.setHardwareAddress(left.index(), HardwareAddress.parse("02:00:5e:10:00:01"));
        links.setDown(left.index());
        assertThat(ip("link", "show", "left")).contains("\"mtu\":1400", "\"address\":\"02:00:5e:10:00:01\"");
        assertThat(links.find(left.index()).orElseThrow().isUp()).isFalse();
        links.rename(left.index(), "renamed");
        assertThat(links.find("left")).isEmpty();

        links.delete(left.index());
        assertThat(links.list()).extracting(Link::name).containsExactly("lo");
        assertThat(links.list().get(0).isLoopback()).isTrue();
    }

    @Test
    void putsLinksIntoABridgeAndOut() {
        Link left = cable();
        links.createBridge("bridge");
        Link bridge = links.find("bridge").orElseThrow();

        links.setMaster(left.index(), bridge.index());
        assertThat(links.find("left").orElseThrow().masterIndex()).isEqualTo(bridge.index());
        assertThat(ip("link", "show", "left")).contains("\"master\":\"bridge\"");

        links.setMaster(left.index(), 0);
        assertThat(links.find("left").orElseThrow().masterIndex()).isZero();
    }

    @Test
    void putsTheOtherEndIntoAnotherNamespaceAndMovesLinks() {
        try (NetworkNamespace other = TestNamespaces.create();
                NetlinkConnection there = TestNamespaces.route(other)) {
            links.createVeth("here", "there", other.fd());
            assertThat(links.find("there")).isEmpty();
            assertThat(new Links(there).find("there")).isPresent();

            links.createVeth("mover", "stayer");
            links.moveToNamespace(links.find("mover").orElseThrow().index(), other.fd());
            assertThat(links.find("mover")).isEmpty();
            assertThat(new Links(there).find("mover")).isPresent();
        }
    }

    @Test
    void namesWhatIsThereTwiceAndWhatIsNotThere() {
        links.createBridge("hold");

        NetlinkException twice = catchThrowableOfType(NetlinkException.class, () -> links.createBridge("hold"));
        assertThat(twice.exists()).isTrue();
        assertThat(twice).hasMessageContaining("create link hold");

        NetlinkException gone = catchThrowableOfType(NetlinkException.class, () -> links.setUp(4711));
        assertThat(gone.isNotFound()).isTrue();
        assertThat(gone.errnoName()).isEqualTo("ENODEV");
        assertThat(links.find(4711)).isEmpty();

        NetlinkException tooSmall = catchThrowableOfType(
                NetlinkException.class,
                () -> links.setMtu(links.find("hold").orElseThrow().index(), 1_000_000_000));
        assertThat(tooSmall.errnoName()).isEqualTo("EINVAL");
        assertThat(tooSmall.kernelText()).contains("mtu greater than device maximum");
    }

    @Test
    void addsChangesAndDeletesAddresses() {
        Link left = cable();
        Addresses addresses = new Addresses(connection);
        InterfaceAddress vip4 = InterfaceAddress.host(left.index(), VIP4).withLabel("left:vip");
        InterfaceAddress vip6 = InterfaceAddress.host(left.index(), VIP6)
                .withFlags(InterfaceAddress.NO_DAD | InterfaceAddress.NO_PREFIX_ROUTE | InterfaceAddress.DEPRECATED);
        addresses.add(vip4);
        addresses.add(vip6);

        assertThat(ip("address", "show", "left"))
                .contains("\"local\":\"192.0.2.80\",\"prefixlen\":32,\"scope\":\"global\",\"label\":\"left:vip\"")
                .contains("\"local\":\"2001:db8::80\",\"prefixlen\":128")
                .contains("\"noprefixroute\":true", "\"nodad\":true", "\"deprecated\":true");
        assertThat(addresses.list(left.index()))
                .filteredOn(a -> a.address().equals(VIP4))
                .singleElement()
                .satisfies(a -> assertThat(a.label()).isEqualTo("left:vip"))
                .satisfies(a -> assertThat(a.prefixLength()).isEqualTo(32));
        assertThat(addresses.list(left.index()))
                .filteredOn(a -> a.address().equals(VIP6))
                .singleElement()
                .satisfies(a -> assertThat(a.isTentative() || a.isDuplicate()).isFalse())
                .satisfies(
                        a -> assertThat(a.flags() & InterfaceAddress.DEPRECATED).isNotZero());
        assertThat(catchThrowableOfType(NetlinkException.class, () -> addresses.add(vip4))
                        .exists())
                .isTrue();
        addresses.replace(vip4);
        addresses.replace(vip6.withFlags(InterfaceAddress.NO_DAD));
        assertThat(ip("address", "show", "left")).doesNotContain("\"deprecated\":true");

        addresses.delete(vip4);
        addresses.delete(vip6);
        assertThat(addresses.list()).extracting(InterfaceAddress::address).doesNotContain(VIP4, VIP6);
        assertThat(catchThrowableOfType(NetlinkException.class, () -> addresses.delete(vip4))
                        .isNotFound())
                .isTrue();
    }

    @Test
    void addsReplacesAndDeletesRoutes() {
        Link left = cable();
        Routes routes = new Routes(connection);
        IpAddress router4 = IpAddress.parse("192.0.2.254");
        IpAddress router6 = IpAddress.parse("2001:db8::fe");
        Route default4 = Route.to(IpPrefix.all(AddressFamily.IPV4), NextHop.via(router4, left.index()))
                .withTable(TABLE)
                .withSource(IpAddress.parse("192.0.2.1"));
        Route net6 = Route.to(IpPrefix.parse("2001:db8:1::/48"), NextHop.via(router6, left.index()))
                .withTable(TABLE)
                .withMetric(7);
        Route local4 = Route.to(IpPrefix.parse("198.51.100.0/24"), NextHop.link(1))
                .withType(RouteType.LOCAL)
                .withTable(TABLE);
        Route hole = Route.to(IpPrefix.parse("203.0.113.0/24"))
                .withType(RouteType.BLACKHOLE)
                .withTable(TABLE)
                .withProtocol(77);
        links.setUp(1);
        List<Route> all = List.of(default4, net6, local4, hole);
        assertThat(routes.list(TABLE)).isEmpty();

        all.forEach(routes::add);

        assertThat(routes.list(TABLE)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(ip("route", "show", "table", "1000"))
                .contains("{\"dst\":\"default\",\"gateway\":\"192.0.2.254\",\"dev\":\"left\"")
                .contains("\"prefsrc\":\"192.0.2.1\"")
                .contains("\"type\":\"local\",\"dst\":\"198.51.100.0/24\"")
                .contains("\"type\":\"blackhole\",\"dst\":\"203.0.113.0/24\"");
        assertThat(ip("-6", "route", "show", "table", "1000"))
                .contains("{\"dst\":\"2001:db8:1::/48\",\"gateway\":\"2001:db8::fe\",\"dev\":\"left\"")
                .contains("\"metric\":7");
        assertThat(catchThrowableOfType(NetlinkException.class, () -> routes.add(hole))
                        .exists())
                .isTrue();

        routes.replace(default4.withSource(addSecondAddress(left)));
        assertThat(ip("route", "show", "table", "1000")).contains("\"prefsrc\":\"192.0.2.2\"");
        routes.delete(hole);
        assertThat(catchThrowableOfType(NetlinkException.class, () -> routes.delete(hole))
                        .isNotFound())
                .isTrue();
        assertThat(routes.list(TABLE)).hasSize(3);
        assertThat(routes.list(Route.TABLE_LOCAL)).isNotEmpty().allMatch(r -> r.table() == Route.TABLE_LOCAL);
        assertThat(routes.list()).hasSizeGreaterThan(5);
    }

    private IpAddress addSecondAddress(Link left) {
        IpAddress source = IpAddress.parse("192.0.2.2");
        new Addresses(connection).add(InterfaceAddress.of(left.index(), source, 24));
        return source;
    }

    @Test
    void sharesTrafficAmongNextHops() {
        Link left = cable();
        Routes routes = new Routes(connection);
        Route spread4 = Route.to(
                        IpPrefix.parse("198.51.100.0/24"),
                        NextHop.via(IpAddress.parse("192.0.2.11"), left.index()).withWeight(3),
                        NextHop.via(IpAddress.parse("2001:db8::11"), left.index()),
                        NextHop.via(IpAddress.parse("10.9.9.9"), left.index()).withOnLink())
                .withTable(TABLE);
        Route spread6 = Route.to(
                        IpPrefix.parse("2001:db8:2::/48"),
                        NextHop.via(IpAddress.parse("2001:db8::11"), left.index()),
                        NextHop.via(IpAddress.parse("2001:db8::12"), left.index())
                                .withWeight(5))
                .withTable(TABLE)
                .withMetric(9);
        Route mixed = Route.to(
                        IpPrefix.parse("203.0.113.0/24"), NextHop.via(IpAddress.parse("2001:db8::11"), left.index()))
                .withTable(TABLE);
        routes.add(spread4);
        routes.add(spread6);
        routes.add(mixed);

        assertThat(routes.list(TABLE)).containsExactlyInAnyOrder(spread4, spread6, mixed);
        assertThat(ip("route", "show", "table", "1000")).contains("\"nexthops\"", "\"weight\":3");
        routes.delete(spread4);
        routes.delete(spread6);
        assertThat(routes.list(TABLE)).containsExactly(mixed);
    }

    @Test
    void addsAndDeletesRules() {
        Rules rules = new Rules(connection);
        Rule marked = Rule.lookup(AddressFamily.IPV4, 100, RuleMatch.ALL.withMark(7), TABLE)
                .withProtocol(77);
        Rule narrow = Rule.lookup(
                AddressFamily.IPV6,
                101,
                RuleMatch.ALL
                        .withFrom(IpPrefix.parse("2001:db8::/32"))
                        .withTo(IpPrefix.parse("2001:db8:1::1"))
                        .withIncoming("lo"),
                200);
        rules.add(marked);
        rules.add(narrow);

        assertThat(ip("rule", "show"))
                .contains("{\"priority\":100,\"src\":\"all\",\"fwmark\":\"0x7\",\"table\":\"1000\"");
        assertThat(ip("-6", "rule", "show")).contains("\"priority\":101", "\"iif\":\"lo\"", "\"table\":\"200\"");
        assertThat(rules.list(AddressFamily.IPV4)).contains(marked).hasSize(4);
        assertThat(rules.list(AddressFamily.IPV6)).contains(narrow).allMatch(r -> !r.hasMore());
        assertThat(catchThrowableOfType(NetlinkException.class, () -> rules.add(marked))
                        .exists())
                .isTrue();

        TestNamespaces.run(namespace, "ip", "rule", "add", "not", "from", "10.0.0.0/8", "priority", "102");
        assertThat(rules.list(AddressFamily.IPV4))
                .filteredOn(r -> r.priority() == 102)
                .singleElement()
                .satisfies(r -> assertThat(r.hasMore()).isTrue());

        rules.delete(marked);
        rules.delete(narrow);
        assertThat(catchThrowableOfType(NetlinkException.class, () -> rules.delete(marked))
                        .isNotFound())
                .isTrue();
    }

    @Test
    void addsReplacesAndDeletesNeighboursAndProxies() {
        Link left = cable();
        Neighbours neighbours = new Neighbours(connection);
        HardwareAddress first = HardwareAddress.parse("02:00:00:00:00:01");
        HardwareAddress second = HardwareAddress.parse("02:00:00:00:00:02");
        Neighbour entry4 = Neighbour.permanent(left.index(), IpAddress.parse("192.0.2.9"), first);
        Neighbour entry6 = Neighbour.permanent(left.index(), IpAddress.parse("2001:db8::9"), first);
        neighbours.add(entry4);
        neighbours.add(entry6);

        assertThat(neighbours.list(left.index())).contains(entry4, entry6);
        assertThat(ip("neigh", "show", "dev", "left"))
                .contains("\"dst\":\"192.0.2.9\",\"lladdr\":\"02:00:00:00:00:01\",\"state\":[\"PERMANENT\"]");
        assertThat(catchThrowableOfType(NetlinkException.class, () -> neighbours.add(entry4))
                        .exists())
                .isTrue();
        neighbours.replace(Neighbour.permanent(left.index(), entry4.address(), second));
        assertThat(ip("neigh", "show", "dev", "left")).contains("02:00:00:00:00:02");

        neighbours.replace(Neighbour.proxy(left.index(), VIP4));
        neighbours.replace(Neighbour.proxy(left.index(), VIP6));
        assertThat(neighbours.listProxies(left.index()))
                .allMatch(Neighbour::isProxy)
                .extracting(Neighbour::address)
                .containsExactly(VIP4, VIP6);
        assertThat(ip("neigh", "show", "proxy")).contains("\"dst\":\"192.0.2.80\"");

        neighbours.delete(Neighbour.proxy(left.index(), VIP4));
        neighbours.delete(entry6);
        assertThat(neighbours.listProxies(left.index())).hasSize(1);
        assertThat(neighbours.list(left.index())).extracting(Neighbour::address).doesNotContain(entry6.address());
        assertThat(catchThrowableOfType(NetlinkException.class, () -> neighbours.delete(entry6))
                        .isNotFound())
                .isTrue();
    }
}
