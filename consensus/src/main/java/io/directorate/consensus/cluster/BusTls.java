package io.directorate.consensus.cluster;

import io.directorate.consensus.log.LogEndpoint;
import io.directorate.consensus.log.LogTls;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Set;

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
     * Takes others. Every handshake from now on uses them; open connections stay. May be called by any thread.
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
     *     HazelcastMember#clusterManager}
     */
    public EventBusOptions options(LogEndpoint listen) {
        return new EventBusOptions()
                .setHost(listen.host())
                .setPort(listen.port())
                .setClusterPublicHost(listen.host())
                .setClusterPublicPort(listen.port())
                .setSsl(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(KeyCertOptions.wrap(keys.keyManager()))
                .setTrustOptions(TrustOptions.wrap(keys.trustManager()))
                .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setReconnectAttempts(RECONNECT_ATTEMPTS)
                .setReconnectInterval(RECONNECT_MILLIS)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS);
    }
}
