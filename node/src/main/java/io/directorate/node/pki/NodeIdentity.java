package io.directorate.node.pki;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;

/**
 * A director's identity, loaded and found good: its certificate, the key to it, and the CA that decides who else is of the cluster. Immutable.
 */
public final class NodeIdentity {
    private final DirectorId id;
    private final List<X509Certificate> chain;
    private final PrivateKey privateKey;
    private final List<X509Certificate> authorities;
    private final X509Certificate authority;

    private NodeIdentity(
            DirectorId id,
            List<X509Certificate> chain,
            PrivateKey privateKey,
            List<X509Certificate> authorities,
            X509Certificate authority) {
        this.id = id;
        this.chain = List.copyOf(chain);
        this.privateKey = privateKey;
        this.authorities = List.copyOf(authorities);
        this.authority = authority;
    }

    /**
     * Loads an identity. All is checked: the files' form and modes, that key and certificate belong together, that the cluster's CA issued the
     * certificate for a director as server and client, and the dates.
     *
     * @param files where it is
     * @param clock what the dates are checked against
     * @return the identity
     * @throws PkiException that names the file, what is wrong and what to do
     */
    public static NodeIdentity load(IdentityFiles files, Clock clock) throws PkiException {
        IdentityFiles real = files.resolved();
        List<X509Certificate> authorities = authorities(real.authorities());
        List<X509Certificate> chain = Certificates.read(real.chain());
        X509Certificate certificate = chain.get(0);
        DirectorId id;
        try {
            id = CertificateRules.requireDirector(
                    certificate, authorities, EnumSet.allOf(CertificateRules.Usage.class), clock.instant());
        } catch (PkiException e) {
            String message = real.chain() + ": " + e.getMessage();
            throw e.isExpired() ? PkiException.expired(message) : new PkiException(message, e);
        }
        requireChain(real.chain(), chain, authorities);
        requireModes(real);
        PrivateKey key = PrivateKeys.read(real.key(), real.chain(), certificate.getPublicKey());
        return new NodeIdentity(id, chain, key, authorities, CertificateRules.issuer(certificate, authorities));
    }

    private static List<X509Certificate> authorities(Path file) throws PkiException {
        List<X509Certificate> authorities = Certificates.read(file);
        if (authorities.size() > IdentityFiles.MAX_AUTHORITIES) {
            throw new PkiException(
                    file + " holds " + authorities.size() + " certificates, must hold the cluster's CA, at most "
                            + IdentityFiles.MAX_AUTHORITIES + " of them");
        }
        String cluster = "";
        for (X509Certificate authority : authorities) {
            String named = CertificateRules.requireAuthority(file.toString(), authority);
            if (!cluster.isEmpty() && !cluster.equals(named)) {
                throw new PkiException(file + " holds the CAs of two clusters, " + cluster + " and " + named
                        + ": a director is of one cluster");
            }
            cluster = named;
        }
        return authorities;
    }

    /** The CA signs directors itself (path length 0): nothing stands between, and the CA's own certificate may follow. */
    private static void requireChain(Path file, List<X509Certificate> chain, List<X509Certificate> authorities)
            throws PkiException {
        if (chain.size() > 2 || (chain.size() == 2 && !authorities.contains(chain.get(1)))) {
            throw new PkiException(file + " holds " + chain.size()
                    + " certificates: it must hold the director's, and may hold the cluster CA's after it");
        }
    }

    private static void requireModes(IdentityFiles files) throws PkiException {
        FileModes.requireChangedByOwnerAlone(files.chain());
        FileModes.requireChangedByOwnerAlone(files.authorities());
        Path folder = files.authorities().toAbsolutePath().getParent();
        if (folder != null) {
            FileModes.requireChangedByOwnerAlone(folder);
        }
    }

    /**
     * Returns who this is.
     *
     * @return cluster and director
     */
    public DirectorId id() {
        return id;
    }

    /**
     * Returns the director's certificate.
     *
     * @return the first of the chain
     */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Returns what is shown in handshakes.
     *
     * @return the director's certificate, and the CA's if its file held that too
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * Returns the key to the certificate.
     *
     * @return the private key; never logged
     */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /**
     * Returns whose certificates are trusted.
     *
     * @return the cluster's CA; while it is replaced, old and new
     */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /**
     * Returns until when the director's certificate holds.
     *
     * @return its last second
     */
    public Instant notAfter() {
        return Certificates.notAfter(certificate());
    }

    /**
     * Returns until when the CA holds that issued the certificate.
     *
     * @return its last second
     */
    public Instant authorityNotAfter() {
        return Certificates.notAfter(authority);
    }

    /**
     * Counts whole days.
     *
     * @param now from when
     * @param end until when
     * @return 0 on the last day; negative when it is over
     */
    static long daysBetween(Instant now, Instant end) {
        return Math.floorDiv(
                Duration.between(now, end).toSeconds(), Duration.ofDays(1).toSeconds());
    }

    /** The name by which a key manager hands it out: another for each certificate. */
    String alias() {
        return "director-" + Certificates.fingerprint(certificate());
    }

    /** Tells whether all that counts in a handshake is the same. */
    boolean isSameAs(NodeIdentity other) {
        return chain.equals(other.chain) && authorities.equals(other.authorities);
    }

    @Override
    public String toString() {
        return id + " until " + notAfter();
    }
}
