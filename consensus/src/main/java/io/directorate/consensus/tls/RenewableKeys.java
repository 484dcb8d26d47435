package io.directorate.consensus.tls;

import io.directorate.consensus.log.LogTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager and a trust manager that take what is current at each handshake. Any thread may call.
 *
 * <p>Sessions are not resumed: a resumed one asks no trust manager and shows the certificates of then, so that expiry, renewal and another CA would go
 * unseen. Directors keep their connections, so they lose nothing. A handshake that meets the very change may fail, and is tried again.
 */
public final class RenewableKeys {
    private static final String ALIAS = "member";

    private volatile Generation now;

    private record Generation(LogTls tls, X509ExtendedTrustManager trust) {}

    /**
     * Takes what is shown and trusted at first.
     *
     * @param tls chain, key, authorities
     * @throws IllegalArgumentException if Java cannot use them
     */
    public RenewableKeys(LogTls tls) {
        this.now = generation(tls);
    }

    /**
     * Takes others from the next handshake on.
     *
     * @param tls chain, key, authorities
     * @throws IllegalArgumentException if Java cannot use them; those before stay in use
     */
    public void renew(LogTls tls) {
        now = generation(tls);
    }

    private static Generation generation(LogTls tls) {
        try {
            // Unusable keys are met here, not at the first handshake.
            own(tls, new char[0]);
            KeyStore trusted = trusted(tls);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            if (factory.getTrustManagers()[0] instanceof X509ExtendedTrustManager trust) {
                return new Generation(tls, trust);
            }
            throw new IllegalArgumentException("certificates: this Java cannot check them for an SSL engine");
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException(
                    "certificates of " + tls + ": cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    private static KeyStore trusted(LogTls tls) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (Certificate authority : tls.authorities()) {
            trusted.setCertificateEntry("authority" + trusted.size(), authority);
        }
        return trusted;
    }

    private static KeyStore own(LogTls tls, char[] password) throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(ALIAS, tls.key(), password, tls.chain().toArray(Certificate[]::new));
        return own;
    }

    /**
     * Writes the current key and chain, for those who take no managers.
     *
     * @param password of the store
     * @return a PKCS #12 store
     */
    public byte[] ownStore(String password) {
        LogTls tls = now.tls;
        try {
            return stored(own(tls, password.toCharArray()), password);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException("certificates: the key of " + tls + " cannot be stored", unusable);
        }
    }

    /**
     * Writes the current authorities, for those who take no managers.
     *
     * @param password of the store
     * @return a PKCS #12 store
     */
    public byte[] trustStore(String password) {
        LogTls tls = now.tls;
        try {
            return stored(trusted(tls), password);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException(
                    "certificates: the authorities of " + tls + " cannot be stored", unusable);
        }
    }

    private static byte[] stored(KeyStore store, String password) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password.toCharArray());
        return out.toByteArray();
    }

    /**
     * Returns who shows this side's certificate.
     *
     * @return shows the current one in each handshake
     */
    public X509ExtendedKeyManager keyManager() {
        return new Keys();
    }

    /**
     * Returns who looks at the other side's certificate.
     *
     * @return goes by the current authorities in each handshake
     */
    public X509ExtendedTrustManager trustManager() {
        return new Trust();
    }

    /** There is one key; it is shown to whoever asks, if it is of a kind that is asked for. */
    private final class Keys extends X509ExtendedKeyManager {
        private @Nullable String alias(List<String> kinds) {
            return kinds.contains(now.tls.key().getAlgorithm()) ? ALIAS : null;
        }

        private String @Nullable [] aliases(String kind) {
            return alias(List.of(kind)) == null ? null : new String[] {ALIAS};
        }

        @Override
        public String @Nullable [] getClientAliases(String kind, Principal @Nullable [] issuers) {
            return aliases(kind);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] kinds, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return alias(List.of(kinds));
        }

        @Override
        public String @Nullable [] getServerAliases(String kind, Principal @Nullable [] issuers) {
            return aliases(kind);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String kind, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return alias(List.of(kind));
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] kinds, Principal @Nullable [] issuers, SSLEngine engine) {
            return alias(List.of(kinds));
        }

        @Override
        public @Nullable String chooseEngineServerAlias(String kind, Principal @Nullable [] issuers, SSLEngine engine) {
            return alias(List.of(kind));
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return now.tls.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return now.tls.key();
        }
    }

    private static void refuseResumption(@Nullable SSLSession session) {
        if (session != null) {
            session.invalidate();
        }
    }

    private final class Trust extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            refuseResumption(engine.getHandshakeSession());
            now.trust.checkClientTrusted(chain, kind, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            refuseResumption(engine.getHandshakeSession());
            now.trust.checkServerTrusted(chain, kind, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            if (socket instanceof SSLSocket tls) {
                refuseResumption(tls.getHandshakeSession());
            }
            now.trust.checkClientTrusted(chain, kind, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            if (socket instanceof SSLSocket tls) {
                refuseResumption(tls.getHandshakeSession());
            }
            now.trust.checkServerTrusted(chain, kind, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            now.trust.checkClientTrusted(chain, kind);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            now.trust.checkServerTrusted(chain, kind);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return now.trust.getAcceptedIssuers();
        }
    }
}
