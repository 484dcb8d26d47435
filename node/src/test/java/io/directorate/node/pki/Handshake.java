package io.directorate.node.pki;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A TLS handshake of two engines in memory, and data both ways over what it made. */
final class Handshake {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MAX_STEPS = 200;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer toClient = ByteBuffer.allocate(BUFFER_BYTES);
    private Optional<SSLException> clientFailure = Optional.empty();
    private Optional<SSLException> serverFailure = Optional.empty();

    private Handshake(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** The client calls this address, and wants to see it in the server's certificate. */
    static Handshake of(SSLContext clientContext, SSLContext serverContext, String address) throws SSLException {
        SSLEngine client = clientContext.createSSLEngine(address, 7655);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        return between(client, serverContext);
    }

    /** The client calls 127.0.0.1, by a version of the protocol. */
    static Handshake over(String protocol, SSLContext clientContext, SSLContext serverContext) throws SSLException {
        SSLEngine client = clientContext.createSSLEngine("127.0.0.1", 7655);
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {protocol});
        return between(client, serverContext);
    }

    /** The client does not look at addresses. */
    static Handshake of(SSLContext clientContext, SSLContext serverContext) throws SSLException {
        SSLEngine client = clientContext.createSSLEngine();
        client.setUseClientMode(true);
        return between(client, serverContext);
    }

    private static Handshake between(SSLEngine client, SSLContext serverContext) throws SSLException {
        SSLEngine server = serverContext.createSSLEngine();
        server.setUseClientMode(false);
        server.setNeedClientAuth(true);
        Handshake handshake = new Handshake(client, server);
        client.beginHandshake();
        server.beginHandshake();
        handshake.run();
        return handshake;
    }

    boolean isDone() {
        return clientFailure.isEmpty()
                && serverFailure.isEmpty()
                && client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && server.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    Optional<SSLException> clientFailure() {
        return clientFailure;
    }

    Optional<SSLException> serverFailure() {
        return serverFailure;
    }

    X509Certificate seenByClient() throws SSLPeerUnverifiedException {
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    X509Certificate seenByServer() throws SSLPeerUnverifiedException {
        return (X509Certificate) server.getSession().getPeerCertificates()[0];
    }

    String protocol() {
        return client.getSession().getProtocol();
    }

    /** Sends a byte each way and tells whether it arrived. */
    boolean carriesData() throws SSLException {
        return carried(client, server, toServer, 42) && carried(server, client, toClient, 43);
    }

    private static boolean carried(SSLEngine from, SSLEngine to, ByteBuffer wire, int value) throws SSLException {
        from.wrap(ByteBuffer.wrap(new byte[] {(byte) value}), wire);
        ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
        wire.flip();
        to.unwrap(wire, in);
        wire.compact();
        return in.position() == 1 && in.get(0) == value;
    }

    private void run() {
        for (int step = 0; step < MAX_STEPS; step++) {
            boolean moved = false;
            if (clientFailure.isEmpty()) {
                try {
                    moved |= step(client, toServer, toClient);
                } catch (SSLException e) {
                    clientFailure = Optional.of(e);
                    moved = true;
                }
            }
            if (serverFailure.isEmpty()) {
                try {
                    moved |= step(server, toClient, toServer);
                } catch (SSLException e) {
                    serverFailure = Optional.of(e);
                    moved = true;
                }
            }
            if (!moved) {
                return;
            }
        }
        throw new AssertionError("the handshake does not end");
    }

    /** Takes one step of one side; false if there is nothing to do for it. */
    private static boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        Runnable task = engine.getDelegatedTask();
        if (task != null) {
            task.run();
            return true;
        }
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_WRAP) {
            return engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0;
        }
        in.flip();
        try {
            if (!in.hasRemaining()) {
                return false;
            }
            // Also when the handshake is over: tickets and alerts may follow.
            SSLEngineResult result = engine.unwrap(in, ByteBuffer.allocate(BUFFER_BYTES));
            return result.bytesConsumed() > 0 || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
        } finally {
            in.compact();
        }
    }
}
