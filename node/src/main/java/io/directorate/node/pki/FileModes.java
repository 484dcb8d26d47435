package io.directorate.node.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Who may read and write the files of an identity. Links are followed: what counts is the file. */
final class FileModes {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private FileModes() {}

    /** For private keys. */
    static void requireOwnersAlone(Path file) throws PkiException {
        Set<PosixFilePermission> modes = modes(file);
        if (!OWNERS.containsAll(modes)) {
            throw new PkiException(file + " is a private key that others may use (mode "
                    + PosixFilePermissions.toString(modes) + "): chmod 600 " + file
                    + "; if somebody may have read it, issue a new one");
        }
    }

    /** For what a director trusts: whoever can change the CA's certificate, or put another file in its place, decides who gets in. */
    static void requireChangedByOwnerAlone(Path file) throws PkiException {
        Set<PosixFilePermission> modes = modes(file);
        modes.retainAll(WRITTEN_BY_OTHERS);
        if (!modes.isEmpty()) {
            throw new PkiException(
                    file + " can be changed by others (mode " + PosixFilePermissions.toString(modes(file))
                            + "), who could then let anybody into the cluster: chmod go-w " + file);
        }
    }

    private static Set<PosixFilePermission> modes(Path file) throws PkiException {
        try {
            Set<PosixFilePermission> modes = EnumSet.noneOf(PosixFilePermission.class);
            modes.addAll(Files.getPosixFilePermissions(file));
            return modes;
        } catch (IOException | UnsupportedOperationException e) {
            throw new PkiException("the mode of " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
