package io.directorate.node.pki;

import io.directorate.events.model.IpAddress;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads certificates and what stands in them, with the JDK alone. */
final class Certificates {
    static final String LABEL = "CERTIFICATE";

    private static final int MAX_DESCRIPTION = 200;
    private static final int DNS_NAME = 2;
    private static final int URI = 6;
    private static final int IP_ADDRESS = 7;

    private Certificates() {}

    /** Reads a file of certificates, one or more, in their order. */
    static List<X509Certificate> read(Path file) throws PkiException {
        return of(PemFile.read(file));
    }

    static List<X509Certificate> of(PemFile file) throws PkiException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (!block.label().equals(LABEL)) {
                throw new PkiException(
                        file.place(block) + ": is a " + block.label() + ", where a CERTIFICATE is expected");
            }
            try {
                certificates.add(decode(block.content()));
            } catch (CertificateException e) {
                throw new PkiException(file.place(block) + ": the certificate is damaged: " + e.getMessage(), e);
            }
        }
        return certificates;
    }

    static X509Certificate decode(byte[] der) throws CertificateException {
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        if (certificate.getEncoded().length != der.length) {
            throw new CertificateException("something follows the certificate");
        }
        return certificate;
    }

    static String toPem(X509Certificate certificate) {
        return PemFile.format(LABEL, encoded(certificate));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    /** The director that a certificate names: exactly one, else nobody. */
    static Optional<DirectorId> director(X509Certificate certificate) {
        List<DirectorId> ids = alternativeNames(certificate, URI).stream()
                .flatMap(uri -> DirectorId.ofUri(uri).stream())
                .toList();
        return ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
    }

    /** The cluster that a CA's certificate names: exactly one, else none. */
    static Optional<String> cluster(X509Certificate certificate) {
        List<String> names = alternativeNames(certificate, URI).stream()
                .flatMap(uri -> DirectorId.clusterOfUri(uri).stream())
                .toList();
        return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
    }

    /** The addresses and host names in a certificate, in their order. */
    static List<SubjectAddress> addresses(X509Certificate certificate) {
        List<SubjectAddress> addresses = new ArrayList<>();
        alternativeNames(certificate, IP_ADDRESS).stream()
                .map(text -> IpAddress.isAddress(text) ? IpAddress.parse(text).toString() : text)
                .forEach(text -> addresses.add(new SubjectAddress(SubjectAddress.Kind.IP, text)));
        alternativeNames(certificate, DNS_NAME)
                .forEach(text -> addresses.add(new SubjectAddress(SubjectAddress.Kind.DNS, text)));
        return addresses;
    }

    private static List<String> alternativeNames(X509Certificate certificate, int kind) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (name.get(0) instanceof Integer type && type == kind && name.get(1) instanceof String text) {
                found.add(text);
            }
        }
        return found;
    }

    static boolean isCa(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    /** Tells whether one certificate's key signed the other. */
    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static Instant notBefore(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant();
    }

    static Instant notAfter(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    /** SHA-256 over the whole certificate, in hexadecimal. */
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A certificate in an error or a log line: bounded and printable, since a stranger may have written it. */
    static String describe(X509Certificate certificate) {
        String who = director(certificate)
                .map(DirectorId::toString)
                .or(() -> cluster(certificate).map(cluster -> "the CA of cluster " + cluster))
                .orElseGet(() -> printable(certificate.getSubjectX500Principal().getName()));
        return "the certificate of " + who + " (serial " + printable(serial(certificate)) + ")";
    }

    static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= MAX_DESCRIPTION ? clean : clean.substring(0, MAX_DESCRIPTION) + "...";
    }
}
