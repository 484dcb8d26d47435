package io.directorate.consensus.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what a member proves to the others who it is, and by what it knows them: mutual TLS 1.3.
 *
 * <p>The certificate must name the host of the member's {@link LogEndpoint} as a subject alternative name (an address as
 * an IP name), and allow both server and client authentication if it limits its use. The authorities must issue
 * certificates to members of this cluster only: whoever has one can read, vote and write.
 *
 * @param chain the member's certificate, followed by intermediate ones
 * @param key the private key of the first certificate
 * @param authorities the certificates that others' chains must end in
 */
public record LogTls(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    /** Checks that something is there. */
    public LogTls {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("certificate chain: must not be empty");
        }
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("authorities: must not be empty; nobody could be trusted");
        }
        String certified = chain.get(0).getPublicKey().getAlgorithm();
        if (!certified.equals(key.getAlgorithm())) {
            throw new IllegalArgumentException("private key: is of " + key.getAlgorithm()
                    + ", but the certificate of " + chain.get(0).getSubjectX500Principal() + " is for a key of "
                    + certified);
        }
    }

    /**
     * Reads PEM files.
     *
     * @param chain the member's certificate and intermediate ones
     * @param key its private key, PKCS #8 without a password ({@code BEGIN PRIVATE KEY})
     * @param authorities one or more certificates of the cluster's authority
     * @return what the files contain
     * @throws IOException if a file cannot be read or is not what it should be; the message names it
     */
    public static LogTls ofPem(Path chain, Path key, Path authorities) throws IOException {
        try {
            return new LogTls(certificates(chain), privateKey(key), certificates(authorities));
        } catch (IllegalArgumentException unfit) {
            throw new IOException(chain + ", " + key + ", " + authorities + ": " + unfit.getMessage(), unfit);
        }
    }

    /**
     * Takes a key and its chain, and every trusted certificate, from a key store.
     *
     * @param store the store, loaded
     * @param password of the key
     * @param alias name of the key
     * @return what it contains
     * @throws GeneralSecurityException if the key cannot be read
     * @throws IllegalArgumentException if there is no such key, or no trusted certificate
     */
    public static LogTls ofKeyStore(KeyStore store, char[] password, String alias) throws GeneralSecurityException {
        if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
            throw new IllegalArgumentException("key store: has no private key " + alias);
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) certificate);
        }
        List<X509Certificate> trusted = new ArrayList<>();
        for (String name : java.util.Collections.list(store.aliases())) {
            if (store.isCertificateEntry(name)) {
                trusted.add((X509Certificate) store.getCertificate(name));
            }
        }
        return new LogTls(chain, key, trusted);
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            byte[] content = read(file).getBytes(StandardCharsets.ISO_8859_1);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content))) {
                found.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException malformed) {
            throw new IOException(file + ": is not a PEM file of certificates: " + malformed.getMessage(), malformed);
        }
        if (found.isEmpty()) {
            throw new IOException(file + ": contains no certificate");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        Matcher pem = PKCS8.matcher(read(file));
        if (!pem.find()) {
            throw new IOException(file + ": contains no unencrypted PKCS #8 key (BEGIN PRIVATE KEY);"
                    + " convert another form with: openssl pkcs8 -topk8 -nocrypt -in " + file);
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + ": its private key is not Base64", malformed);
        }
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException another) {
                // Not a key of this algorithm.
            }
        }
        throw new IOException(file + ": its private key is of none of " + KEY_ALGORITHMS);
    }

    private static String read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_FILE_BYTES) {
            throw new IOException(file + ": has " + size + " bytes, too many for certificates or a key");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** Without the key. */
    @Override
    public String toString() {
        X509Certificate own = chain.get(0);
        return own.getSubjectX500Principal() + ", valid until "
                + own.getNotAfter().toInstant();
    }
}
