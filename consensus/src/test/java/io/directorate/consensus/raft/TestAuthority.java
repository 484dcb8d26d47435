package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogTls;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of the test's own, and certificates from it. */
final class TestAuthority {
    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final KeyPair keys = keyPair();
    private final X500Name name;
    private final X509Certificate certificate;

    TestAuthority(String name) {
        this.name = new X500Name("CN=" + name);
        try {
            JcaX509v3CertificateBuilder builder = builder(this.name, this.name, keys, Duration.ofDays(1));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            this.certificate = sign(builder);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** A certificate for a member that listens on loopback addresses. */
    LogTls member(String commonName) {
        return member(commonName, Duration.ofDays(1), List.of("127.0.0.1", "::1"), List.of(certificate));
    }

    LogTls member(String commonName, Duration validFor, List<String> addresses, List<X509Certificate> trusted) {
        try {
            KeyPair own = keyPair();
            JcaX509v3CertificateBuilder builder = builder(name, new X500Name("CN=" + commonName), own, validFor);
            GeneralName[] names = addresses.stream()
                    .map(address -> new GeneralName(GeneralName.iPAddress, address))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            return new LogTls(List.of(sign(builder)), own.getPrivate(), trusted);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    static Path pem(Path file, String label, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Duration validFor) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIALS.incrementAndGet()),
                Date.from(now.minus(Duration.ofDays(2))),
                Date.from(now.plus(validFor)),
                subject,
                keys.getPublic());
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
