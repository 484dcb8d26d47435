package io.directorate.consensus.cluster;

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
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A key manager and a trust manager that take what is current at each handshake. */
final class RenewableKeys {
    private static final String ALIAS = "member";

    private volatile Generation now;

    private record Generation(LogTls tls, X509ExtendedTrustManager trust) {}

    RenewableKeys(LogTls tls) {
        this.now = generation(tls);
    }

    void renew(LogTls tls) {
        now = generation(tls);
    }

    private static Generation generation(LogTls tls) {
        try {
            KeyStore trusted = trusted(tls);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            if (factory.getTrustManagers()[0] instanceof X509ExtendedTrustManager trust) {
                return new Generation(tls, trust);
            }
            throw new IllegalArgumentException("event bus: this Java cannot check certificates for an SSL engine");
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException(
                    "event bus: the certificates of " + tls + " cannot be used: " + unusable.getMessage(), unusable);
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

    /** The current key and chain as a PKCS #12 store. */
    byte[] ownStore(String password) {
        LogTls tls = now.tls;
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(
                    ALIAS, tls.key(), password.toCharArray(), tls.chain().toArray(Certificate[]::new));
            return stored(own, password);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException("event bus: the key of " + tls + " cannot be stored", unusable);
        }
    }

    /** The current authorities as a PKCS #12 store. */
    byte[] trustStore(String password) {
        LogTls tls = now.tls;
        try {
            return stored(trusted(tls), password);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException("event bus: the authorities of " + tls + " cannot be stored", unusable);
        }
    }

    private static byte[] stored(KeyStore store, String password) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password.toCharArray());
        return out.toByteArray();
    }

    X509ExtendedKeyManager keyManager() {
        return new Keys();
    }

    X509ExtendedTrustManager trustManager() {
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

    private final class Trust extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            now.trust.checkClientTrusted(chain, kind, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            now.trust.checkServerTrusted(chain, kind, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            now.trust.checkClientTrusted(chain, kind, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
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
