package io.directorate.node.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that goes on through renewals of both sides, over real sockets on loopback. */
class RenewalIT {
    private static final int TIMEOUT_MILLIS = 20_000;

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private TestCluster cluster;
    private IdentityWatcher a;
    private IdentityWatcher b;

    @BeforeEach
    void makeTwoDirectors() throws PkiException {
        cluster = TestCluster.in(folder.resolve("pki"), "prod", clock);
        a = cluster.director("a");
        b = cluster.director("b");
    }

    private static SSLServerSocket listen(SSLContext context, String address) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName(address));
        server.setNeedClientAuth(true);
        return server;
    }

    private static SSLSocket connect(SSLContext context, SSLServerSocket server, String address) throws IOException {
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getByName(address), server.getLocalPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static X509Certificate peer(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    private static void echo(SSLSocket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        socket.getOutputStream().flush();
        assertThat(socket.getInputStream().read()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void oldConnectionsStayAndNewOnesHaveTheNewCertificates(String address) throws Exception {
        try (SSLServerSocket server = listen(b.sslContext(), address);
                EchoServer echo = new EchoServer(server);
                SSLSocket before = connect(a.sslContext(), server, address)) {
            echo(before, 1);
            X509Certificate old = b.identity().certificate();
            assertThat(peer(before)).isEqualTo(old);
            X509Certificate newB = cluster.issue("b").certificate();
            X509Certificate newA = cluster.issue("a").certificate();
            b.look();
            a.look();
            try (SSLSocket after = connect(a.sslContext(), server, address)) {
                echo(after, 2);
                assertThat(peer(after)).isEqualTo(newB).isNotEqualTo(old);
                assertThat(echo.lastPeer()).isEqualTo(newA);
            }
            echo(before, 3);
            assertThat(peer(before)).isEqualTo(old);
        }
    }

    @Test
    void refusesStrangersAndTheExpiredAndServesTheOthers() throws Exception {
        IdentityWatcher twin =
                TestCluster.in(folder.resolve("twin"), "prod", clock).director("a");
        IdentityWatcher late = IdentityWatcher.open(cluster.issueForDays("c", 1).files(), clock);
        clock.advance(Duration.ofDays(2));
        try (SSLServerSocket server = listen(b.sslContext(), "127.0.0.1");
                EchoServer echo = new EchoServer(server)) {
            for (SSLContext stranger : new SSLContext[] {
                Strangers.without(), Strangers.with(twin.keyManager()), Strangers.with(late.keyManager())
            }) {
                try (SSLSocket socket = connect(stranger, server, "127.0.0.1")) {
                    assertThatThrownBy(() -> echo(socket, 1)).isInstanceOf(IOException.class);
                }
            }
            Await.until(() -> b.status().refusedPeers() == 2);
            assertThat(b.status().lastRefusal())
                    .hasValueSatisfying(last -> assertThat(last).contains("ended at 2027-03-02T12:00:00Z"));
            try (SSLSocket socket = connect(a.sslContext(), server, "127.0.0.1")) {
                echo(socket, 2);
            }
            assertThat(echo.lastPeer()).isEqualTo(a.identity().certificate());
        }
    }
}
