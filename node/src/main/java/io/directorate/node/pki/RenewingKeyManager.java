package io.directorate.node.pki;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the newest identity in each handshake. Safe for any thread. */
final class RenewingKeyManager extends X509ExtendedKeyManager {
    private final IdentityHolder holder;

    RenewingKeyManager(IdentityHolder holder) {
        this.holder = holder;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(choose(new String[] {keyType}, issuers));
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyTypes, issuers);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyTypes, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(choose(new String[] {keyType}, issuers));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(new String[] {keyType}, issuers);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(new String[] {keyType}, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return holder.byAlias(alias)
                .map(identity -> identity.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return holder.byAlias(alias).map(NodeIdentity::privateKey).orElse(null);
    }

    /** The newest, if the other side can use its kind of key and trusts its issuer; no issuers means any. */
    private @Nullable String choose(String[] keyTypes, Principal @Nullable [] issuers) {
        NodeIdentity newest = holder.newest();
        String algorithm = newest.privateKey().getAlgorithm();
        // TLS 1.2 names a key type with the issuer's beside it, such as EC_EC.
        boolean fits =
                Arrays.stream(keyTypes).anyMatch(type -> type.equals(algorithm) || type.startsWith(algorithm + "_"));
        boolean trusted = issuers == null
                || issuers.length == 0
                || Arrays.asList(issuers).contains(newest.certificate().getIssuerX500Principal());
        return fits && trusted ? newest.alias() : null;
    }

    private static String @Nullable [] aliases(@Nullable String alias) {
        return alias == null ? null : new String[] {alias};
    }
}
