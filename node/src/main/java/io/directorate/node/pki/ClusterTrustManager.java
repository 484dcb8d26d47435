package io.directorate.node.pki;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets in directors of the cluster and nobody else: what the newest identity's CA issued, for the right use, not ended. Safe for any thread.
 *
 * <p>The rules come first, for a reason that can be understood; then the JDK checks path and algorithms and, if the connection asks for it
 * (endpoint identification), the address. There is no revocation list: to shut a director out, replace the CA.
 */
final class ClusterTrustManager extends X509ExtendedTrustManager {
    private final IdentityHolder holder;
    private final Clock clock;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<@Nullable String> lastRefusal = new AtomicReference<>();

    ClusterTrustManager(IdentityHolder holder, Clock clock) {
        this.holder = holder;
        this.clock = clock;
    }

    @Override
    public void checkClientTrusted(X509Certificate @Nullable [] chain, String authType) throws CertificateException {
        check(
                chain,
                CertificateRules.Usage.CLIENT,
                (jdk, certificates) -> jdk.checkClientTrusted(certificates, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate @Nullable [] chain, String authType, Socket socket)
            throws CertificateException {
        check(
                chain,
                CertificateRules.Usage.CLIENT,
                (jdk, certificates) -> jdk.checkClientTrusted(certificates, authType, socket));
        refuseResumption(socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate @Nullable [] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(
                chain,
                CertificateRules.Usage.CLIENT,
                (jdk, certificates) -> jdk.checkClientTrusted(certificates, authType, engine));
        refuseResumption(engine.getHandshakeSession());
    }

    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, String authType) throws CertificateException {
        check(
                chain,
                CertificateRules.Usage.SERVER,
                (jdk, certificates) -> jdk.checkServerTrusted(certificates, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, String authType, Socket socket)
            throws CertificateException {
        check(
                chain,
                CertificateRules.Usage.SERVER,
                (jdk, certificates) -> jdk.checkServerTrusted(certificates, authType, socket));
        refuseResumption(socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(
                chain,
                CertificateRules.Usage.SERVER,
                (jdk, certificates) -> jdk.checkServerTrusted(certificates, authType, engine));
        refuseResumption(engine.getHandshakeSession());
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return holder.newest().authorities().toArray(X509Certificate[]::new);
    }

    private static void refuseResumption(Socket socket) {
        if (socket instanceof SSLSocket tls) {
            refuseResumption(tls.getHandshakeSession());
        }
    }

    /**
     * A session that is resumed asks no trust manager, and shows the certificates of then: expiry, renewal and a new CA would go unseen.
     * Directors keep their connections, so they lose nothing. The connection itself goes on.
     */
    private static void refuseResumption(@Nullable SSLSession session) {
        if (session != null) {
            session.invalidate();
        }
    }

    /** How many were turned away since the start. */
    long refused() {
        return refused.get();
    }

    /** Why the last one was turned away. */
    @Nullable
    String lastRefusal() {
        return lastRefusal.get();
    }

    /** One of the JDK's checks. */
    private interface JdkCheck {
        void run(X509ExtendedTrustManager jdk, X509Certificate[] chain) throws CertificateException;
    }

    private void check(X509Certificate @Nullable [] chain, CertificateRules.Usage usage, JdkCheck jdkCheck)
            throws CertificateException {
        try {
            if (chain == null || chain.length == 0) {
                throw new CertificateException("the other side showed no certificate");
            }
            List<X509Certificate> authorities = holder.newest().authorities();
            Instant now = clock.instant();
            requireDirector(chain[0], authorities, usage, now);
            // The CA signs directors itself: what else was sent plays no part.
            jdkCheck.run(jdk(authorities, now), new X509Certificate[] {chain[0]});
        } catch (CertificateException e) {
            refused.incrementAndGet();
            lastRefusal.set(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static void requireDirector(
            X509Certificate certificate, List<X509Certificate> authorities, CertificateRules.Usage usage, Instant now)
            throws CertificateException {
        try {
            CertificateRules.requireDirector(certificate, authorities, EnumSet.of(usage), now);
        } catch (PkiException e) {
            // The JDK takes from this cause that it can tell the other side "certificate expired".
            throw new CertificateException(
                    e.getMessage(),
                    e.isExpired()
                            ? new CertPathValidatorException(e.getMessage(), e, null, -1, BasicReason.EXPIRED)
                            : e);
        }
    }

    /** The JDK's own, for one check: it takes the time from its parameters. */
    private static X509ExtendedTrustManager jdk(List<X509Certificate> authorities, Instant now)
            throws CertificateException {
        try {
            Set<TrustAnchor> anchors = authorities.stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toUnmodifiableSet());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the certificate cannot be checked: " + e.getMessage(), e);
        }
        throw new CertificateException("this Java has no PKIX trust manager");
    }
}
