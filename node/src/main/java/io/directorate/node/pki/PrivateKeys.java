package io.directorate.node.pki;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads private keys (PKCS#8, RFC 5958) and tells whether one belongs to a certificate. */
final class PrivateKeys {
    static final String LABEL = "PRIVATE KEY";

    private static final byte[] PROBE =
            "directorate: does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeys() {}

    /**
     * Reads the key of a certificate.
     *
     * @param file that holds the key and nothing else; its mode must be the owner's alone
     * @param certificate file that the public key comes from, for errors
     * @param publicKey what the key must belong to
     */
    static PrivateKey read(Path file, Path certificate, PublicKey publicKey) throws PkiException {
        PemFile pem = PemFile.read(file);
        FileModes.requireOwnersAlone(file);
        List<PemFile.Block> blocks = pem.blocks();
        PemFile.Block block = blocks.get(0);
        if (blocks.size() != 1 || !block.label().equals(LABEL)) {
            throw new PkiException(notOneKey(pem, blocks));
        }
        String algorithm = publicKey.getAlgorithm();
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.content()));
        } catch (GeneralSecurityException e) {
            // No cause and no detail: what a parser says of a private key stays out of logs.
            throw new PkiException(pem.place(block) + ": is damaged, or is no " + algorithm + " key as " + certificate
                    + " has it: copy both again, or issue anew");
        }
        if (!belongs(key, publicKey)) {
            throw new PkiException(file + " is not the key of the certificate in " + certificate
                    + ": the two come from different times or directors; copy both again, or issue anew");
        }
        return key;
    }

    private static String notOneKey(PemFile pem, List<PemFile.Block> blocks) {
        for (PemFile.Block block : blocks) {
            switch (block.label()) {
                case "EC PRIVATE KEY", "RSA PRIVATE KEY" -> {
                    return pem.place(block) + ": the key is not in PKCS#8 form: openssl pkcs8 -topk8 -nocrypt -in "
                            + pem.name();
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return pem.place(block)
                            + ": the key is encrypted; a director starts unattended: openssl pkcs8 -topk8"
                            + " -nocrypt -in " + pem.name();
                }
                case LABEL -> {
                    return pem.name() + " must hold the private key alone, and holds " + blocks.size() + " PEM blocks";
                }
                default -> {}
            }
        }
        return pem.place(blocks.get(0)) + ": is a " + blocks.get(0).label() + ", where a PRIVATE KEY is expected";
    }

    private static boolean belongs(PrivateKey key, PublicKey publicKey) throws PkiException {
        try {
            Signature signature = Signature.getInstance(signatureAlgorithm(publicKey.getAlgorithm()));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** How a key signs. */
    static String signatureAlgorithm(String keyAlgorithm) throws PkiException {
        return switch (keyAlgorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> throw new PkiException("keys of kind " + keyAlgorithm + " are not used here, but EC and RSA");
        };
    }

    static String toPem(PrivateKey key) {
        return PemFile.format(LABEL, key.getEncoded());
    }
}
