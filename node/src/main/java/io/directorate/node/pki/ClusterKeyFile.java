package io.directorate.node.pki;

import io.directorate.consensus.cluster.ClusterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The secret that all directors of a cluster share, beside the CA and in every identity: {@code cluster.key}, 64 hexadecimal digits, mode 0600. Hazelcast has
 * no TLS here; by this its members know each other.
 */
public final class ClusterKeyFile {
    /** Its name, in the folder of the CA and of each identity. */
    public static final String NAME = "cluster.key";

    static final int BYTES = 32;
    private static final int MAX_FILE_BYTES = 256;

    private ClusterKeyFile() {}

    /**
     * Reads the key.
     *
     * @param folder of an identity, as {@code directorate pki issue} writes it
     * @return the key
     * @throws PkiException if it is not there, not what it should be, or open to others
     */
    public static ClusterKey read(Path folder) throws PkiException {
        return ClusterKey.of(parse(folder.resolve(NAME)));
    }

    /** The key beside a CA, as it stands in its file; made where there is none yet. */
    static String ofAuthority(Path folder, CertificateMaker maker) throws PkiException {
        Path file = folder.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                try (NewFolder fresh = NewFolder.in(folder, maker.randomBits())) {
                    fresh.writeSecret(NAME, maker.secret(BYTES));
                    // Unlike a rename, a link never takes the place of the key that another process has just made.
                    Files.createLink(file, fresh.path().resolve(NAME));
                } catch (FileAlreadyExistsException e) {
                    return text(parse(file));
                }
            }
            return text(parse(file));
        } catch (IOException e) {
            throw new PkiException("the cluster's key cannot be written to " + file + ": " + e, e);
        }
    }

    private static String text(byte[] key) {
        return HexFormat.of().formatHex(key) + "\n";
    }

    private static byte[] parse(Path file) throws PkiException {
        if (!Files.exists(file)) {
            throw new PkiException(
                    file + " is not there: directors share this key beside their certificates; issue the identity"
                            + " again with directorate pki issue, from the folder of the cluster's CA");
        }
        FileModes.requireOwnersAlone(file);
        try {
            if (Files.size(file) <= MAX_FILE_BYTES) {
                byte[] key = HexFormat.of()
                        .parseHex(Files.readString(file, StandardCharsets.US_ASCII)
                                .strip());
                if (key.length == BYTES) {
                    return key;
                }
            }
            throw new PkiException(file + " must hold " + 2 * BYTES + " hexadecimal digits and nothing else");
        } catch (IllegalArgumentException e) {
            throw new PkiException(file + " must hold " + 2 * BYTES + " hexadecimal digits and nothing else", e);
        } catch (IOException e) {
            throw new PkiException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
