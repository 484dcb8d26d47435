package io.directorate.node.pki;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * A certificate as people read it: who, until when, for what.
 *
 * @param kind {@code director}, {@code cluster CA}, or {@code foreign} if it is neither of this program's
 * @param cluster name; empty if foreign
 * @param director name; empty unless a director's
 * @param subject in the form of RFC 2253
 * @param issuer in the form of RFC 2253
 * @param serial in hexadecimal
 * @param notBefore first second
 * @param notAfter last second
 * @param daysLeft whole days; negative when it has ended
 * @param state {@code valid}, {@code ends soon}, {@code ended} or {@code not begun}
 * @param addresses addresses and host names
 * @param usages what it may be used for, by the names of RFC 5280
 * @param key kind and size
 * @param fingerprint SHA-256 over it, in hexadecimal
 */
public record CertificateView(
        String kind,
        String cluster,
        String director,
        String subject,
        String issuer,
        String serial,
        Instant notBefore,
        Instant notAfter,
        long daysLeft,
        String state,
        List<String> addresses,
        List<String> usages,
        String key,
        String fingerprint) {
    /**
     * Reads the certificates of a file, in their order. They are shown, not checked.
     *
     * @param file in PEM form
     * @param clock what the days that are left are counted from
     * @return one or more
     * @throws PkiException if the file holds no certificates, or damaged ones
     */
    public static List<CertificateView> read(Path file, Clock clock) throws PkiException {
        Instant now = clock.instant();
        return Certificates.read(file).stream()
                .map(certificate -> of(certificate, now))
                .toList();
    }

    static CertificateView of(X509Certificate certificate, Instant now) {
        boolean authority = Certificates.isCa(certificate);
        String director = authority
                ? ""
                : Certificates.director(certificate).map(DirectorId::director).orElse("");
        String cluster = authority
                ? Certificates.cluster(certificate).orElse("")
                : Certificates.director(certificate).map(DirectorId::cluster).orElse("");
        return new CertificateView(
                cluster.isEmpty() ? "foreign" : authority ? "cluster CA" : "director",
                cluster,
                director,
                Certificates.printable(certificate.getSubjectX500Principal().getName()),
                Certificates.printable(certificate.getIssuerX500Principal().getName()),
                Certificates.serial(certificate),
                Certificates.notBefore(certificate),
                Certificates.notAfter(certificate),
                NodeIdentity.daysBetween(now, Certificates.notAfter(certificate)),
                state(certificate, now),
                Certificates.addresses(certificate).stream()
                        .map(address -> Certificates.printable(address.text()))
                        .toList(),
                CertificateRules.usages(certificate),
                key(certificate),
                Certificates.fingerprint(certificate));
    }

    private static String state(X509Certificate certificate, Instant now) {
        if (now.isBefore(Certificates.notBefore(certificate))) {
            return "not begun";
        }
        long days = NodeIdentity.daysBetween(now, Certificates.notAfter(certificate));
        if (days < 0) {
            return "ended";
        }
        return days < IdentityWatcher.WARNING_DAYS ? "ends soon" : "valid";
    }

    private static String key(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof ECPublicKey key) {
            return "EC " + key.getParams().getCurve().getField().getFieldSize() + " bits";
        }
        if (certificate.getPublicKey() instanceof RSAPublicKey key) {
            return "RSA " + key.getModulus().bitLength() + " bits";
        }
        return certificate.getPublicKey().getAlgorithm();
    }
}
