package io.directorate.consensus.cluster;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import io.directorate.consensus.tls.RenewableKeys;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Mutual TLS 1.3 for the event bus. Vert.x does not look at host names there: whoever has a certificate from the
 * authorities is a member's equal, so the authorities must issue to this cluster's members only.
 */
public final class BusTls {
    private static final int CONNECT_TIMEOUT_MILLIS = 3000;
    private static final long HANDSHAKE_TIMEOUT_SECONDS = 3;
    private static final int RECONNECT_ATTEMPTS = 3;
    private static final long RECONNECT_MILLIS = 300;
    private static final long PING_MILLIS = 5000;

    private static final int PASSWORD_BYTES = 16;
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3");

    private final RenewableKeys keys;

    /**
     * Takes what the member shows and trusts.
     *
     * @param tls chain, key, authorities
     * @throws IllegalArgumentException if Java cannot use them
     */
    public BusTls(LogTls tls) {
        this.keys = new RenewableKeys(tls);
    }

    /**
     * Takes others. Every handshake from now on uses them if {@link #attach} was called, and otherwise from then on; open
     * connections stay. May be called by any thread.
     *
     * @param tls chain, key, authorities
     * @throws IllegalArgumentException if Java cannot use them; those before stay in use
     */
    public void renew(LogTls tls) {
        keys.renew(tls);
    }

    /**
     * Makes the options of an event bus.
     *
     * @param listen where this member listens, and the others connect
     * @return options for {@code VertxOptions.setEventBusOptions}, to be given together with {@link
     *     HazelcastMember#clusterManager}; they contain the private key
     */
    public EventBusOptions options(LogEndpoint listen) {
        // Vert.x passes them on as JSON, so they must be something that JSON can carry: not managers.
        String password = HexFormat.of().formatHex(password());
        return new EventBusOptions()
                .setHost(listen.host())
                .setPort(listen.port())
                .setClusterPublicHost(listen.host())
                .setClusterPublicPort(listen.port())
                .setSsl(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setKeyCertOptions(
                        new PfxOptions().setPassword(password).setValue(Buffer.buffer(keys.ownStore(password))))
                .setTrustOptions(
                        new PfxOptions().setPassword(password).setValue(Buffer.buffer(keys.trustStore(password))))
                .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setReconnectAttempts(RECONNECT_ATTEMPTS)
                .setReconnectInterval(RECONNECT_MILLIS)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS);
    }

    /**
     * Lets an event bus that was made with the {@link #options} follow every {@link #renew}. Vert.x 5.1.5 has no method for
     * that, so its server and client are taken from the bus; {@code BusIT} proves that it works.
     *
     * @param vertx clustered, and ready
     * @return completes when it follows
     * @throws IllegalStateException if this is another version of Vert.x, or it is not clustered
     */
    public CompletionStage<Void> attach(Vertx vertx) {
        EventBus bus = vertx.eventBus();
        NetServer server = part(bus, "server", NetServer.class);
        NetClient client = part(bus, "client", NetClient.class);
        KeyCertOptions own = KeyCertOptions.wrap(keys.keyManager());
        TrustOptions trust = TrustOptions.wrap(keys.trustManager());
        ServerSSLOptions serving = new ServerSSLOptions().setClientAuth(ClientAuth.REQUIRED);
        ClientSSLOptions connecting = new ClientSSLOptions().setHostnameVerificationAlgorithm("");
        for (SSLOptions options : List.of(serving, connecting)) {
            options.setKeyCertOptions(own)
                    .setTrustOptions(trust)
                    .setEnabledSecureTransportProtocols(PROTOCOLS)
                    .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS)
                    .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        }
        return server.updateSSLOptions(serving, true)
                .compose(done -> client.updateSSLOptions(connecting, true))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    private static byte[] password() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }

    private static <T> T part(EventBus bus, String name, Class<T> type) {
        try {
            Field field = bus.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(bus));
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(
                    "event bus: its " + name + " cannot be reached; this is another version of Vert.x than consensus"
                            + " is made for, or it is not clustered",
                    changed);
        }
    }
}
