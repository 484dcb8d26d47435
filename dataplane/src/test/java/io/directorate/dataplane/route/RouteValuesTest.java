package io.directorate.dataplane.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.IpAddress;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RouteValuesTest {
    private static final IpAddress IPV4 = IpAddress.parse("192.0.2.1");

    private static void refused(ThrowingCallable creation, String reason) {
        assertThatThrownBy(creation)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void readsAndPrintsPrefixes() {
        assertThat(IpPrefix.parse("192.0.2.0/24")).hasToString("192.0.2.0/24");
        assertThat(IpPrefix.parse("2001:db8::1")).isEqualTo(IpPrefix.host(IpAddress.parse("2001:db8::1")));
        assertThat(IpPrefix.all(AddressFamily.IPV6)).hasToString("::/0");
    }

    @Test
    void refusesPrefixesThatAreNone() {
        refused(() -> IpPrefix.parse("192.0.2.1/24"), "bits set behind");
        refused(() -> IpPrefix.parse("192.0.2.0/33"), "from 0 to 32");
        refused(() -> IpPrefix.parse("192.0.2.0/x"), "no number");
        refused(() -> IpPrefix.parse("2001:db8::/-1"), "from 0 to 128");
        refused(() -> IpPrefix.parse("host/8"), "host");
    }

    @Test
    void refusesValuesThatTheKernelCouldNotHave() {
        refused(() -> NextHop.link(0), "needs a link or a gateway");
        refused(() -> NextHop.link(1).withWeight(0), "1 to 256");
        refused(() -> NextHop.link(1).withWeight(257), "1 to 256");
        Route route = Route.to(IpPrefix.host(IPV4), NextHop.link(1));
        refused(() -> route.withTable(0), "not a table");
        refused(() -> route.withProtocol(256), "0 to 255");
        NextHop[] tooMany = Collections.nCopies(257, NextHop.link(1)).toArray(new NextHop[0]);
        refused(() -> Route.to(IpPrefix.host(IPV4), tooMany), "at most 256");
        refused(() -> InterfaceAddress.of(0, IPV4, 24), "more than zero");
        refused(() -> InterfaceAddress.of(1, IPV4, 33), "from 0 to 32");
        refused(() -> InterfaceAddress.host(1, IPV4).withLabel("0123456789abcdef"), "more than 15");
        refused(() -> Neighbour.proxy(0, IPV4), "more than zero");
        refused(() -> RuleMatch.ALL.withIncoming("no/link"), "not a link name");
        refused(() -> new RuleMatch(null, null, null, "", 0, 0), "not a link name");
        refused(() -> new RuleMatch(null, null, null, null, 3, 2), "outside its mask");
        RuleMatch match = RuleMatch.ALL.withFrom(IpPrefix.host(IPV4));
        refused(() -> Rule.lookup(AddressFamily.IPV6, 1, match, 1), "cannot match");
        refused(() -> Rule.lookup(AddressFamily.IPV4, 1, match, 1).withProtocol(-1), "0 to 255");
        Rule foreign = new Rule(AddressFamily.IPV4, 1, match, RuleAction.TO_TABLE, 1, 4, true);
        refused(() -> RuleCodec.add(foreign, 0), "not known here");
    }

    @Test
    void refusesNamesThatNoLinkCanHave() {
        for (String name : new String[] {"", ".", "..", "a b", "a/b", "a:b", "0123456789abcdef", "tab\t"}) {
            refused(() -> RouteMessages.requireLinkName(name), "is not a link name");
        }
        assertThat(RouteMessages.requireLinkName("eth0.100")).isEqualTo("eth0.100");
    }
}
