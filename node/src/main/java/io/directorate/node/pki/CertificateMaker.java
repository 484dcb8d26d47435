package io.directorate.node.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys (EC P-256) and certificates (RFC 5280). The only user of BouncyCastle. */
public final class CertificateMaker {
    private static final int SERIAL_BITS = 127;

    private final Clock clock;
    private final SecureRandom random;

    /**
     * Makes one.
     *
     * @param clock tells when certificates begin
     * @param random makes keys and serial numbers
     */
    public CertificateMaker(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    Instant now() {
        return clock.instant();
    }

    /** Bits for a name that no other run takes. */
    long randomBits() {
        return random.nextLong();
    }

    /** A secret as lower-case hexadecimal digits, with the end of a line. */
    String secret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret) + "\n";
    }

    KeyPair newKeyPair() throws PkiException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new PkiException("this Java makes no EC P-256 key: " + e.getMessage(), e);
        }
    }

    /** The certificate of a cluster's CA, signed by itself. */
    X509Certificate authority(String cluster, KeyPair keys, Validity validity) throws PkiException {
        X500Name name = name("Directorate cluster CA", cluster);
        return signed(name, name, keys.getPublic(), validity, keys.getPrivate(), builder -> {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectAlternativeName, false, names(List.of(uri(DirectorId.clusterUri(cluster)))));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
        });
    }

    /** The certificate of a director, good as TLS server and client. */
    X509Certificate director(
            Signer signer, DirectorId id, List<SubjectAddress> addresses, PublicKey key, Validity validity)
            throws PkiException {
        List<GeneralName> names = new ArrayList<>();
        names.add(uri(id.uri()));
        for (SubjectAddress address : addresses) {
            int kind = address.kind() == SubjectAddress.Kind.IP ? GeneralName.iPAddress : GeneralName.dNSName;
            names.add(new GeneralName(kind, address.text()));
        }
        X500Name issuer = X500Name.getInstance(
                signer.certificate().getSubjectX500Principal().getEncoded());
        X500Name subject = name(id.director(), id.cluster());
        return signed(issuer, subject, key, validity, signer.key(), builder -> {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            builder.addExtension(Extension.subjectAlternativeName, false, names(names));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(signer.certificate().getPublicKey()));
        });
    }

    /**
     * Who signs.
     *
     * @param certificate of the CA
     * @param key that belongs to it
     */
    record Signer(X509Certificate certificate, PrivateKey key) {
        @Override
        public String toString() {
            return Certificates.describe(certificate);
        }
    }

    /** Adds the extensions to a certificate that is being made. */
    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws IOException, GeneralSecurityException;
    }

    private X509Certificate signed(
            X500Name issuer,
            X500Name subject,
            PublicKey key,
            Validity validity,
            PrivateKey signingKey,
            Extensions extensions)
            throws PkiException {
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                new Time(Date.from(validity.notBefore())),
                new Time(Date.from(validity.notAfter())),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        try {
            extensions.addTo(builder);
            String algorithm = PrivateKeys.signatureAlgorithm(signingKey.getAlgorithm());
            return Certificates.decode(builder.build(new JcaContentSignerBuilder(algorithm).build(signingKey))
                    .getEncoded());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new PkiException("the certificate of " + subject + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static X500Name name(String common, String organization) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, organization)
                .addRDN(BCStyle.CN, common)
                .build();
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    private static GeneralNames names(List<GeneralName> names) {
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }
}
