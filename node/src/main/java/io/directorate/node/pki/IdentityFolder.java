package io.directorate.node.pki;

import io.directorate.consensus.store.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Where a director's identities are kept: a folder for each, named after the time and serial number, and the link {@code current} to the
 * newest. Moving the link replaces certificate, key and CA in one step, which no three files of their own can do.
 */
final class IdentityFolder {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int SERIAL_CHARACTERS = 8;

    private final Path folder;

    IdentityFolder(Path folder) {
        this.folder = folder;
    }

    Path current() {
        return folder.resolve(IdentityFiles.CURRENT);
    }

    /**
     * What a new identity consists of.
     *
     * @param certificate the director's
     * @param key to it
     * @param authority the CA's certificate
     * @param clusterKey the secret of all directors, as it stands in its file
     */
    record Content(X509Certificate certificate, PrivateKey key, X509Certificate authority, String clusterKey) {
        @Override
        public String toString() {
            return Certificates.describe(certificate);
        }
    }

    /** Finds the identity that a new one would replace, and refuses to replace another director's. */
    PreviousIdentity previous(DirectorId id) throws PkiException {
        Path current = current();
        if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
            return PreviousIdentity.NONE;
        }
        if (!Files.isSymbolicLink(current)) {
            throw new PkiException(
                    current + " is not a link, so directorate pki issue did not make it: name another --out");
        }
        X509Certificate certificate;
        Path real;
        try {
            real = current.toRealPath();
            certificate = Certificates.read(real.resolve(IdentityFiles.CHAIN)).get(0);
        } catch (IOException | PkiException e) {
            throw new PkiException(
                    current + " leads to no identity that can be read (" + e.getMessage()
                            + "): remove the link to begin anew",
                    e);
        }
        Optional<DirectorId> there = Certificates.director(certificate);
        if (!there.equals(Optional.of(id))) {
            throw new PkiException(current + " holds " + Certificates.describe(certificate) + ", not that of " + id
                    + ": each director gets a folder of its own, name another --out");
        }
        return new PreviousIdentity(Optional.of(certificate), Optional.of(real));
    }

    /** Writes a new identity and moves the link to it; checks it as a director would before that. */
    Path put(Content content, CertificateMaker maker) throws PkiException {
        Instant now = maker.now();
        String serial = Certificates.serial(content.certificate());
        String name = STAMP.format(now) + "-" + serial.substring(0, Math.min(SERIAL_CHARACTERS, serial.length()));
        Path place = folder.resolve(name);
        try {
            NewFolder.make(folder);
            try (NewFolder fresh = NewFolder.in(folder, maker.randomBits())) {
                fresh.writeSecret(IdentityFiles.KEY, PrivateKeys.toPem(content.key()));
                fresh.writeSecret(ClusterKeyFile.NAME, content.clusterKey());
                fresh.writePublic(IdentityFiles.CHAIN, Certificates.toPem(content.certificate()));
                fresh.writePublic(IdentityFiles.AUTHORITIES, Certificates.toPem(content.authority()));
                NodeIdentity.load(IdentityFiles.in(fresh.path()), Clock.fixed(now, ZoneOffset.UTC));
                fresh.moveTo(place);
            }
            Path link = folder.resolve(".new-" + Long.toHexString(maker.randomBits()));
            Files.createSymbolicLink(link, Path.of(name));
            DurableFiles.moveIntoPlace(link, current());
        } catch (IOException e) {
            throw new PkiException("the identity cannot be written to " + folder + ": " + e, e);
        }
        return place;
    }
}
