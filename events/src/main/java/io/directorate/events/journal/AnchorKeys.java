package io.directorate.events.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Ed25519 key pair (RFC 8032) that signs a director's anchors, and the public keys that it trusts.
 *
 * <p>In the key directory: {@code journal-anchor.key} (PKCS #8, PEM, mode 0600) and {@code journal-anchor.pub} (X.509, PEM), made on first use. Any
 * other {@code *.pub} there is a peer's, put there by the operator.
 */
final class AnchorKeys {
    static final String PRIVATE_FILE = "journal-anchor.key";
    static final String PUBLIC_FILE = "journal-anchor.pub";

    private static final String ALGORITHM = "Ed25519";
    private static final String PRIVATE_LABEL = "PRIVATE KEY";
    private static final String PUBLIC_LABEL = "PUBLIC KEY";

    private final PrivateKey privateKey;
    private final byte[] publicKey;
    private final Set<String> trusted;

    private AnchorKeys(PrivateKey privateKey, byte[] publicKey, Set<String> trusted) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.trusted = trusted;
    }

    static AnchorKeys open(Path directory) {
        Path privateFile = directory.resolve(PRIVATE_FILE);
        try {
            if (Files.notExists(privateFile)) {
                create(directory);
            }
            checkMode(privateFile);
            byte[] publicKey = fromPem(directory.resolve(PUBLIC_FILE), PUBLIC_LABEL);
            PrivateKey privateKey = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(fromPem(privateFile, PRIVATE_LABEL)));
            AnchorKeys keys = new AnchorKeys(privateKey, publicKey, trusted(directory));
            byte[] probe = directory.toString().getBytes(StandardCharsets.UTF_8);
            if (!fits(publicKey, probe, keys.sign(probe))) {
                throw new JournalException("keys " + privateFile + " and " + PUBLIC_FILE
                        + " do not belong together; put back the pair, or remove both to start with a new one");
            }
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new JournalException(
                    "cannot use the journal's signing key in " + directory + ": " + e.getMessage()
                            + "; put back the pair, or remove both files to start with a new one",
                    e);
        }
    }

    private static void create(Path directory) throws IOException, GeneralSecurityException {
        if (Files.notExists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        // The private key comes last: while it is missing, the pair is made anew.
        write(directory.resolve(PUBLIC_FILE), PUBLIC_LABEL, pair.getPublic().getEncoded(), "rw-r--r--");
        write(directory.resolve(PRIVATE_FILE), PRIVATE_LABEL, pair.getPrivate().getEncoded(), "rw-------");
    }

    private static void write(Path file, String label, byte[] der, String mode) throws IOException {
        Path part = JournalFiles.beside(file, ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                part,
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n",
                StandardCharsets.US_ASCII);
        JournalFiles.force(part);
        JournalFiles.move(part, file);
    }

    private static void checkMode(Path file) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.stream().anyMatch(bit -> !bit.name().startsWith("OWNER_"))) {
            throw new JournalException("key " + file + " has mode " + PosixFilePermissions.toString(mode)
                    + ", others than its owner can use it; run chmod 600 " + file);
        }
    }

    private static byte[] fromPem(Path file, String label) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        String begin = "-----BEGIN " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new GeneralSecurityException(file + " is not a PEM file with a " + label);
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + " is not base 64: " + e.getMessage(), e);
        }
    }

    private static Set<String> trusted(Path directory) throws IOException, GeneralSecurityException {
        Set<String> fingerprints = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.pub")) {
            for (Path file : files) {
                fingerprints.add(fingerprint(fromPem(file, PUBLIC_LABEL)));
            }
        }
        return fingerprints;
    }

    static String fingerprint(byte[] publicKey) {
        return HexFormat.of().formatHex(ChainHash.sha256().digest(publicKey));
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    boolean trusts(byte[] key) {
        return trusted.contains(fingerprint(key));
    }

    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new JournalException("cannot sign with the journal's key: " + e.getMessage(), e);
        }
    }

    /** Tells whether a signature is of a key over a content; false for whatever is malformed. */
    static boolean fits(byte[] key, byte[] content, byte[] signed) {
        try {
            PublicKey decoded = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(key));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(decoded);
            signature.update(content);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
