package io.directorate.node.pki;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The three files of a director's identity.
 *
 * @param chain the director's certificate, in PEM form
 * @param key its private key, PKCS#8 in PEM form, mode 0600
 * @param authorities the cluster's CA; while the cluster moves to a new CA, the old one and the new one, up to {@value #MAX_AUTHORITIES}
 */
public record IdentityFiles(Path chain, Path key, Path authorities) {
    /** More than a move from one CA to the next needs. */
    public static final int MAX_AUTHORITIES = 4;

    /** Name of the link to the newest identity in the folder that {@code directorate pki issue} writes. */
    public static final String CURRENT = "current";

    static final String CHAIN = "director.crt";
    static final String KEY = "director.key";
    static final String AUTHORITIES = "ca.crt";

    /**
     * Names the files in a folder, as {@code directorate pki issue} names them.
     *
     * @param directory such as {@code /etc/directorate/identity/current}; may be a link
     * @return {@code director.crt}, {@code director.key} and {@code ca.crt} in it
     */
    public static IdentityFiles in(Path directory) {
        return new IdentityFiles(directory.resolve(CHAIN), directory.resolve(KEY), directory.resolve(AUTHORITIES));
    }

    /**
     * The same files by the folder's real path, if they share one folder: so that all three are read from the same one, though the link to it
     * is moved meanwhile.
     */
    IdentityFiles resolved() {
        Path parent = chain.getParent();
        if (parent == null || !parent.equals(key.getParent()) || !parent.equals(authorities.getParent())) {
            return this;
        }
        try {
            Path real = parent.toRealPath();
            return new IdentityFiles(
                    real.resolve(chain.getFileName()),
                    real.resolve(key.getFileName()),
                    real.resolve(authorities.getFileName()));
        } catch (IOException e) {
            // Not there or not to be entered: reading the files says so better.
            return this;
        }
    }
}
