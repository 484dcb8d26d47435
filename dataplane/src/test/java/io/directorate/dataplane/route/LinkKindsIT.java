package io.directorate.dataplane.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.socket.NetworkNamespace;
import io.directorate.dataplane.socket.TestNamespaces;
import io.directorate.events.model.IpAddress;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kinds of links that not every kernel has: what the running one lacks is not run, by name. */
class LinkKindsIT {
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

    private static void make(String kind, Runnable creation) {
        try {
            creation.run();
        } catch (NetlinkException e) {
            assumeTrue(!e.is(Errno.EOPNOTSUPP), "this kernel has no links of kind " + kind + ": " + e.getMessage());
            throw e;
        }
    }

    private String shown(String name) {
        return TestNamespaces.run(namespace, "ip", "-j", "-d", "link", "show", name)
                .replace(" ", "");
    }

    @Test
    void makesADummy() {
        make("dummy", () -> links.createDummy("hold"));

        assertThat(links.find("hold").orElseThrow().kind()).isEqualTo("dummy");
        assertThat(shown("hold")).contains("\"info_kind\":\"dummy\"");
    }

    @ParameterizedTest
    @EnumSource(Links.MacvlanMode.class)
    void makesAMacvlan(Links.MacvlanMode mode) {
        links.createVeth("parent", "other");
        Link parent = links.find("parent").orElseThrow();
        make("macvlan", () -> links.createMacvlan("vmac", parent.index(), mode));

        assertThat(links.find("vmac").orElseThrow().parentIndex()).isEqualTo(parent.index());
        assertThat(shown("vmac"))
                .contains(
                        "\"info_kind\":\"macvlan\"", "\"mode\":\"" + mode.name().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource(Links.TunnelKind.class)
    void makesATunnel(Links.TunnelKind kind) {
        boolean overIpv6 = kind == Links.TunnelKind.IP6TNL || kind == Links.TunnelKind.IP6GRE;
        IpAddress local = IpAddress.parse(overIpv6 ? "2001:db8::1" : "192.0.2.1");
        IpAddress remote = IpAddress.parse(overIpv6 ? "2001:db8::2" : "192.0.2.2");
        make(kind.name(), () -> links.createTunnel("tunnel", kind, local, remote));

        Link tunnel = links.find("tunnel").orElseThrow();
        assertThat(tunnel.resolvesAddresses()).isFalse();
        assertThat(shown("tunnel")).contains("\"local\":\"" + local, "\"remote\":\"" + remote);
        links.delete(tunnel.index());
    }
}
