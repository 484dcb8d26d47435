package io.directorate.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.tls.RenewableKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** Whoever was let in once is looked at again each time: with a resumed session nobody would look. */
class ResumptionTest {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final TestAuthority authority = new TestAuthority("one");

    private static SSLContext context(RenewableKeys keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[] {keys.keyManager()}, new TrustManager[] {keys.trustManager()}, null);
        return context;
    }

    /** Clients resume sessions by address and port, so it must be one listener. */
    private static SSLServerSocket listen(SSLContext server) throws IOException {
        SSLServerSocket listening = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listening.setNeedClientAuth(true);
        return listening;
    }

    /** One byte there and one back, so that everything of the handshake has been seen by both. */
    private static void connect(SSLContext client, SSLServerSocket listening) throws Exception {
        CompletableFuture<Void> accepted = CompletableFuture.runAsync(
                () -> {
                    try (SSLSocket socket = (SSLSocket) listening.accept()) {
                        socket.setSoTimeout(TIMEOUT_MILLIS);
                        socket.getOutputStream().write(socket.getInputStream().read());
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> new Thread(task, "accepts").start());
        try (SSLSocket socket = (SSLSocket)
                client.getSocketFactory().createSocket(listening.getInetAddress(), listening.getLocalPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
        accepted.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Test
    void aServerThatTrustsAnotherAuthorityNowIsNotTalkedInto() throws Exception {
        RenewableKeys serving = new RenewableKeys(authority.member("server"));
        SSLContext server = context(serving);
        SSLContext client = context(new RenewableKeys(authority.member("client")));
        try (SSLServerSocket listening = listen(server)) {
            connect(client, listening);
            connect(client, listening);
            LogTls shown = authority.member("server");
            serving.renew(new LogTls(shown.chain(), shown.key(), List.of(new TestAuthority("two").certificate())));
            assertThatThrownBy(() -> connect(client, listening)).isInstanceOf(Exception.class);
        }
    }

    @Test
    void aClientThatTrustsAnotherAuthorityNowIsNotTalkedInto() throws Exception {
        RenewableKeys connecting = new RenewableKeys(authority.member("client"));
        SSLContext server = context(new RenewableKeys(authority.member("server")));
        SSLContext client = context(connecting);
        try (SSLServerSocket listening = listen(server)) {
            connect(client, listening);
            connect(client, listening);
            LogTls shown = authority.member("client");
            connecting.renew(new LogTls(shown.chain(), shown.key(), List.of(new TestAuthority("two").certificate())));
            assertThatThrownBy(() -> connect(client, listening)).isInstanceOf(Exception.class);
        }
    }
}
