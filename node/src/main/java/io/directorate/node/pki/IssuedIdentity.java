package io.directorate.node.pki;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What was issued and written.
 *
 * @param id for whom
 * @param certificate the director's
 * @param folder the new files' own folder
 * @param current link to that folder, which a director reads
 * @param previous what it took the place of
 */
public record IssuedIdentity(
        DirectorId id, X509Certificate certificate, Path folder, Path current, PreviousIdentity previous) {
    /**
     * Returns the addresses and host names in the certificate.
     *
     * @return in their order; none if it has none
     */
    public List<SubjectAddress> addresses() {
        return Certificates.addresses(certificate);
    }

    /**
     * Returns the files as a director reads them.
     *
     * @return through the link
     */
    public IdentityFiles files() {
        return IdentityFiles.in(current);
    }
}
