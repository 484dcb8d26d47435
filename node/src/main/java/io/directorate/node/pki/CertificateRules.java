package io.directorate.node.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What makes a certificate a director's, and a CA the cluster's. Each refusal says which rule is broken and what to do.
 *
 * <p>Beside these, {@link ClusterTrustManager} has the JDK check the path (RFC 5280 section 6) and the algorithms.
 */
final class CertificateRules {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;

    /** Bits of keyUsage in their order (RFC 5280 section 4.2.1.3). */
    private static final List<String> KEY_USAGES = List.of(
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly");

    private CertificateRules() {}

    /** What a certificate is shown for. */
    enum Usage {
        SERVER("serverAuth", "1.3.6.1.5.5.7.3.1"),
        CLIENT("clientAuth", "1.3.6.1.5.5.7.3.2");

        private final String label;
        private final String oid;

        Usage(String label, String oid) {
            this.label = label;
            this.oid = oid;
        }

        static String nameOf(String oid) {
            for (Usage usage : values()) {
                if (usage.oid.equals(oid)) {
                    return usage.label;
                }
            }
            return oid;
        }
    }

    /** Checks that a certificate is a cluster CA's and returns the cluster's name. Dates are not looked at. */
    static String requireAuthority(String place, X509Certificate certificate) throws PkiException {
        if (!Certificates.isCa(certificate) || !mayUseKeyFor(certificate, KEY_CERT_SIGN)) {
            throw new PkiException(place + ": " + Certificates.describe(certificate)
                    + " is not a CA's (basicConstraints, keyUsage keyCertSign): the cluster's ca.crt belongs here");
        }
        return Certificates.cluster(certificate)
                .orElseThrow(() -> new PkiException(place + ": " + Certificates.describe(certificate)
                        + " names no cluster (a URI directorate:CLUSTER): it was not made by directorate pki init"));
    }

    /**
     * Checks a director's certificate.
     *
     * @param certificate to check
     * @param authorities the cluster's CAs, of which one must have signed it
     * @param usages what it must be good for
     * @param now by the clock of whoever checks
     * @return who it is
     * @throws PkiException that says which certificate breaks which rule
     */
    static DirectorId requireDirector(
            X509Certificate certificate, List<X509Certificate> authorities, Set<Usage> usages, Instant now)
            throws PkiException {
        String what = Certificates.describe(certificate);
        if (Certificates.isCa(certificate)) {
            throw new PkiException(what + " is a CA's: a director must show one of its own");
        }
        X509Certificate authority = issuer(certificate, authorities);
        requireDates("the certificate of the cluster's CA", authority, now);
        requireDates(what, certificate, now);
        requireUsages(what, certificate, usages);
        DirectorId id = Certificates.director(certificate)
                .orElseThrow(
                        () -> new PkiException(
                                what
                                        + " names no director (exactly one URI directorate:CLUSTER/DIRECTOR): issue it with directorate pki issue"));
        String cluster = Certificates.cluster(authority).orElse("");
        if (!id.cluster().equals(cluster)) {
            throw new PkiException(what + " is for cluster " + id.cluster() + ", but the CA is of cluster " + cluster);
        }
        return id;
    }

    /** Finds the CA that signed a certificate. */
    static X509Certificate issuer(X509Certificate certificate, List<X509Certificate> authorities) throws PkiException {
        boolean named = false;
        for (X509Certificate authority : authorities) {
            if (authority.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                named = true;
                if (Certificates.isSignedBy(certificate, authority)) {
                    return authority;
                }
            }
        }
        String what = Certificates.describe(certificate);
        throw new PkiException(
                named
                        ? what
                                + " names this cluster's CA as its issuer, but that did not sign it: it comes from another"
                                + " cluster of the same name, or was changed"
                        : what + " was not issued by this cluster's CA, but by "
                                + Certificates.printable(
                                        certificate.getIssuerX500Principal().getName()));
    }

    static void requireDates(String what, X509Certificate certificate, Instant now) throws PkiException {
        Instant end = Certificates.notAfter(certificate);
        if (now.isAfter(end)) {
            throw PkiException.expired(what + " ended at " + end
                    + ": issue a new one (directorate pki issue), or, if it has not ended, mend this machine's clock");
        }
        Instant begin = Certificates.notBefore(certificate);
        if (now.isBefore(begin)) {
            throw new PkiException(
                    what + " begins at " + begin + ", which is ahead of this machine's clock: mend the clock");
        }
    }

    private static void requireUsages(String what, X509Certificate certificate, Set<Usage> usages) throws PkiException {
        if (!mayUseKeyFor(certificate, DIGITAL_SIGNATURE)) {
            throw new PkiException(what + " must not sign handshakes (keyUsage without digitalSignature)");
        }
        List<String> extended = extendedUsages(certificate);
        for (Usage usage : usages) {
            if (!extended.contains(usage.oid)) {
                throw new PkiException(
                        what + " is not for use as a TLS " + (usage == Usage.SERVER ? "server" : "client")
                                + " (extendedKeyUsage without " + usage.label
                                + "): issue it with directorate pki issue");
            }
        }
    }

    private static boolean mayUseKeyFor(X509Certificate certificate, int bit) {
        boolean[] bits = certificate.getKeyUsage();
        return bits != null && bits.length > bit && bits[bit];
    }

    /** All that a certificate says of its use, in words where there are some. */
    static List<String> usages(X509Certificate certificate) {
        List<String> usages = new ArrayList<>();
        boolean[] bits = certificate.getKeyUsage();
        for (int bit = 0; bits != null && bit < bits.length && bit < KEY_USAGES.size(); bit++) {
            if (bits[bit]) {
                usages.add(KEY_USAGES.get(bit));
            }
        }
        extendedUsages(certificate).forEach(oid -> usages.add(Usage.nameOf(oid)));
        return usages;
    }

    /** Object identifiers; none if there is no such extension, or none that can be read. */
    static List<String> extendedUsages(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
