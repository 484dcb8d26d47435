package io.directorate.node.pki;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that {@link CertificateMaker} never makes, each wrong in what a test sets. */
final class OddCertificates {
    private final X509Certificate issuer;
    private final PrivateKey issuerKey;
    private final List<KeyPurposeId> purposes =
            new ArrayList<>(List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
    private final List<String> uris = new ArrayList<>(List.of("directorate:prod/x"));
    private int keyUsage = KeyUsage.digitalSignature;
    private boolean authority;
    private Instant notBefore;
    private Instant notAfter;

    /** A certificate and the key to it. */
    record Odd(X509Certificate certificate, KeyPair keys) {}

    OddCertificates(X509Certificate issuer, PrivateKey issuerKey, Instant now) {
        this.issuer = issuer;
        this.issuerKey = issuerKey;
        this.notBefore = now.minus(1, ChronoUnit.DAYS);
        this.notAfter = now.plus(1, ChronoUnit.DAYS);
    }

    static OddCertificates of(ClusterCa ca, Instant now) throws Exception {
        return new OddCertificates(
                ca.certificate(),
                PrivateKeys.read(
                        ca.keyFile(), ca.certificateFile(), ca.certificate().getPublicKey()),
                now);
    }

    OddCertificates purposes(KeyPurposeId... only) {
        purposes.clear();
        purposes.addAll(List.of(only));
        return this;
    }

    OddCertificates uris(String... only) {
        uris.clear();
        uris.addAll(List.of(only));
        return this;
    }

    OddCertificates keyUsage(int usage) {
        keyUsage = usage;
        return this;
    }

    OddCertificates authority() {
        authority = true;
        return this;
    }

    OddCertificates from(Instant instant) {
        notBefore = instant;
        return this;
    }

    OddCertificates until(Instant instant) {
        notAfter = instant;
        return this;
    }

    Odd make() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
                BigInteger.valueOf(77),
                Date.from(notBefore),
                Date.from(notAfter),
                new X500Name("CN=x,O=prod"),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
        if (!purposes.isEmpty()) {
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
        }
        if (!uris.isEmpty()) {
            GeneralName[] names = uris.stream()
                    .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey))
                .getEncoded();
        return new Odd(Certificates.decode(der), keys);
    }
}
